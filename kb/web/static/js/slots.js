// The form of an answer: move entries in place, search in place, keep the draft. Without this, buttons post the form.

const QUIET_MS = 2500;
const IN_PLACE = /^(search|link|unlink):/;

export function slots(root, say) {
  const form = root.querySelector("form.answer-form");
  if (!form) return;
  const list = form.querySelector("#slots");
  reorder(form, list, say);
  inPlace(form, list, say);
  if ("autosave" in form.dataset) autosave(form, root);
}

const rankOf = (list, item) => [...list.children].indexOf(item) + 1;

function renumber(list) {
  [...list.children].forEach((item, at) => {
    for (const rank of item.querySelectorAll("[data-rank]")) rank.textContent = at + 1;
  });
}

function move(form, list, item, to, say) {
  const items = [...list.children], from = items.indexOf(item);
  if (to < 0 || to >= items.length) return say(to < 0 ? "It is the first already." : "It is the last already.");
  if (to !== from) {
    items[to][to < from ? "before" : "after"](item);
    renumber(list);
    form.dispatchEvent(new Event("input"));
  }
  say(`Now priority ${rankOf(list, item)} of ${items.length}.`);
}

function reorder(form, list, say) {
  for (const item of list.children) addGrip(list, item);
  form.addEventListener("click", (event) => {
    const [, way] = event.target.closest("button[name=do]")?.value.match(/^(up|down):/) || [];
    if (!way) return;
    event.preventDefault();
    const item = event.target.closest("li[data-slot]");
    move(form, list, item, rankOf(list, item) - 1 + (way === "up" ? -1 : 1), say);
    event.target.closest("button").focus();
    item.scrollIntoView({ block: "nearest" });
  });
  list.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    const item = event.target.closest("li[data-slot]"), focused = event.target;
    event.preventDefault();
    move(form, list, item, rankOf(list, item) - 1 + (event.key === "ArrowUp" ? -1 : 1), say);
    focused.focus();
  });
  drag(form, list, say);
}

// Dragging is for pointers only: everybody else has the buttons and Alt with the arrow keys.
function addGrip(list, item) {
  const grip = document.createElement("button");
  grip.type = "button";
  grip.className = "small grip";
  grip.tabIndex = -1;
  grip.setAttribute("aria-hidden", "true");
  grip.textContent = "Drag";
  item.querySelector(".moves").append(grip);
}

function drag(form, list, say) {
  let item = null;
  list.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest(".grip");
    if (!grip || event.button) return;
    event.preventDefault();
    item = grip.closest("li[data-slot]");
    item.classList.add("dragged");
    grip.setPointerCapture(event.pointerId);
  });
  list.addEventListener("pointermove", (event) => {
    if (!item) return;
    const over = document.elementFromPoint(event.clientX, event.clientY)?.closest("li[data-slot]");
    if (!over || over === item || over.parentNode !== list) return;
    const box = over.getBoundingClientRect(), down = rankOf(list, over) > rankOf(list, item);
    if (down ? event.clientY < box.top + box.height / 2 : event.clientY > box.top + box.height / 2) return;
    over[down ? "after" : "before"](item);
    renumber(list);
  });
  const drop = () => {
    if (!item) return;
    item.classList.remove("dragged");
    say(`Now priority ${rankOf(list, item)} of ${list.children.length}.`);
    form.dispatchEvent(new Event("input"));
    item = null;
  };
  list.addEventListener("pointerup", drop);
  list.addEventListener("pointercancel", drop);
}

// Searching and pointing change one entry: the page that the form would lead to has it; the rest stays as it is.
function inPlace(form, list, say) {
  form.addEventListener("submit", async (event) => {
    const button = event.submitter;
    if (!button || !IN_PLACE.test(button.value)) return;
    event.preventDefault();
    const key = button.value.split(":")[1], item = list.querySelector(`[data-slot="${key}"]`);
    try {
      const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form, button)) });
      if (!answer.ok) throw new Error(answer.statusText);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = document.adoptNode(page.querySelector(`[data-slot="${key}"]`));
      keepTyping(item, fresh);
      item.replaceWith(fresh);
      addGrip(list, fresh);
      renumber(list);
      said(fresh, button, say);
      form.dispatchEvent(new Event("input"));
    } catch {
      plainly(form, button);
    }
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("input:not([type=radio])")) return;
    event.preventDefault();
    if (event.target.type === "search") event.target.closest(".box-row").querySelector("button").click();
  });
}

// What was typed while the answer was on its way is newer than what comes back.
function keepTyping(item, fresh) {
  for (const field of item.querySelectorAll("input[id], textarea[id]")) {
    const same = fresh.querySelector(`#${field.id}`);
    if (same) same.value = field.value;
  }
}

function said(fresh, button, say) {
  const told = fresh.querySelector(".finding [role=status]")?.textContent || "";
  if (button.value.startsWith("search")) {
    say(told);
    fresh.querySelector(".finding input[type=search]").focus();
  } else {
    say(button.value.startsWith("link") ? "Linked." : "Removed.");
    fresh.querySelector(".finding summary").focus();
  }
}

// Where fetching fails, the form goes the plain way; form.submit() asks no listener.
function plainly(form, button) {
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = button.name;
  field.value = button.value;
  form.append(field);
  form.submit();
}

function autosave(form, root) {
  let timer = 0, last = "";
  const keep = async () => {
    const fields = new URLSearchParams(new FormData(form));
    fields.set("do", "keep");
    if (fields.toString() === last) return;
    try {
      const answer = await fetch(form.action, { method: "POST", body: fields });
      if (!answer.ok) throw new Error(answer.statusText);
      last = fields.toString();
      root.getElementById("saved").textContent = await answer.text();
    } catch {
      root.getElementById("saved").textContent = "The draft could not be kept just now; what you typed is still here.";
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(keep, QUIET_MS);
  });
  form.addEventListener("submit", () => clearTimeout(timer));
}
