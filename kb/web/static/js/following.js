// A job is followed while it goes on: the server tells of each step, and the part of the page that shows it is renewed.
// Without this the page loads itself anew every few seconds.

export function following(root, say) {
  const { location } = root.defaultView;
  let stream = null, asking = false, again = false;

  async function renew() {
    if (asking) {
      again = true;
      return;
    }
    asking = true;
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      if (!answer.ok) throw new Error(`answered ${answer.status}`);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("job"), old = root.getElementById("job");
      if (!fresh) return location.assign(answer.url);
      const within = old.contains(root.activeElement) ? root.activeElement.textContent : "";
      old.replaceWith(root.adoptNode(fresh));
      root.title = page.title;
      if (within) [...fresh.querySelectorAll("button, a")].find((e) => e.textContent === within)?.focus();
      if (!fresh.dataset.follow) {
        stream?.close();
        say(fresh.querySelector("[role=status]")?.textContent ?? "");
      }
    } catch {
      root.defaultView.setTimeout(renew, 3000);
    } finally {
      asking = false;
      if (again) {
        again = false;
        root.defaultView.setTimeout(renew, 500);
      }
    }
  }

  const part = root.querySelector("#job[data-follow]");
  if (!part) return;
  stream = new EventSource(part.dataset.follow);
  stream.addEventListener("step", renew);
  stream.addEventListener("end", () => {
    stream.close();
    renew();
  });
  stream.addEventListener("error", () => {
    // The server may have too many to tell, and then is asked now and again.
    if (stream.readyState === EventSource.CLOSED)
      root.defaultView.setTimeout(() => root.querySelector("#job[data-follow]") && (renew(), stream.dispatchEvent(new Event("error"))), 3000);
  });
}
