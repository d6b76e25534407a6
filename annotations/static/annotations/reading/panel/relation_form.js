// Relates the open mark to another one of the text, by a code of the codebook.

import { call, newKey } from "../server/api_requests.js";
import { h } from "../page/page_elements.js";
import { say } from "../page/page_words.js";

const NEAREST = 200; // marks that are offered
const QUOTED = 60; // characters of a passage

export class RelationForm extends EventTarget {
  constructor(root, { config, store, map }) {
    super();
    Object.assign(this, { root, config, store, map, mark: null });
    this.form = root.querySelector("form");
    [this.other, this.code] = root.querySelectorAll("select");
    this.note = root.querySelector("textarea");
    root.addEventListener("toggle", () => root.open && this.fill());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.add();
    });
  }

  /** Close the form; it is offered for a stored mark where the text has another one. */
  show(mark) {
    this.mark = mark;
    this.root.open = false;
    this.note.value = "";
    this.root.hidden = !mark?.id || mark.unsent || !this.others().length;
  }

  /** The stored marks nearest to this one, in the order of the text. */
  others() {
    const { id, start } = this.mark;
    return [...this.store.rows.values()]
      .filter((mark) => mark.id !== id && !mark.unsent && this.store.parts.holds(mark))
      .sort((a, b) => Math.abs(a.start - start) - Math.abs(b.start - start))
      .slice(0, NEAREST)
      .sort((a, b) => a.start - b.start);
  }

  fill() {
    this.other.replaceChildren(...this.others().map((mark) => h("option", { value: mark.id }, this.words(mark))));
    const codes = this.store.families.flatMap((family) => {
      const below = this.store.children(family.id);
      return below.length ? below : [family];
    });
    const options = codes.map(({ id }) => h("option", { value: id }, this.store.labelOf(id)));
    this.code.replaceChildren(h("option", { value: "" }, say("choose_relation")), ...options);
  }

  /** "gunmen · Event · attack · ¶1 · Jonas Weber": place and person distinguish equal words. */
  words(mark) {
    const quote = this.map.quote(mark.start, mark.end);
    const cut = quote.length > QUOTED ? `${quote.slice(0, QUOTED)}…` : quote;
    const { name, username } = this.store.maker(mark);
    const parts = [cut, this.store.labelOf(mark.code, ""), this.map.paragraph(mark.start), name || username];
    return parts.filter(Boolean).join(" · ");
  }

  /** True when closing would lose words. */
  get dirty() {
    return this.note.value.trim() !== "";
  }

  /** Store the relation; the mark comes first. Returns whether it was stored. */
  async add() {
    if (!this.code.value) {
      this.dispatchEvent(new CustomEvent("refused", { detail: say("relation_not_chosen") }));
      this.code.focus();
      return false;
    }
    const members = [this.mark.id, this.other.value].map((annotation) => ({ annotation }));
    const body = { code: this.code.value, members, note: this.note.value.trim() };
    const button = this.form.querySelector("button");
    button.disabled = true;
    try {
      const { data } = await call("POST", this.config.urls.relations, { body, key: newKey() });
      this.root.open = false;
      this.note.value = "";
      this.dispatchEvent(new CustomEvent("added", { detail: { mark: this.mark, relation: data } }));
      return true;
    } catch (error) {
      const words = error.fields ? [error.message, ...Object.values(error.fields)].join(" ") : say("not_reached");
      this.dispatchEvent(new CustomEvent("refused", { detail: words }));
      return false;
    } finally {
      button.disabled = false;
    }
  }
}
