// Writing entries without leaving the page: the form that a "Note" or "Use as evidence" link leads to, in a dialog.
// What cannot be put in place is gone to.

const plain = (event) => !event.button && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
const IN_ADDRESS = 1500;

export function pinning(root, say) {
  let dialog = null, link = null, answered = null;

  function close() {
    dialog?.close();
  }

  function show(form, page) {
    if (!dialog) {
      dialog = root.createElement("dialog");
      dialog.className = "pin-dialog";
      dialog.setAttribute("aria-labelledby", "pin-heading");
      dialog.addEventListener("click", (event) => {
        if (event.target.closest("[data-leave]")) {
          event.preventDefault();
          close();
        }
      });
      dialog.addEventListener("submit", send);
      dialog.addEventListener("close", () => {
        dialog.replaceChildren(); // ids of the form are those of nothing else then
        (answered || link)?.focus();
        answered = null;
      });
      root.body.append(dialog);
    }
    const heading = root.createElement("h2");
    heading.id = "pin-heading";
    heading.textContent = page.querySelector("h1").textContent;
    const over = page.querySelector(".over").cloneNode(true);
    dialog.replaceChildren(root.adoptNode(over), heading, root.adoptNode(form));
    if (!dialog.open) dialog.showModal();
  }

  async function send(event) {
    event.preventDefault();
    const form = event.target, body = new URLSearchParams(new FormData(form, event.submitter));
    form.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const again = page.querySelector("form[data-annotating]");
      if (again) {
        show(again, page);
        (again.querySelector(".told a, [aria-invalid]") || again.querySelector(".link-row:last-of-type select"))?.focus();
      } else if (answer.redirected && answer.ok) done(answer.url, page);
      else throw new Error(answer.statusText);
    } catch {
      form.removeAttribute("aria-busy");
      say("It could not be sent. What you wrote is still here; try again, or send it from the page of the form.");
    }
  }

  function done(address, page) {
    const told = page.querySelector(".told[role=status]")?.textContent || "Saved.";
    const made = root.createElement("a");
    made.href = address;
    made.textContent = "Your entry";
    const line = root.createElement("p");
    line.className = "pinned";
    line.append(made, " ", told);
    const place = link.closest("[data-step]");
    (place?.querySelector(".margin, .what") || link.parentElement).append(line);
    answered = made;
    close();
    say(told);
  }

  async function open(from, words = "", before = "") {
    link = from;
    const address = new URL(from.href);
    if (words && words.length <= IN_ADDRESS) {
      address.searchParams.set("words", words);
      if (before) address.searchParams.set("before", before);
    }
    try {
      const answer = await fetch(address, { headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const form = page.querySelector("form[data-annotating]");
      if (!answer.ok || !form) throw new Error(answer.statusText);
      if (words.length > IN_ADDRESS) Object.assign(form.elements.words, { value: words });
      show(form, page);
      form.querySelector(address.hash === "#links" ? "#links select" : "#body").focus();
    } catch {
      location.assign(address);
    }
  }

  root.addEventListener("click", (event) => {
    const from = event.target.closest("a[data-pin]");
    if (!from || !plain(event)) return;
    event.preventDefault();
    open(from);
  });
  return open;
}
