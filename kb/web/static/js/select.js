// Words selected in a passage get a toolbar beside them: note, use as evidence, copy. By pointer as everywhere; by
// keyboard with "s", which puts the selection on the first word of the passage, and the arrow keys from there.
import { copied } from "./copy.js";
import { here } from "./keys.js";

const LONGEST_BEFORE = 80;

export function selecting(root, say, open) {
  const text = root.querySelector(".reader .text");
  if (!text) return {};
  let bar = null, timer = 0, mode = null;

  // What is selected, where all of it is in the words of one passage.
  function chosen() {
    const selection = root.getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    const words = near(range.startContainer)?.closest(".row > .words");
    if (!words || !words.contains(range.endContainer)) return null;
    const before = root.createRange();
    before.setStart(words, 0);
    before.setEnd(range.startContainer, range.startOffset);
    const said = plainly(range).trim();
    return said && { row: words.closest(".row"), range, words: said, before: plainly(before).slice(-LONGEST_BEFORE) };
  }

  function look() {
    const found = chosen();
    if (!found) {
      if (bar && !bar.contains(root.activeElement)) hide();
      return;
    }
    if (!bar) bar = made();
    bar.chosen = found;
    const { row, range } = found, pins = row.querySelectorAll("a[data-pin]");
    for (const button of bar.querySelectorAll("[data-act]")) button.hidden = button.dataset.act !== "copy" && !pins.length;
    if (bar.parentElement !== row) row.querySelector(".words").after(bar);
    const box = range.getBoundingClientRect(), own = row.getBoundingClientRect();
    bar.style.top = `${box.bottom - own.top + 6}px`;
    bar.style.left = `${Math.max(0, Math.min(box.left - own.left, own.width - bar.offsetWidth))}px`;
  }

  function hide() {
    bar?.remove();
    bar = null;
  }

  function made() {
    const toolbar = root.createElement("div");
    toolbar.className = "selected";
    toolbar.setAttribute("role", "toolbar");
    toolbar.setAttribute("aria-label", "Selected words");
    for (const [act, words] of [["evidence", "Use as evidence"], ["note", "Note"], ["copy", "Copy citation"]]) {
      const button = root.createElement("button");
      button.type = "button";
      button.dataset.act = act;
      button.textContent = words;
      toolbar.append(button);
    }
    toolbar.addEventListener("mousedown", (event) => event.preventDefault()); // the selection stays
    toolbar.addEventListener("click", (event) => {
      const act = event.target.closest("[data-act]")?.dataset.act;
      if (act) run(act, toolbar.chosen);
    });
    toolbar.addEventListener("keydown", (event) => {
      const buttons = [...toolbar.querySelectorAll("button:not([hidden])")], at = buttons.indexOf(root.activeElement);
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (event.key === "Escape") leave(toolbar.chosen.row);
      else if (step) buttons.at((at + step) % buttons.length).focus();
      else return;
      event.preventDefault();
    });
    return toolbar;
  }

  function leave(row) {
    root.getSelection().removeAllRanges();
    mode = null;
    hide();
    row.focus({ preventScroll: true });
  }

  async function run(act, { row, words, before }) {
    mode = null;
    if (act !== "copy") {
      hide();
      return open(row.querySelector(act === "evidence" ? "a.use" : "a.annotate"), words, before);
    }
    try {
      const page = new DOMParser().parseFromString(await (await fetch(row.querySelector("a.cite").href)).text(), "text/html");
      const citation = page.querySelector(".citation textarea").value;
      const said = page.querySelector("p.ours") ? words : `“${words}”`; // our words are never quoted as the source’s
      if (!(await copied(`${said} ${citation}`))) throw new Error("no clipboard");
      say("The words and their citation are copied.");
    } catch {
      location.assign(row.querySelector("a.cite").href);
    }
  }

  // The words of a passage, one after the other, and the ones from `first` to `last` selected.
  function begin(row) {
    const words = wordsOf(root, row.querySelector(".words"));
    if (!words.length) return say("There are no words here to select.");
    mode = { row, words, first: 0, last: 0 };
    row.focus({ preventScroll: true });
    mark();
    say("Words are selected with the arrow keys: alone they move, with Shift they take in more. Enter goes on.");
  }

  function mark() {
    const { words, first, last } = mode, range = root.createRange();
    range.setStart(words[first].node, words[first].start);
    range.setEnd(words[last].node, words[last].end);
    const selection = root.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
    look();
    say(plainly(range));
  }

  function move(event) {
    const end = mode.words.length - 1, step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 10, ArrowUp: -10 }[event.key];
    if (event.shiftKey) mode.last = Math.max(mode.first, Math.min(end, mode.last + step));
    else mode.first = mode.last = Math.max(0, Math.min(end, mode.first + step));
    mark();
  }

  root.addEventListener("selectionchange", () => {
    clearTimeout(timer);
    timer = setTimeout(look, 120);
  });
  root.addEventListener("pointerdown", (event) => {
    if (!bar?.contains(event.target)) mode = null;
  });
  root.addEventListener("keydown", (event) => {
    if (!mode || event.ctrlKey || event.metaKey || event.altKey || !mode.row.contains(event.target)) return;
    if (bar?.contains(event.target)) return;
    if (event.key.startsWith("Arrow")) move(event);
    else if (event.key === "Enter") bar?.querySelector("button:not([hidden])").focus();
    else if (event.key === "Escape") leave(mode.row);
    else return;
    event.preventDefault();
  });

  const on = (act, none) => {
    const found = chosen();
    if (found) return run(act, found);
    const link = here(root)?.querySelector(act === "evidence" ? "a.use" : "a.annotate");
    if (link) open(link);
    else say(none);
  };
  const NONE = "Step to a passage first, with j.";
  return {
    s: () => {
      const row = here(root);
      if (row?.matches(".row")) begin(row);
      else say(NONE);
    },
    e: () => on("evidence", NONE),
    a: () => on("note", NONE),
  };
}

const near = (node) => (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement);

// Marks of notes and pages stand between the words on the page, and not in the passage.
function plainly(range) {
  const part = document.createElement("div");
  part.append(range.cloneContents());
  for (const mark of part.querySelectorAll("sup, .page-turn, .label")) mark.remove();
  return part.textContent.replace(/\s+/g, " ");
}

function wordsOf(root, element) {
  const walker = root.createTreeWalker(element, NodeFilter.SHOW_TEXT), words = [];
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.parentElement.closest("sup, .page-turn, .label")) continue;
    for (const match of node.data.matchAll(/\S+/g)) words.push({ node, start: match.index, end: match.index + match[0].length });
  }
  return words;
}
