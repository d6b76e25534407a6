// The selection panel: what one passage is, says and links to. It holds words until they are
// saved; reading.js decides what saving does.

import { CodePicker } from "./codes.js";
import { copyOf, drawing, h, partsOf, refocus, stanceOf } from "./dom.js";
import { Linking } from "./linking.js";
import { Place } from "./place.js";
import { say } from "./say.js";
import { Thread } from "./thread.js";

export class Panel extends EventTarget {
  constructor({ config, store, map, layer }) {
    super();
    Object.assign(this, { config, store, map, layer, target: null });
    this.root = copyOf("panel-template");
    this.parts = partsOf(this.root);
    document.querySelector(".reading").append(this.root);
    this.place = new Place(this.root, map, document.querySelector(".leader"));
    this.codes = new CodePicker(store, this.parts.families, this.parts.children);
    this.links = this.parts.linking && config.register.length ? new Linking(this.parts, config) : null;
    this.thread = new Thread(this.parts.thread, config, store);
    if (/Mac|iPhone|iPad/.test(navigator.platform)) this.parts.saveKey.textContent = "⌘ ↵";
    this.listen();
  }

  listen() {
    this.codes.addEventListener("change", () => this.recoloured());
    this.links?.addEventListener("refused", ({ detail }) => this.complain(detail.message, detail.fields));
    this.links?.addEventListener("change", () => this.linkChanged());
    this.thread.addEventListener("refused", ({ detail }) => this.complain(detail));
    this.root.addEventListener("submit", (event) => {
      event.preventDefault();
      if (event.target === this.parts.form) this.save();
    });
    this.root.addEventListener("click", (event) => {
      const action = event.target.closest("[data-do]")?.dataset.do;
      if (action) this.act(action, event.target.closest("[data-do]").dataset);
    });
    this.root.addEventListener("input", () => this.place.move());
  }

  linkChanged() {
    this.parts.propose.hidden = !this.links?.proposable;
    this.place.move();
  }

  act(action, { link }) {
    if (action === "close") this.close();
    else if (action === "propose") this.save({ propose: true });
    else this.send(action, { mark: this.target, link });
  }

  send(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  get isOpen() {
    return !this.root.hidden;
  }

  /** True when closing would lose words or choices. */
  get dirty() {
    return this.isOpen && (JSON.stringify(this.values()) !== this.clean || this.thread.dirty);
  }

  /** Open for a span {start, end} or a mark. `focus`: move the focus into the panel. */
  open(target, { focus = false } = {}) {
    if (!this.isOpen) this.back = document.activeElement;
    this.target = target;
    this.fill(target);
    this.root.hidden = false;
    this.clean = JSON.stringify(this.values());
    this.place.open(target);
    this.recoloured();
    if (focus) this.root.focus({ preventScroll: true });
    this.send("open", target);
  }

  fill(target) {
    const isNew = !target.id;
    const mayEdit = isNew ? this.config.may_write : this.store.mayEdit(target);
    const { parts } = this;
    parts.reference.textContent = this.map.reference(target.start, target.end);
    parts.quote.textContent = this.map.quote(target.start, target.end);
    parts.quote.lang = this.map.root.lang;
    parts.by.textContent = isNew ? "" : this.store.author(target.author).name || this.store.author(target.author).username || "";
    parts.by.hidden = isNew || this.store.isMine(target);
    parts.delete.hidden = isNew || !mayEdit;
    parts.actions.hidden = parts.editing.hidden = parts.editing.disabled = !mayEdit;
    this.codes.choose(target.code || null);
    for (const input of parts.certainty.querySelectorAll("input")) input.checked = input.value === (target.certainty || "certain");
    parts.note.value = target.note || "";
    this.readOnly(target, mayEdit);
    this.links?.clear();
    this.complain("");
    this.thread.show(isNew ? null : target);
    if (isNew) parts.thread.hidden = true;
  }

  /** What stands there already: label and words of others' marks, and links. */
  readOnly({ id, code, note, links = [] }, mayEdit) {
    const { said, linked } = this.parts;
    said.hidden = !id || mayEdit;
    said.replaceChildren(
      h("p", { "data-colour": this.store.colourOf(code) }, h("span", { class: "code-label" }, this.store.labelOf(code, say("remark")))),
      h("p", { dir: "auto" }, note || ""),
    );
    linked.hidden = !links.length;
    linked.replaceChildren(...links.map((link) => this.linkRow(link, mayEdit)));
  }

  linkRow(link, mayEdit) {
    const kind = this.config.register.find(({ type }) => type === link.target_type);
    return h(
      "li", {},
      h("a", { class: "chip", href: kind?.page.replace("{id}", link.target_id), "data-record": true },
        drawing(link.target_type), h("span", { dir: "auto" }, link.title || say("unnamed"))),
      link.relation_title && h("span", { dir: "auto" }, link.relation_title),
      stanceOf(link.role),
      mayEdit && h(
        "span", { class: "passage-link-acts" },
        kind && h("a", { class: "link-button", href: `${kind.page.replace("{id}", link.target_id)}edit/?passage=${this.target.id}` }, say("edit_record")),
        link.id && h("button", { type: "button", class: "link-button", "data-do": "unlink", "data-link": link.id }, say("unlink")),
      ),
    );
  }

  recoloured() {
    this.root.dataset.colour = this.codes.colour;
    if (this.isOpen) this.map.root.dataset.colour = this.codes.colour; // the browser's own selection too
    this.place.colour(this.codes.colour);
    this.place.move();
    if (this.isOpen) this.send("recolour", { ...this.target, colour: this.codes.colour, certainty: this.certainty });
  }

  get certainty() {
    return this.parts.certainty.querySelector("input:checked")?.value || "certain";
  }

  values() {
    return {
      code: this.codes.code,
      certainty: this.certainty,
      note: this.parts.note.value.trim(),
      link: this.links?.value() || null,
    };
  }

  save({ propose = false } = {}) {
    if (this.parts.editing.disabled || (propose && !this.links?.proposable)) return;
    if (this.codes.unfinished) this.complain(say("which_child", { label: this.codes.family.label }));
    else if (this.links?.unfinished) this.complain(say("which_record"));
    else this.send("save", { target: this.target, values: this.values(), propose });
  }

  busy(isBusy) {
    this.parts.save.disabled = this.parts.propose.disabled = isBusy;
  }

  /** Say what is wrong, where it is; an empty text takes it back. */
  complain(words, fields = {}) {
    const { problem } = this.parts;
    const all = [words, ...Object.entries(fields).map(([field, message]) => `${field}: ${message}`)];
    problem.textContent = [...new Set(all)].filter(Boolean).join(" ");
    problem.hidden = !problem.textContent;
    if (this.isOpen) this.place.move();
  }

  /** Both texts, when somebody changed the mark meanwhile: ours stays in the form. */
  conflict(theirs) {
    this.target = theirs;
    const words = [this.store.labelOf(theirs.code, say("remark")), theirs.note && `“${theirs.note}”`].filter(Boolean).join(": ");
    this.complain(say("conflict", { words }));
  }

  key(letter) {
    if (!this.parts.editing.disabled && this.codes.key(letter)) return true;
    const part = { L: "record", F: "field", S: "stance", G: "grade", C: "note" }[letter.toUpperCase()];
    const found = part && this.parts[part];
    const input = found?.matches("fieldset") ? found.querySelector("input:checked") || found.querySelector("input") : found;
    if (!input || input.disabled || !input.checkVisibility()) return false;
    input.focus();
    return true;
  }

  close() {
    if (!this.isOpen) return;
    const inside = this.root.contains(document.activeElement);
    this.root.hidden = true;
    this.place.close();
    this.target = null;
    delete this.map.root.dataset.colour;
    if (inside) refocus(this.back);
    this.send("close");
  }
}
