// While files are sent and read the form says so and cannot be sent again; the form by itself just waits.

export function uploading(root, say) {
  for (const form of root.querySelectorAll("form[data-upload]"))
    form.addEventListener("submit", (event) => {
      if (form.getAttribute("aria-busy")) {
        event.preventDefault();
        return;
      }
      form.setAttribute("aria-busy", "true");
      const count = form.querySelector("input[type=file]").files.length;
      const words = `Reading ${count} ${count === 1 ? "file" : "files"}: about a second each. Stay on this page.`;
      const bar = root.createElement("progress");
      bar.setAttribute("aria-label", "Files being read");
      form.querySelector("[data-progress]").replaceChildren(bar, ` ${words}`);
      say(words);
    });
  root.defaultView.addEventListener("pageshow", () => {
    for (const form of root.querySelectorAll("form[data-upload][aria-busy]")) {
      form.removeAttribute("aria-busy"); // came back with the browser's button
      form.querySelector("[data-progress]").replaceChildren();
    }
  });
}
