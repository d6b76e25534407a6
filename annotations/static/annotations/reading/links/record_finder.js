// "Speaks of": find a record of the register by typing, or make a new one with the words typed.

import { call, newKey } from "../server/api_requests.js";
import { debounced, drawing, h } from "../page/page_elements.js";
import { mustChoose, ranked, withApart } from "./record_matches.js";
import { say } from "../page/page_words.js";

const AT_MOST = 4; // of each kind, beside those of exactly this name

export class RecordFinder extends EventTarget {
  /** `input` is a combobox, `list` its listbox; kinds come from the page's register. */
  constructor({ input, list, config, passage }) {
    super();
    Object.assign(this, { input, list, config, passage, record: null, options: [], at: -1 });
    input.addEventListener("focus", () => this.suggest());
    input.addEventListener(
      "input",
      debounced(180, () => this.search()),
    );
    input.addEventListener("input", () => this.take(null));
    input.addEventListener("keydown", (event) => this.keyed(event));
    input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
  }

  kind(type) {
    return this.config.register.find((kind) => kind.type === type);
  }

  async search() {
    const words = this.input.value.trim();
    this.asking?.abort();
    this.asking = new AbortController();
    if (!words) return this.suggest();
    if (words.length < 2) return this.close();
    try {
      const { signal } = this.asking;
      const [named, ...found] = await Promise.all([
        this.named(words, signal),
        ...this.config.register.map((kind) => this.find(kind, words, signal)),
      ]);
      const options = withApart(found.flat(), named);
      this.mustChoose = mustChoose(options, words, named);
      const hint = this.mustChoose ? [{ label: say("choose_one"), disabled: true }] : [];
      this.show([...hint, ...options, ...this.config.register.map((kind) => this.newOne(kind, words))]);
    } catch (error) {
      if (error.name !== "AbortError") this.show([{ label: say("search_failed"), disabled: true }]);
    }
    return undefined;
  }

  /** Before anything is typed: the records that the quote names, and those linked to last. */
  async suggest() {
    if (this.input.value.trim() || this.input.readOnly || !this.config.urls.suggested) return;
    this.asking?.abort();
    this.asking = new AbortController();
    const { signal } = this.asking;
    const query = new URLSearchParams({ project: this.config.project, quote: this.passage().quote.slice(0, 500) });
    try {
      const { data } = await call("GET", `${this.config.urls.suggested}?${query}`, { signal });
      const options = data.map((each) => ({ ...each, label: each.title, meta: say(`suggested_${each.why}`) }));
      if (options.length && document.activeElement === this.input && !this.input.value) this.show(options);
    } catch {
      this.close(); // a courtesy: typing finds every record
    }
  }

  /** Whom the register knows by exactly this name, and what tells them apart. */
  async named(words, signal) {
    const kind = this.config.register.find(({ named }) => named);
    if (!kind) return null;
    const query = new URLSearchParams({ project: this.config.project, name: words.slice(0, 200) });
    return (await call("GET", `${kind.named}?${query}`, { signal })).data;
  }

  async find(kind, words, signal) {
    const query = new URLSearchParams({ project: this.config.project, search: words });
    const { data } = await call("GET", `${kind.path}?${query}`, { signal });
    const options = data.results.map((row) => {
      const title = row.label ?? row[kind.title];
      return { type: kind.type, id: row.id, title, label: title, meta: row.date || kind.label, row };
    });
    return ranked(options, words, AT_MOST);
  }

  newOne(kind, words) {
    return { type: kind.type, make: true, title: words, label: say("create", { kind: kind.label, words }), meta: "" };
  }

  show(options) {
    this.options = options;
    this.at = -1;
    this.list.replaceChildren(...options.map((option, at) => this.row(option, at)));
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
  }

  row(option, at) {
    return h(
      "li",
      {
        role: "option",
        id: `${this.list.id}-${at}`,
        "aria-selected": "false",
        "aria-disabled": option.disabled,
        onpointerdown: (event) => {
          event.preventDefault();
          this.pick(at);
        },
      },
      option.make ? h("span", { class: "finder-plus", "aria-hidden": "true" }, "+") : drawing(option.type || ""),
      h("span", { class: "finder-title", dir: "auto" }, option.label),
      h("span", { class: "finder-meta" }, option.meta || ""),
    );
  }

  keyed(event) {
    const moves = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in moves && this.options.length) this.move(moves[event.key]);
    else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) this.entered();
    else if (event.key === "Escape" && !this.list.hidden) this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Take the option at hand; without one the first, unless several are called so. */
  entered() {
    if (this.at < 0 && !this.input.value.trim()) return; // a suggestion is chosen, never taken unasked
    if (this.at >= 0 || !this.mustChoose) this.pick(Math.max(0, this.at));
  }

  move(by) {
    const from = this.at < 0 && by < 0 ? 0 : this.at;
    this.at = (from + by + this.options.length) % this.options.length;
    if (this.options[this.at].disabled && this.options.length > 1) return this.move(by);
    Array.from(this.list.children, (row, at) => row.setAttribute("aria-selected", String(at === this.at)));
    this.list.children[this.at].scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", this.list.children[this.at].id);
    return undefined;
  }

  async pick(at) {
    const option = this.options[at];
    if (!option || option.disabled || this.list.hidden) return;
    this.close();
    try {
      this.take(option.make ? await this.make(option) : option);
    } catch (error) {
      this.dispatchEvent(new CustomEvent("refused", { detail: error }));
    }
  }

  async make({ type, title }) {
    const kind = this.kind(type);
    const body = { project: this.config.project, [kind.title]: title };
    const { data } = await call("POST", kind.path, { body, key: newKey() });
    return { type, id: data.id, title: data.label ?? data[kind.title], row: data };
  }

  /** Hold a record ({type, id, title, row}), or none. */
  take(record) {
    if (!record && !this.record) return;
    this.record = record;
    if (record) this.input.value = record.title;
    this.dispatchEvent(new Event("change"));
  }

  close() {
    this.list.hidden = true;
    this.options = [];
    this.mustChoose = false;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}
