// Keys of the sorting page. Each presses a button or opens a form that is on the page anyway.

export function triage(root, say) {
  const board = root.querySelector(".triage");
  if (!board) return {};
  const here = () =>
    root.activeElement?.closest("[data-step]") || board.querySelector("[data-step].at") || board.querySelector("[data-step]:target");
  const at = (act) => () => {
    const slot = here();
    if (slot) act(slot);
    else say("Step to a choice first, with j.");
  };
  const press = (selector, none) => at((slot) => {
    const button = slot.querySelector(selector);
    if (button) button.click();
    else say(none);
  });
  return {
    1: press('[data-key="1"]', "There is no suggestion for this one."),
    2: press('[data-key="2"]', "There is no second suggestion."),
    3: press('[data-key="3"]', "There is no third suggestion."),
    x: press(".out", "It is under no priority."),
    o: at((slot) => slot.querySelector(".other select")?.focus()),
    w: at((slot) => {
      slot.querySelector(".making").open = true;
      slot.querySelector(".making input:not([type=hidden])").select();
    }),
    u: () => {
      const button = board.querySelector(".undo-last button");
      if (button) button.click();
      else say("There is no step to take back.");
    },
  };
}
