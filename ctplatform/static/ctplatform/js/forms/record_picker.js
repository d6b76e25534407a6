// A picker of records or names: ARIA's editable combobox with a list, over a text field that works without it.
// Matches come from the address in [data-find]: {results: [{id, label, hint, written}], said, create}. With a hidden field beside
// the text field, that holds the id of what was chosen; alone, the text field holds the name. [data-several] takes names
// with semicolons between, and looks up the one at the cursor. What nobody has entered yet can be created in the list.
import { send } from "../page/page_requests.js";

const WAIT = 120; // ms after the last key
let made = 0;

export class RecordPicker {
  constructor(box) {
    this.box = box;
    this.input = box.querySelector("input:not([type=hidden])");
    this.kept = box.querySelector("input[type=hidden]");
    made += 1;
    this.list = element("ul", { role: "listbox", id: `matches-${made}`, class: "combobox-list", hidden: "" });
    this.status = element("p", { role: "status", class: "visually-hidden" });
    this.list.setAttribute("aria-label", this.name());
    Object.entries({
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": this.list.id,
    }).forEach(([name, value]) => this.input.setAttribute(name, value));
    box.append(this.list, this.status);
    this.chosen = { id: this.kept?.value, text: this.input.value };
    this.active = -1;
    this.listen();
  }

  name() {
    const label = this.box.closest(".field")?.querySelector("label");
    return label?.firstChild.textContent.trim() || this.input.getAttribute("aria-label") || this.input.name;
  }

  listen() {
    this.input.addEventListener("input", () => {
      if (this.kept) this.kept.value = "";
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.search(), WAIT);
    });
    this.input.addEventListener("blur", () => this.close());
    this.input.addEventListener("keydown", (event) => {
      const acts = {
        ArrowDown: () => this.step(1),
        ArrowUp: () => this.step(-1),
        Enter: () => this.take(),
        Escape: () => this.restore(),
      };
      const act = acts[event.key];
      if (!act || event.isComposing || act() === false) return;
      event.preventDefault();
      event.stopPropagation(); // what the field lies in, such as a menu, stays open
    });
    // A press must not take the focus from the field before it is a choice.
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", ({ target }) => {
      const option = target.closest("[role=option]");
      if (option) this.choose(option);
    });
  }

  /** Where the name at the cursor begins and ends in the text, and that name. */
  typed() {
    const { value, selectionStart } = this.input;
    if (!("several" in this.box.dataset)) return { from: 0, to: value.length, words: value.trim() };
    const from = value.lastIndexOf(";", (selectionStart ?? value.length) - 1) + 1;
    const next = value.indexOf(";", from);
    const to = next < 0 ? value.length : next;
    return { from, to, words: value.slice(from, to).trim() };
  }

  async search() {
    this.asked?.abort();
    this.asked = new AbortController();
    const { words } = this.typed();
    try {
      const address = `${this.box.dataset.find}&q=${encodeURIComponent(words)}`.replace("?&", "?");
      const answer = await fetch(address, { signal: this.asked.signal, headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      this.show(await answer.json(), words);
    } catch (error) {
      if (error.name !== "AbortError") this.close();
    }
  }

  show({ results, said, create }, words) {
    const options = results.map((row, at) => this.optionOf(row, at));
    if (create && words) options.push(this.creatorOf(create, words, options.length));
    this.list.replaceChildren(...options);
    this.status.textContent = said;
    this.active = -1;
    this.input.removeAttribute("aria-activedescendant");
    this.list.hidden = !options.length || document.activeElement !== this.input;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
  }

  optionOf({ id, label, hint, written }, at) {
    const option = element("li", {
      role: "option",
      id: `${this.list.id}-${at}`,
      "aria-selected": "false",
      "data-id": id,
      "data-label": "several" in this.box.dataset ? (written ?? label) : label,
      dir: "auto",
    });
    option.append(label);
    if (hint) option.append(" ", Object.assign(element("small", { dir: "auto" }), { textContent: hint }));
    return option;
  }

  creatorOf(create, words, at) {
    const option = element("li", {
      role: "option",
      id: `${this.list.id}-${at}`,
      "aria-selected": "false",
      class: "combobox-create",
      dir: "auto",
    });
    option.append(create.label);
    option.create = { ...create, words };
    return option;
  }

  step(by) {
    if (this.list.hidden) return void this.search();
    const options = [...this.list.children];
    options[this.active]?.setAttribute("aria-selected", "false");
    this.active = (this.active + by + options.length + (this.active < 0 && by < 0 ? 1 : 0)) % options.length;
    options[this.active].setAttribute("aria-selected", "true");
    options[this.active].scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", options[this.active].id);
  }

  take() {
    const option = this.list.hidden ? null : this.list.children[this.active];
    return option ? this.choose(option) : false; // Enter without a choice sends the form, as in any field
  }

  choose(option) {
    if (option.create) return void this.create(option.create);
    this.put(option.dataset.id, option.dataset.label);
  }

  /** Make a new record of the words; the form and all that was typed into it stay as they are. */
  async create({ address, field, values, words }) {
    this.close();
    this.input.setAttribute("aria-busy", "true");
    try {
      const { ok, data } = await send(
        "POST",
        address,
        { ...values, [field]: words },
        { "Idempotency-Key": crypto.randomUUID() },
      );
      const problem = data?.errors?.map(({ message }) => message).join(" ") || data?.detail || data?.title;
      if (ok) this.put(data.id, data.label ?? data[field] ?? words);
      else this.refuse(problem);
    } catch {
      this.refuse(this.box.dataset.unreachable);
    }
    this.input.removeAttribute("aria-busy");
  }

  /** Say below the field why nothing was created. */
  refuse(text) {
    this.refusal ??= this.box.appendChild(element("p", { class: "field-error", role: "alert" }));
    this.refusal.textContent = text || "";
  }

  restore() {
    if (this.list.hidden && (this.input.value === this.chosen.text || "several" in this.box.dataset)) return false;
    if ("several" in this.box.dataset) return this.close();
    return this.set(this.chosen.id, this.chosen.text);
  }

  put(id, label) {
    if (!("several" in this.box.dataset)) return this.set(id, label);
    const { from, to } = this.typed();
    const { value } = this.input;
    const text = `${value.slice(0, from)}${from ? " " : ""}${label}; ${value.slice(to).replace(/^[;\s]+/, "")}`;
    this.set(null, text);
    const end = from + label.length + (from ? 3 : 2);
    this.input.setSelectionRange(end, end);
    return undefined;
  }

  set(id, text) {
    this.chosen = { id, text };
    if (this.kept) this.kept.value = id ?? "";
    this.input.value = text;
    this.status.textContent = text;
    this.refusal?.remove();
    this.refusal = null;
    this.close();
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  close() {
    clearTimeout(this.timer);
    this.asked?.abort();
    this.list.hidden = true;
    this.active = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}

function element(name, attributes) {
  const made = document.createElement(name);
  Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
  return made;
}

document.querySelectorAll("[data-find]").forEach((box) => new RecordPicker(box));
// Fields that a fragment brings later are made pickers when somebody comes to them.
document.addEventListener("focusin", ({ target }) => {
  const box = target.closest?.("[data-find]");
  if (box && !box.querySelector("[role=listbox]")) new RecordPicker(box);
});
