// A button beside each passphrase that shows what was typed; without scripts the field is as it is.

export function revealing(root, say) {
  for (const field of root.querySelectorAll("input[type=password]")) {
    const label = root.querySelector(`label[for="${field.id}"]`);
    const button = root.createElement("button");
    button.type = "button";
    button.className = "reveal";
    button.setAttribute("aria-controls", field.id);
    const show = (shown) => {
      field.type = shown ? "text" : "password";
      button.textContent = shown ? "Hide" : "Show";
      button.setAttribute("aria-label", `${shown ? "Hide" : "Show"}: ${label.textContent}`);
    };
    show(false);
    field.spellcheck = false;
    field.autocapitalize = "none";
    button.addEventListener("click", () => {
      show(field.type === "password");
      say(field.type === "text" ? "What you typed is shown." : "What you typed is hidden.");
    });
    field.form.addEventListener("submit", () => show(false)); // so that no browser keeps it as ordinary text
    field.after(button);
  }
}
