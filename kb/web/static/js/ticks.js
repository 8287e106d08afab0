// Ticks every box of a list at once, and takes all ticks off again; each box can be ticked without it.

export function ticking(root, say) {
  for (const form of root.querySelectorAll("form[data-ticks]")) {
    const boxes = [...form.querySelectorAll("li input[type=checkbox]")];
    if (boxes.length < 2) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "small";
    const words = () => (boxes.every((box) => box.checked) ? "Take all ticks off" : `Tick all ${boxes.length}`);
    button.textContent = words();
    button.addEventListener("click", () => {
      const on = !boxes.every((box) => box.checked);
      for (const box of boxes) box.checked = on;
      button.textContent = words();
      say(on ? `All ${boxes.length} are ticked.` : "None is ticked.");
    });
    form.addEventListener("change", () => (button.textContent = words()));
    boxes[0].closest("ul").before(button);
  }
}
