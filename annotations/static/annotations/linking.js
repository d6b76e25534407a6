// The link part of the panel: which record a passage speaks of, which field, what it states, and
// how much it is worth. Says what saving will do before it is done.

import { call } from "./api.js";
import { debounced, h } from "./dom.js";
import { Finder } from "./finder.js";
import { heldValue, isProposable, readDate } from "./register.js";
import { say } from "./say.js";

export class Linking extends EventTarget {
  constructor(parts, config) {
    super();
    Object.assign(this, { parts, config });
    this.finder = new Finder({ input: parts.record, list: parts.records, config });
    this.finder.addEventListener("change", () => this.recordChanged());
    this.finder.addEventListener("refused", (event) => this.dispatchEvent(new CustomEvent("refused", { detail: event.detail })));
    parts.field.addEventListener("change", () => this.fieldChanged());
    parts.stated.addEventListener("input", debounced(250, () => this.sayReading()));
    parts.stated.addEventListener("input", () => {
      this.sayHeld();
      this.dispatchEvent(new Event("change"));
    });
    parts.relation.addEventListener("change", () => this.dispatchEvent(new Event("change")));
    parts.grade.addEventListener("change", () => this.gradeChanged());
    this.clear();
  }

  clear() {
    this.finder.record = null;
    this.parts.record.value = "";
    this.parts.stated.value = "";
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
    this.fieldChanged();
    this.dispatchEvent(new Event("change"));
  }

  fieldChanged() {
    const { value } = this.parts.field;
    this.parts.stated.disabled = !value;
    this.held = null;
    this.sayHeld();
    this.sayReading();
    if (value) this.tellHeld(this.finder.record, value);
    this.offerRelations();
    this.dispatchEvent(new Event("change"));
  }

  /** The relations of the actor, to name the one that the passage speaks of. */
  async offerRelations() {
    const { relation, relationRow, field } = this.parts;
    const { record } = this.finder;
    const asked = record?.type === "actor" && field.value === "relations" ? record.id : null;
    this.relationsOf = asked;
    relation.replaceChildren(h("option", { value: "" }, say("no_relation")));
    relationRow.hidden = true;
    if (!asked) return;
    try {
      const { data } = await call("GET", `${this.config.urls.relations}?${new URLSearchParams({ actor: asked })}`);
      if (this.relationsOf !== asked || !data.length) return;
      relation.append(...data.map(({ id, told }) => h("option", { value: id }, told)));
      relationRow.hidden = false;
      this.dispatchEvent(new Event("change"));
    } catch {
      relationRow.hidden = true; // the passage can still speak of the relations in general
    }
  }

  /** "Register holds 39 to 40. This becomes a rival value." */
  async tellHeld(record, field) {
    try {
      const held = await heldValue(this.finder.kind(record.type), record, field);
      if (this.parts.field.value === field) this.held = held;
      this.sayHeld();
    } catch {
      this.held = null; // a courtesy: saving does not depend on it
    }
  }

  sayHeld() {
    const stated = this.parts.stated.value.trim();
    const value = this.held?.slice(0, 80);
    const word = value ? (stated && stated !== this.held ? "rival" : "holds") : "holds_nothing";
    const says = [this.held === null ? "" : say(word, { value }), stated && this.reading];
    this.parts.holds.textContent = says.filter(Boolean).join(" ");
  }

  /** "It will be stored as 2024-03, March 2024, counted from 2024-04-13." */
  async sayReading() {
    const { field, stated } = this.parts;
    const words = stated.value.trim();
    this.reading = "";
    const kind = this.finder.record && this.finder.kind(this.finder.record.type);
    if (words && kind?.fields.find(({ name }) => name === field.value)?.how === "date") {
      const read = await readDate(words, this.config.published);
      if (stated.value.trim() !== words) return;
      this.reading = read.wrong ?? say(read.reference ? "read_from" : "read_as", read);
    }
    this.sayHeld();
  }

  gradeChanged() {
    const digit = this.parts.grade.querySelector("input:checked")?.value;
    this.parts.gradeWords.textContent = digit ? say(`credibility_${digit}`) : "";
  }

  /** The link to save, or null when no record was chosen. */
  value() {
    const { record } = this.finder;
    if (!record) return null;
    const { field, stated, stance, grade, relation } = this.parts;
    const named = relation.value && relation.selectedOptions[0].textContent;
    const credibility = grade.querySelector("input:checked")?.value;
    return {
      target_type: record.type,
      target_id: record.id,
      title: record.title,
      role: stance.querySelector("input:checked")?.value || "mentions",
      ...(field.value && { field: field.value }),
      ...(named && { relation: relation.value, relation_title: named }),
      ...(field.value && stated.value.trim() && { stated_value: asStated(stated.value.trim()) }),
      ...(credibility && { credibility: Number(credibility) }),
    };
  }

  /** True when the value can be put to the register at once. */
  get proposable() {
    const { record } = this.finder;
    const { field, stated } = this.parts;
    return Boolean(record && stated.value.trim()) && isProposable(this.finder.kind(record.type), field.value);
  }

  get unfinished() {
    return !this.finder.record && this.parts.record.value.trim() !== "";
  }
}

/** Whole numbers are stored as numbers, everything else in the passage's words. */
export function asStated(text) {
  return /^-?\d{1,15}$/.test(text) ? Number(text) : text;
}
