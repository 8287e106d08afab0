// Single keys for people who read a lot; never while typing, and they can be switched off.
import { cite } from "./copy.js";

const OFF = "keys-off";
const typing = (element) =>
  element.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");

function isOff() {
  try {
    return localStorage.getItem(OFF) === "1";
  } catch {
    return false;
  }
}

function remember(off) {
  try {
    localStorage.setItem(OFF, off ? "1" : "0");
  } catch {
    // Without storage the choice holds for this page only.
  }
}

// The step that the reader is at: the one with focus, the one of the address, or the last one stepped to.
export function here(root) {
  const focused = root.activeElement?.closest("[data-step]");
  return focused || root.querySelector("[data-step].at") || root.querySelector("[data-step]:target");
}

function goTo(root, step) {
  root.querySelector(".at")?.classList.remove("at");
  step.classList.add("at");
  (step.querySelector("[data-step-link]") || step).focus({ preventScroll: true });
  step.scrollIntoView({ block: "center" });
}

function walk(root, selector, direction, say, none) {
  const steps = [...root.querySelectorAll(selector)];
  if (!steps.length) return say(none);
  const at = here(root);
  const order = (step) => at.compareDocumentPosition(step);
  const after = Node.DOCUMENT_POSITION_FOLLOWING, before = Node.DOCUMENT_POSITION_PRECEDING;
  let next;
  if (!at) next = direction > 0 ? steps[0] : steps.at(-1);
  else if (direction > 0) next = steps.find((step) => step !== at && order(step) & after);
  else next = steps.findLast((step) => step !== at && order(step) & before);
  if (next) goTo(root, next);
  else say(direction > 0 ? "That was the last one." : "That was the first one.");
}

// `more` has the keys of one page, over those of all pages.
export function keys(root, say, more = {}) {
  const dialog = root.getElementById("keys");
  const choice = root.getElementById("keys-on");
  choice.checked = !isOff();
  let off = !choice.checked;
  choice.addEventListener("change", () => {
    off = !choice.checked;
    remember(off);
  });
  const steps = "[data-step]", hits = "[data-step].is-hit";
  const acts = {
    "/": () => root.getElementById("q")?.focus(),
    "?": () => dialog.showModal(),
    j: () => walk(root, steps, 1, say, "There is nothing to step through here."),
    k: () => walk(root, steps, -1, say, "There is nothing to step through here."),
    n: () => walk(root, hits, 1, say, "There are no hits here."),
    p: () => walk(root, hits, -1, say, "There are no hits here."),
    c: () => {
      const link = here(root)?.querySelector("a.cite") || root.querySelector(".hit a.cite");
      if (link) cite(link, say);
      else say("Step to a passage first, with j.");
    },
    m: () => {
      const link = here(root)?.querySelector("a.similar");
      if (link) link.click();
      else say("Step to a passage first, with j.");
    },
    f: () => {
      const first = root.querySelector("#filters input:not([type=hidden])");
      if (first) first.focus();
      else say("There is nothing to filter here.");
    },
    ...more,
  };
  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || dialog.open) return;
    if (typing(event.target) || !acts[event.key] || (off && event.key !== "?")) return;
    event.preventDefault();
    acts[event.key]();
  });
}
