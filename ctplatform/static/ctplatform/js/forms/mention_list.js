// Members to mention while one types "@" into a comment: a list beside a text area that works without it.
// [data-mentions] is the address that finds them: {results: [{id, label, hint}], said}; `id` is the user name.

const WAIT = 120; // ms after the last key
const BEGUN = /(?<![\p{L}\p{N}_@.+-])@([\p{L}\p{N}._+-]*)$/u; // a mention that ends at the cursor
const GAP = 4; // pixels between the text area and the list
let made = 0;

export class MentionList {
  constructor(input) {
    this.input = input;
    made += 1;
    this.list = element("ul", { role: "listbox", id: `members-${made}`, class: "mention-list", popover: "manual" });
    this.list.setAttribute("aria-label", input.dataset.mentionsLabel);
    this.status = element("p", { role: "status", class: "visually-hidden" });
    Object.entries({ "aria-autocomplete": "list", "aria-haspopup": "listbox", "aria-controls": this.list.id }).forEach(
      ([name, value]) => input.setAttribute(name, value),
    );
    input.after(this.list, this.status);
    this.active = -1;
    this.listen();
    if (document.activeElement === input) this.look(); // typed before this script was there
  }

  listen() {
    this.input.addEventListener("input", () => this.look());
    this.input.addEventListener("click", () => this.look());
    this.input.addEventListener("blur", () => this.close());
    this.input.addEventListener("keyup", ({ key }) => {
      if (["ArrowLeft", "ArrowRight", "Home", "End"].includes(key)) this.look();
    });
    this.input.addEventListener("keydown", (event) => this.press(event), { capture: true });
    // A press must not take the focus from the text before it is a choice.
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", ({ target }) => {
      const option = target.closest("[role=option]");
      if (option) this.put(option);
    });
    // The list lies above the page: it is moved as the text moves, and goes where that leaves the window.
    window.addEventListener("scroll", ({ target }) => target !== this.list && this.follow(), {
      capture: true,
      passive: true,
    });
    window.addEventListener("resize", () => this.follow());
  }

  get isOpen() {
    return this.list.matches(":popover-open");
  }

  /** Keys of the open list; all others, and these while it is closed, belong to the text. */
  press(event) {
    const { key, isComposing, ctrlKey, metaKey, altKey, shiftKey } = event;
    if (!this.isOpen || isComposing || ctrlKey || metaKey || altKey || shiftKey) return;
    const acts = {
      ArrowDown: () => this.step(1),
      ArrowUp: () => this.step(-1),
      Enter: () => this.take(),
      Tab: () => this.take(),
      Escape: () => this.close(),
    };
    const act = acts[key];
    if (!act) return;
    event.preventDefault();
    event.stopImmediatePropagation(); // the panel around the text stays open, and nothing is sent
    act();
  }

  /** The mention that is being typed: where it begins, and its words; null if there is none. */
  begun() {
    const { value, selectionStart, selectionEnd } = this.input;
    const found = selectionStart === selectionEnd && BEGUN.exec(value.slice(0, selectionStart));
    return found ? { from: found.index, to: selectionStart, words: found[1] } : null;
  }

  look() {
    clearTimeout(this.timer);
    const begun = this.begun();
    if (!begun) return void this.close();
    this.timer = setTimeout(() => this.search(begun.words), WAIT);
  }

  async search(words) {
    this.asked?.abort();
    this.asked = new AbortController();
    try {
      const address = `${this.input.dataset.mentions}?q=${encodeURIComponent(words)}`;
      const answer = await fetch(address, { signal: this.asked.signal, headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      this.show(await answer.json());
    } catch (error) {
      if (error.name !== "AbortError") this.close();
    }
  }

  show({ results, said }) {
    if (!results.length || document.activeElement !== this.input || !this.begun()) {
      this.close();
      return;
    }
    this.list.replaceChildren(...results.map((row, at) => this.optionOf(row, at)));
    this.status.textContent = said;
    if (!this.isOpen) this.list.showPopover();
    this.place();
    this.active = -1;
    this.step(1);
  }

  follow() {
    if (!this.isOpen) return;
    const { bottom, top } = this.input.getBoundingClientRect();
    if (bottom < 0 || top > window.innerHeight) this.close();
    else this.place();
  }

  /** Below the text, or above it where there is no room. */
  place() {
    const box = this.input.getBoundingClientRect();
    const { style, offsetHeight } = this.list;
    style.width = `${box.width}px`;
    style.left = `${box.left}px`;
    const isBelow = box.bottom + GAP + offsetHeight <= window.innerHeight || box.top < offsetHeight + GAP;
    style.top = `${isBelow ? box.bottom + GAP : box.top - GAP - offsetHeight}px`;
  }

  optionOf({ id, label, hint }, at) {
    const option = element("li", {
      role: "option",
      id: `${this.list.id}-${at}`,
      "aria-selected": "false",
      "data-name": id,
    });
    option.append(
      Object.assign(element("bdi", {}), { textContent: label }),
      " ",
      Object.assign(element("small", { dir: "ltr" }), { textContent: hint }),
    );
    return option;
  }

  step(by) {
    const options = [...this.list.children];
    options[this.active]?.setAttribute("aria-selected", "false");
    this.active = (this.active + by + options.length) % options.length;
    options[this.active].setAttribute("aria-selected", "true");
    options[this.active].scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", options[this.active].id);
  }

  take() {
    this.put(this.list.children[this.active]);
  }

  put(option) {
    const begun = this.begun();
    if (begun) {
      const text = `@${option.dataset.name} `;
      this.input.setRangeText(text, begun.from, begun.to, "end");
      this.input.dispatchEvent(new Event("input", { bubbles: true })); // what is typed is kept, as after a key
    }
    this.close();
  }

  close() {
    clearTimeout(this.timer);
    this.asked?.abort();
    if (!this.isOpen) return;
    this.list.hidePopover();
    this.status.textContent = "";
    this.input.removeAttribute("aria-activedescendant");
  }
}

function element(name, attributes) {
  const made = document.createElement(name);
  Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
  return made;
}

const BOXES = "textarea[data-mentions]:not([aria-autocomplete])";
document.querySelectorAll(BOXES).forEach((input) => new MentionList(input));
// Comment boxes that a fragment brings later find members once somebody comes to them.
document.addEventListener("focusin", ({ target }) => {
  if (target.matches?.(BOXES)) new MentionList(target);
});
