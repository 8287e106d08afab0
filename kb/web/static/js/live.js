// Results that follow the filters: the same address is fetched, and what was found takes the old one's place. The
// address bar stays true, back and forward work, the focus stays, and the new count is said.
export function live(root, say) {
  if (!root.querySelector("#found[data-live]")) return;
  const { location, history } = root.defaultView;
  let shown = location.pathname + location.search;
  let stale = null, soon = 0;

  const plain = (event) => !event.button && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;

  function dress() {
    const button = root.querySelector("#filters > button");
    if (button) button.hidden = true; // each change applies itself; Enter in a field still works
  }

  async function show(address, push) {
    stale?.abort();
    const mine = (stale = new AbortController());
    const found = root.getElementById("found");
    found.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, { signal: mine.signal, headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("found");
      if (!answer.ok || !fresh) throw new Error("not a page of results");
      if (mine.signal.aborted) return;
      if (push && new URL(address, location).href !== location.href) history.pushState({ live: true }, "", address);
      shown = location.pathname + location.search;
      swap(found, fresh, page);
    } catch (error) {
      if (error.name !== "AbortError") location.assign(address); // what cannot be put in place is gone to
    }
  }

  function swap(found, fresh, page) {
    const focus = remembered(root.activeElement, found);
    const open = [...found.querySelectorAll("details[data-open][open]")].map((details) => details.dataset.open);
    for (const name of open) fresh.querySelector(`details[data-open="${CSS.escape(name)}"]`)?.setAttribute("open", "");
    found.replaceWith(root.adoptNode(fresh));
    dress();
    root.title = page.title;
    const box = page.querySelector("header form[role=search]"), own = root.querySelector("header form[role=search]");
    if (box && own) keep(own, box);
    const feed = root.querySelector("link[rel=alternate][type='application/atom+xml']");
    const other = page.querySelector("link[rel=alternate][type='application/atom+xml']");
    if (feed && other) feed.href = other.href;
    if (focus) refocus(focus);
    const chips = root.querySelectorAll(".chips [id]").length;
    const filters = chips ? `, ${chips} ${chips === 1 ? "filter" : "filters"} in force` : "";
    say(root.getElementById("count").textContent + filters);
  }

  // A search typed from here on keeps the filters as they are now.
  function keep(own, other) {
    for (const field of own.querySelectorAll("input[type=hidden]")) field.remove();
    own.append(...[...other.querySelectorAll("input[type=hidden]")].map((field) => root.adoptNode(field)));
    if (root.activeElement !== own.elements.q) own.elements.q.value = other.elements.q.value;
  }

  function remembered(active, found) {
    if (!active || !found.contains(active)) return null;
    const { id, name, value, selectionStart } = active;
    return { id, name, value, caret: active.type === "text" ? selectionStart : null, was: active.matches("a") };
  }

  function refocus({ id, name, value, caret, was }) {
    const named = name && !id && [...root.querySelectorAll("#filters [name]")].find((e) => e.name === name && e.value === value);
    const target = (id && root.getElementById(id)) || named;
    (target || root.getElementById(was ? "count" : "filters") || root.getElementById("count")).focus({ preventScroll: true });
    if (target && caret !== null) target.setSelectionRange(caret, caret);
  }

  const asked = (form) => {
    const fields = [...new FormData(form)].filter(([, value]) => value !== "");
    return `${new URL(form.action).pathname}?${new URLSearchParams(fields)}`;
  };

  root.addEventListener("change", (event) => {
    const form = event.target.closest("#filters");
    if (!form?.reportValidity()) return;
    clearTimeout(soon); // who leaves a field by clicking elsewhere must not have that place taken from under the click
    soon = setTimeout(() => show(asked(form), true), event.target.type === "checkbox" ? 0 : 300);
  });
  root.addEventListener("submit", (event) => {
    if (event.target.id !== "filters") return;
    event.preventDefault();
    clearTimeout(soon);
    show(asked(event.target), true);
  });
  root.addEventListener("click", (event) => {
    const link = event.target.closest("#found a[data-swap]");
    if (link && plain(event)) {
      event.preventDefault();
      show(link.href, true);
    }
  });
  root.defaultView.addEventListener("popstate", () => {
    const now = location.pathname + location.search;
    if (now !== shown) show(now, false);
  });
  dress();
}

// "+4 more here" opens them in their place; the address that it leads to has them too.
export function unfolding(root, say) {
  root.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-more]");
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    try {
      const answer = await fetch(link.href);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const source = link.closest(".source");
      const known = new Set([...source.querySelectorAll(".hit")].map((hit) => hit.id));
      const hits = [...page.querySelectorAll(".source .hit")].filter((hit) => !known.has(hit.id));
      const left = page.querySelector("a[data-more]");
      if (!answer.ok || !hits.length) throw new Error("nothing more");
      link.parentElement.before(...hits.map((hit) => root.adoptNode(hit)));
      if (left) link.replaceChildren(...left.childNodes);
      else link.parentElement.remove();
      say(`${hits.length} more shown.`);
      hits[0].querySelector("[data-step-link]").focus();
    } catch {
      location.assign(link.href);
    }
  });
}
