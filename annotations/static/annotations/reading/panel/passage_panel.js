// The selection panel: what one passage is, says and links to. It holds words until they are
// saved; reading.js decides what saving does.

import { nameKeys } from "../../../ctplatform/js/page/system_keys.js";
import { CodePicker } from "./code_picker.js";
import { copyOf, h, partsOf, refocus } from "../page/page_elements.js";
import { linkRow } from "../links/link_rows.js";
import { LinkForm } from "../links/link_form.js";
import { pressKey } from "./panel_keys.js";
import { PanelPosition } from "./panel_position.js";
import { say } from "../page/page_words.js";
import { CommentThread } from "./comment_thread.js";
import { RelationForm } from "./relation_form.js";
import { statedRows } from "./stated_rows.js";
import { UnsavedQuestion } from "./unsaved_question.js";

export class PassagePanel extends EventTarget {
  constructor({ config, store, map, layer }) {
    super();
    Object.assign(this, { config, store, map, layer, target: null });
    this.root = copyOf("panel-template");
    this.parts = partsOf(this.root);
    document.querySelector(".reading").append(this.root);
    this.place = new PanelPosition(this.root, map, document.querySelector(".leader"));
    this.codes = new CodePicker(store, this.parts.families, this.parts.children);
    this.links =
      this.parts.linking && config.register.length ? new LinkForm(this.parts, config, () => this.passage) : null;
    this.unsaved = new UnsavedQuestion(this.parts.unsaved, { save: () => this.save(), discard: () => this.close() });
    this.thread = new CommentThread(this.parts.thread, config, store);
    this.relations = this.parts.relating ? new RelationForm(this.parts.relating, this) : null;
    this.relations?.addEventListener("added", () => this.complain(""));
    nameKeys(this.root);
    this.key = (pressed) => pressKey(this, pressed);
    this.listen();
  }

  listen() {
    this.codes.addEventListener("change", () => this.recoloured());
    this.codes.addEventListener("change", () => this.links?.fillIn());
    this.links?.addEventListener("refused", ({ detail }) => this.complain(detail.message, detail.fields));
    this.links?.addEventListener("change", () => this.linkChanged());
    this.thread.addEventListener("refused", ({ detail }) => this.complain(detail));
    this.relations?.addEventListener("refused", ({ detail }) => this.complain(detail));
    this.root.addEventListener("submit", (event) => {
      event.preventDefault();
      if (event.target === this.parts.form) this.save();
    });
    this.root.addEventListener("click", (event) => {
      const action = event.target.closest("[data-do]")?.dataset.do;
      if (action) this.act(action, event.target.closest("[data-do]").dataset);
    });
    this.root.addEventListener("input", () => {
      this.unsaved.stop();
      this.place.move();
    });
  }

  linkChanged() {
    this.parts.propose.hidden = !this.links?.proposable;
    this.place.move();
  }

  act(action, { link, relation }) {
    if (action === "close") this.leave();
    else if (action === "ends") document.querySelector(".span-handle-end").focus();
    else if (action === "propose") this.save({ propose: true });
    else if (action === "relink") this.relink(this.target.links.find(({ id }) => id === link));
    else if (action === "keep-link") this.relink(null);
    else this.send(action, { mark: this.target, link, relation });
  }

  send(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  get isOpen() {
    return !this.root.hidden;
  }

  /** True when closing would lose words or choices. */
  get dirty() {
    return this.isOpen && (JSON.stringify(this.values()) !== this.clean || this.thread.dirty || this.relations?.dirty);
  }

  /** Open for a span {start, end} or a mark. `focus`: move the focus into the panel. */
  open(target, { focus = false } = {}) {
    if (!this.isOpen) this.back = document.activeElement;
    this.target = target;
    this.span = { start: target.start, end: target.end };
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
    this.sayPlace();
    parts.by.textContent = isNew ? "" : this.store.maker(target).name || this.store.maker(target).username || "";
    parts.by.hidden = isNew || this.store.isMine(target);
    parts.delete.hidden = isNew || !mayEdit;
    parts.ends.hidden = !mayEdit;
    this.sayHere(1, 1);
    parts.actions.hidden = parts.editing.hidden = parts.editing.disabled = !mayEdit;
    this.codes.choose(target.code || null);
    for (const input of parts.certainty.querySelectorAll("input"))
      input.checked = input.value === (target.certainty || "certain");
    parts.note.value = target.note || "";
    this.readOnly(target, mayEdit);
    this.links?.clear();
    if (isNew && this.config.preset) this.links?.start(this.config.preset);
    this.complain("");
    this.thread.show(isNew ? null : target);
    this.relations?.show(isNew ? null : target);
    if (isNew) parts.thread.hidden = true;
  }

  sayPlace() {
    const { reference, quote } = this.parts;
    reference.textContent = this.map.reference(this.span.start, this.span.end);
    quote.textContent = this.map.quote(this.span.start, this.span.end);
    quote.lang = this.map.root.lang;
  }

  /** Let the passage start and end elsewhere; an existing mark is changed when it is saved. */
  moveTo({ start, end }) {
    this.span = { start, end };
    this.sayPlace();
    this.place.range = this.map.range(start, end);
    this.recoloured();
  }

  /** Of several marks at one place, say which one this is; a press shows the next. */
  sayHere(at, n) {
    this.parts.here.hidden = n < 2;
    this.parts.here.textContent = say("here", { at, n });
  }

  /** What stands there already: label and words of others' marks, and links. */
  readOnly({ id, code, note, links = [] }, mayEdit) {
    const { said, linked } = this.parts;
    said.hidden = !id || mayEdit;
    said.replaceChildren(
      h(
        "p",
        { "data-colour": this.store.colourOf(code) },
        h("span", { class: "code-label" }, this.store.labelOf(code, say("remark"))),
      ),
      h("p", { dir: "auto" }, note || ""),
    );
    this.showStated(id);
    linked.hidden = !links.length;
    linked.replaceChildren(...links.map((link) => linkRow(link, { config: this.config, mark: this.target, mayEdit })));
  }

  /** The relations of the mark, and what an imported file states of it besides. */
  showStated(id) {
    const rows = statedRows(this.store.rows.get(id), this.store, this.map);
    this.parts.imported.hidden = !rows.length;
    this.parts.imported.replaceChildren(...rows);
  }

  /** Change a link in place, in the fields below; without one leave it as it is. */
  relink(link) {
    const isClean = !this.dirty;
    if (link) this.links.change(link);
    else this.links.clear();
    if (isClean) this.clean = JSON.stringify(this.values());
  }

  recoloured() {
    this.root.dataset.colour = this.codes.colour;
    if (this.isOpen) this.map.root.dataset.colour = this.codes.colour; // the browser's own selection too
    this.place.colour(this.codes.colour);
    this.place.move();
    if (this.isOpen)
      this.send("recolour", { ...this.target, ...this.span, colour: this.codes.colour, certainty: this.certainty });
  }

  /** What the link of the passage may follow from: its code and its words. */
  get passage() {
    return {
      code: this.store.codes.get(this.codes.code)?.slug ?? "",
      quote: this.span ? this.map.quote(this.span.start, this.span.end) : "",
    };
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
      ...(this.target.id && this.span),
    };
  }

  /** What was entered, also where it cannot be saved yet; `enter` puts it back. */
  entered() {
    const values = { ...this.values(), code: this.codes.code || this.codes.family?.id || null };
    return {
      ...values,
      note: this.parts.note.value,
      link: this.links?.entered() || null,
      answer: this.thread.text?.value || "",
    };
  }

  enter({ code, certainty, note, link, answer }) {
    this.codes.choose(code);
    for (const input of this.parts.certainty.querySelectorAll("input")) input.checked = input.value === certainty;
    this.parts.note.value = note;
    if (this.thread.text) this.thread.text.value = answer;
    if (link) this.links?.enter(link);
    this.recoloured();
  }

  save({ propose = false } = {}) {
    if (this.parts.editing.disabled && this.thread.dirty) this.thread.add();
    if (this.parts.editing.disabled && this.relations?.dirty) this.relations.add();
    if (this.parts.editing.disabled || (propose && !this.links?.proposable)) return;
    if (this.codes.unfinished) this.complain(say("which_child", { label: this.codes.family.label }));
    else if (this.links?.unfinished) this.complain(say("which_record"));
    else this.sendSave(propose);
  }

  /** An answer or a relation that was written but not sent goes first: saving closes the panel over it. */
  async sendSave(propose) {
    if (this.thread.dirty && !(await this.thread.add())) return;
    if (this.relations?.dirty && !(await this.relations.add())) return;
    this.send("save", { target: this.target.id ? this.target : this.span, values: this.values(), propose });
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
    const words = [this.store.labelOf(theirs.code, say("remark")), theirs.note && `“${theirs.note}”`]
      .filter(Boolean)
      .join(": ");
    this.complain(say("conflict", { words }));
  }

  /** Close, but ask first where words would be lost. True: this key or press is dealt with. */
  leave() {
    if (this.dirty) this.unsaved.ask();
    else this.close();
    return true;
  }

  close() {
    if (!this.isOpen) return;
    const inside = this.root.contains(document.activeElement);
    this.root.hidden = true;
    this.unsaved.stop();
    this.place.close();
    this.target = null;
    delete this.map.root.dataset.colour;
    if (inside) {
      document.activeElement.blur(); // else the next key, pressed at once, is typed into the hidden panel
      refocus(this.back);
    }
    this.send("close");
  }
}
