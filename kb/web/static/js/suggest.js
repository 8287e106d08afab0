// Suggestions under every search box: an editable combobox with a list that is chosen from by hand (ARIA 1.2).
// The box stays the box: what is typed is searched unless a suggestion was chosen; without scripts nothing is missing.
const WAIT = 120, LONGEST = 200, KEPT = 60;
const KINDS = { acronym: "stands for", topic: "topic", phrase: "often said", title: "document" };

export function suggesting(root, say) {
  for (const input of root.querySelectorAll("form[role=search] input[type=search]")) new Combobox(input, say);
}

class Combobox {
  constructor(input, say) {
    this.input = input;
    this.say = say;
    this.known = new Map();
    this.typed = input.value;
    this.at = -1;
    this.list = list(input);
    const settings = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id };
    for (const [name, value] of Object.entries(settings)) input.setAttribute(name, value);
    input.addEventListener("input", (event) => event.isComposing || this.later());
    input.addEventListener("compositionend", () => this.later());
    input.addEventListener("keydown", (event) => event.isComposing || this.key(event));
    input.addEventListener("blur", () => this.close());
    this.list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.choose(option);
    });
    input.form.addEventListener("submit", () => this.close());
  }

  get options() {
    return [...this.list.children];
  }

  get open() {
    return !this.list.hidden;
  }

  later() {
    clearTimeout(this.timer);
    this.stale?.abort();
    this.typed = this.input.value;
    this.move(-1);
    if (!this.typed.trim()) return this.close();
    this.timer = setTimeout(() => this.look(), WAIT);
  }

  async look() {
    const typed = this.input.value.trim().slice(0, LONGEST);
    const found = this.known.get(typed) || (await this.fetched(typed));
    if (!found || this.input.value.trim().slice(0, LONGEST) !== typed || document.activeElement !== this.input) return;
    this.show(found);
  }

  async fetched(typed) {
    this.stale?.abort();
    this.stale = new AbortController();
    try {
      const answer = await fetch(`/api/v1/suggest?${new URLSearchParams({ q: typed })}`, { signal: this.stale.signal });
      if (!answer.ok) return null;
      const found = (await answer.json()).suggestions;
      if (this.known.size >= KEPT) this.known.clear();
      this.known.set(typed, found);
      return found;
    } catch {
      return null; // overtaken by more typing, or no answer: searching works without
    }
  }

  show(found) {
    this.list.replaceChildren(...found.map((one, number) => option(`${this.list.id}-${number}`, one)));
    this.at = -1;
    this.input.removeAttribute("aria-activedescendant");
    if (!found.length) {
      this.close();
      return;
    }
    this.place();
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.say(`${found.length} ${found.length === 1 ? "suggestion" : "suggestions"}: use the up and down keys.`);
  }

  place() {
    const { style } = this.list;
    style.left = `${this.input.offsetLeft}px`;
    style.top = `${this.input.offsetTop + this.input.offsetHeight + 2}px`;
    style.width = `${Math.max(this.input.offsetWidth, Math.min(this.input.form.clientWidth, 420))}px`;
  }

  close() {
    clearTimeout(this.timer);
    this.stale?.abort();
    this.list.hidden = true;
    this.at = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  key(event) {
    if (event.ctrlKey || event.metaKey) return;
    const acts = {
      ArrowDown: () => this.step(1, event.altKey),
      ArrowUp: () => this.step(-1, event.altKey),
      Enter: () => this.open && this.at >= 0 && this.choose(this.options[this.at]),
      Escape: () => this.leave(),
      Home: () => this.caret(0),
      End: () => this.caret(this.input.value.length),
    };
    if (acts[event.key]?.()) event.preventDefault();
  }

  step(direction, only) {
    if (only && direction < 0) return this.open && (this.close(), true);
    if (!this.open) {
      if (!this.input.value.trim()) return false;
      this.look().then(() => only || !this.open || this.move(direction > 0 ? 0 : this.options.length - 1));
      return true;
    }
    if (only) return true;
    const size = this.options.length + 1; // one more place: the box itself, with what was typed
    this.move(((this.at + 1 + direction + size) % size) - 1);
    return true;
  }

  move(to) {
    this.options[this.at]?.setAttribute("aria-selected", "false");
    this.at = to;
    const chosen = this.options[to];
    if (chosen) {
      chosen.setAttribute("aria-selected", "true");
      this.input.setAttribute("aria-activedescendant", chosen.id);
      chosen.scrollIntoView({ block: "nearest" });
    } else this.input.removeAttribute("aria-activedescendant");
  }

  caret(at) {
    if (!this.open || this.at < 0) return false;
    this.move(-1);
    this.input.setSelectionRange(at, at);
    return true;
  }

  leave() {
    if (!this.open) return false;
    this.close();
    return true;
  }

  choose(option) {
    this.input.value = option.dataset.words;
    this.close();
    this.input.form.requestSubmit();
    return true;
  }
}

function list(input) {
  const made = document.createElement("ul");
  made.id = `${input.id}-suggestions`;
  made.className = "suggestions";
  made.setAttribute("role", "listbox");
  made.setAttribute("aria-label", "Suggestions");
  made.hidden = true;
  input.parentElement.classList.add("suggests");
  input.after(made);
  return made;
}

function option(id, { words, kind, note }) {
  const made = document.createElement("li");
  made.id = id;
  made.setAttribute("role", "option");
  made.setAttribute("aria-selected", "false");
  made.dataset.words = words;
  const name = document.createElement("span");
  name.textContent = words;
  const what = document.createElement("span");
  what.className = "quiet";
  what.textContent = (kind === "acronym" || kind === "phrase") && note ? note : KINDS[kind] || kind;
  made.append(name, " ", what);
  return made;
}
