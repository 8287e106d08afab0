// Copying citations: a button beside each citation, and "Cite" links that copy instead of leading away.

export async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

// The page that cites a passage has the words; without scripts the reader goes there and copies by hand.
export async function cite(link, say) {
  try {
    const answer = await fetch(link.href);
    if (!answer.ok) throw new Error(answer.statusText);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!(await copied(page.querySelector(".citation textarea").value))) throw new Error("no clipboard");
    say("Citation copied.");
    flash(link, "Copied");
  } catch {
    location.assign(link.href);
  }
}

function flash(element, words) {
  const before = [...element.childNodes];
  element.replaceChildren(words);
  setTimeout(() => element.replaceChildren(...before), 1600);
}

export function copying(root, say) {
  for (const text of root.querySelectorAll(".citation .copyable")) {
    const button = root.createElement("button");
    button.type = "button";
    button.textContent = "Copy";
    button.setAttribute("aria-describedby", text.id);
    button.addEventListener("click", async () => {
      if (await copied(text.value)) {
        say("Citation copied.");
        flash(button, "Copied");
      } else {
        text.select();
        say("The citation is selected: copy it with your keyboard.");
      }
    });
    text.after(button);
  }
  root.addEventListener("click", (event) => {
    const link = event.target.closest("a.cite");
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    cite(link, say);
  });
}
