// The link part of the panel: which record a passage is about, which field, what it states, and how much it is worth.
// Makes a link or changes one in place; starts with what the code and the words of the passage imply.

import { debounced, h } from "../page/page_elements.js";
import { RecordFinder } from "./record_finder.js";
import { SavePreview } from "./save_preview.js";
import { impliedField, impliedValue } from "./implied_link.js";
import { isProposable, statedText } from "./register_values.js";
import { RowChoice } from "./row_choice.js";
import { say } from "../page/page_words.js";

export class LinkForm extends EventTarget {
  /** `passage` tells {code, quote} of the open passage. */
  constructor(parts, config, passage) {
    super();
    Object.assign(this, { parts, config, passage, changed: null, filled: "" });
    this.finder = new RecordFinder({ input: parts.record, list: parts.records, config, passage });
    this.rows = new RowChoice(parts, config);
    this.held = new SavePreview(parts.holds, config, () => this.asked());
    this.listen();
    this.clear();
  }

  listen() {
    const { parts, finder } = this;
    const changed = () => this.dispatchEvent(new Event("change"));
    finder.addEventListener("change", () => this.recordChanged());
    finder.addEventListener("refused", (event) =>
      this.dispatchEvent(new CustomEvent("refused", { detail: event.detail })),
    );
    parts.field.addEventListener("change", () => {
      this.isFieldChosen = true;
      this.fillStated();
      this.fieldChanged();
    });
    parts.stated.addEventListener(
      "input",
      debounced(250, () => this.held.read()),
    );
    parts.stated.addEventListener(
      "input",
      debounced(250, () => this.held.compare()),
    );
    parts.stated.addEventListener("input", () => {
      this.filled = null; // a person's words are never replaced
      this.held.retyped();
      changed();
    });
    this.rows.addEventListener("change", changed);
    parts.grade.addEventListener("change", () => this.gradeChanged());
  }

  asked() {
    const { record } = this.finder;
    const { field, stated } = this.parts;
    return { record, kind: record && this.finder.kind(record.type), field: field.value, stated: stated.value.trim() };
  }

  clear() {
    const { parts } = this;
    this.finder.record = this.changed = null;
    this.isFieldChosen = parts.record.readOnly = false;
    this.filled = parts.record.value = parts.stated.value = "";
    parts.changing.hidden = true;
    for (const input of this.inputs()) input.checked = input.value === "supports";
    this.recordChanged();
    this.gradeChanged();
  }

  inputs() {
    return [...this.parts.stance.querySelectorAll("input"), ...this.parts.grade.querySelectorAll("input")];
  }

  recordChanged() {
    const { record } = this.finder;
    this.parts.details.hidden = !record;
    const fields = record ? this.finder.kind(record.type).fields : [];
    this.parts.field.replaceChildren(
      h("option", { value: "" }, say("no_field")),
      ...fields.map(({ name, label }) => h("option", { value: name }, label)),
    );
    this.isFieldChosen = false;
    this.fieldChanged();
    this.fillIn();
  }

  fieldChanged(link = null) {
    const { record, field } = this.asked();
    this.parts.stated.disabled = !field;
    this.held.reset();
    this.held.read();
    if (field) this.held.report();
    this.rows.offer(record, field, link);
    this.dispatchEvent(new Event("change"));
  }

  // What the passage implies --------------------------------------------------------------------------------------

  /** Take the field that the passage's code implies, and the value that it states, until a person chose them. */
  fillIn() {
    const { record } = this.finder;
    if (!record || this.changed || this.isFieldChosen) return;
    const { code, quote } = this.passage();
    const field = impliedField(code, record.type, quote);
    if (!field || field === this.parts.field.value || !this.fieldOf(field)) return;
    this.parts.field.value = field;
    this.fillStated();
    this.fieldChanged();
  }

  fieldOf(name) {
    const { kind } = this.asked();
    return kind?.fields.find((field) => field.name === name);
  }

  /** The value that the passage's words state of the chosen field, unless a person wrote one. */
  fillStated() {
    const { field, stated } = this.parts;
    if (this.changed || stated.value !== this.filled) return;
    const { code, quote } = this.passage();
    const how = this.fieldOf(field.value)?.how;
    const isKnown = how === "casualties" || field.value === impliedField(code, this.finder.record?.type, quote);
    stated.value = this.filled = field.value && isKnown ? impliedValue(field.value, how, quote) : "";
  }

  // Starting from another link -------------------------------------------------------------------------------------

  /** Fill in another link's record, field, stance and grade, as the start of a new one. */
  start(link) {
    this.clear();
    this.take(link);
    this.fillStated();
    this.fieldChanged(link);
  }

  /** Change a link in place: its record stays, everything else may become another. */
  change(link) {
    const { parts } = this;
    this.clear();
    this.changed = link;
    this.take(link);
    parts.stated.value = statedText(link.stated_value);
    parts.record.readOnly = true;
    parts.changing.hidden = false;
    this.fieldChanged(link);
    parts.field.focus();
  }

  take({ target_type: type, target_id: id, title, field, role, credibility }) {
    const { parts } = this;
    this.finder.take({ type, id, title });
    parts.field.value = field || "";
    this.isFieldChosen = Boolean(field);
    for (const input of parts.stance.querySelectorAll("input")) input.checked = input.value === (role || "supports");
    for (const input of parts.grade.querySelectorAll("input"))
      input.checked = input.value === String(credibility ?? "");
    this.gradeChanged();
  }

  gradeChanged() {
    const digit = this.parts.grade.querySelector("input:checked")?.value;
    this.parts.gradeWords.textContent = digit ? say(`credibility_${digit}`) : "";
  }

  // What was entered -----------------------------------------------------------------------------------------------

  /** The link to save, or null when no record was chosen; with an id where it changes one. */
  value() {
    const { record } = this.finder;
    if (!record) return null;
    const { field, stated, stance, grade } = this.parts;
    const credibility = grade.querySelector("input:checked")?.value;
    return {
      ...(this.changed && { id: this.changed.id, version: this.changed.version }),
      target_type: record.type,
      target_id: record.id,
      title: record.title,
      role: stance.querySelector("input:checked")?.value || this.changed?.role || "mentions",
      ...(field.value && { field: field.value }),
      ...(field.value && this.rows.value),
      ...(field.value && stated.value.trim() && { stated_value: this.statedValue(stated.value.trim()) }),
      ...(credibility && { credibility: Number(credibility) }),
    };
  }

  /** A list or an object that was not retyped stays what it was. */
  statedValue(words) {
    const before = this.changed?.stated_value;
    return before !== undefined && statedText(before) === words ? before : asStated(words);
  }

  /** What was entered, whether or not a record was chosen; `enter` puts it back. */
  entered() {
    const { record, field, stated, stance, grade, row } = this.parts;
    const { type, id, title } = this.finder.record || {};
    return {
      words: record.value,
      record: id ? { type, id, title } : null,
      field: field.value,
      stated: stated.value,
      row: row.value,
      changed: this.changed,
      stance: stance.querySelector("input:checked")?.value,
      grade: grade.querySelector("input:checked")?.value,
    };
  }

  enter(entered) {
    const { record, field, stated, stance, grade } = this.parts;
    if (entered.changed) this.change(entered.changed);
    else if (entered.record) this.finder.take(entered.record);
    record.value = entered.words;
    field.value = entered.field;
    this.isFieldChosen = true;
    stated.value = entered.stated;
    for (const input of stance.querySelectorAll("input")) input.checked = input.value === entered.stance;
    for (const input of grade.querySelectorAll("input")) input.checked = input.value === entered.grade;
    this.fieldChanged(entered.changed);
    this.gradeChanged();
  }

  /** True when the value can be put to the register at once. */
  get proposable() {
    const { record, kind, field, stated } = this.asked();
    return Boolean(record && stated) && isProposable(kind, field);
  }

  get unfinished() {
    return !this.finder.record && this.parts.record.value.trim() !== "";
  }
}

/** Whole numbers are stored as numbers, everything else in the passage's words. */
export function asStated(text) {
  return /^-?\d{1,15}$/.test(text) ? Number(text) : text;
}
