// Searches of many priorities are run one priority after the other, with progress; the form by itself runs them in one go.

export function running(root, say) {
  const { location } = root.defaultView;
  for (const form of root.querySelectorAll("form[data-run]"))
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (form.getAttribute("aria-busy")) return;
      form.setAttribute("aria-busy", "true");
      const fields = [...new FormData(form)];
      const ids = fields.filter(([name]) => name === "priority").map(([, id]) => id);
      const others = fields.filter(([name]) => name !== "priority");
      const told = form.querySelector("[data-progress]"), bar = root.createElement("progress");
      bar.max = ids.length;
      bar.setAttribute("aria-label", "Priorities searched");
      try {
        for (const [done, id] of ids.entries()) {
          bar.value = done;
          told.replaceChildren(bar, ` ${done} of ${ids.length} priorities searched`);
          if (done % 5 === 0) say(`${done} of ${ids.length} priorities searched`);
          const body = new URLSearchParams([...others, ["priority", id]]);
          const answer = await fetch(form.action, { method: "POST", body, redirect: "manual" });
          if (answer.type !== "opaqueredirect") throw new Error(`answered ${answer.status}`);
        }
      } catch {
        form.removeAttribute("aria-busy");
        form.submit(); // the page that comes back says what is wrong
        return;
      }
      const kept = others.filter(([name]) => !["csrf", "ran", "news", "since"].includes(name));
      location.assign(`/coverage?${new URLSearchParams([...kept, ["ran", ids.length]])}`);
    });
}
