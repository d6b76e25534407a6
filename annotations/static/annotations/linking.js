// The link part of the panel: which record a passage speaks of, which field, what it states, and
// how much it is worth. Says what saving will do before it is done.

import { call } from "./api.js";
import { h } from "./dom.js";
import { Finder } from "./finder.js";
import { say } from "./say.js";

export class Linking extends EventTarget {
  constructor(parts, config) {
    super();
    Object.assign(this, { parts, config });
    this.finder = new Finder({ input: parts.record, list: parts.records, config });
    this.finder.addEventListener("change", () => this.recordChanged());
    this.finder.addEventListener("refused", (event) => this.dispatchEvent(new CustomEvent("refused", { detail: event.detail })));
    parts.field.addEventListener("change", () => this.fieldChanged());
    parts.grade?.addEventListener("change", () => this.gradeChanged());
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
    this.parts.holds.textContent = "";
    if (value) this.tellHeld(this.finder.record, value);
    this.dispatchEvent(new Event("change"));
  }

  /** "Register holds 39 to 40": read the record as it is now. */
  async tellHeld(record, field) {
    try {
      const path = `${this.finder.kind(record.type).path}${record.id}/`;
      const row = record.row && field in record.row ? record.row : (await call("GET", path)).data;
      if (this.parts.field.value !== field) return;
      const held = row[field];
      const empty = held === null || held === undefined || held === "" || held.length === 0;
      this.parts.holds.textContent = empty ? say("holds_nothing") : say("holds", { value: shortly(held) });
    } catch {
      this.parts.holds.textContent = ""; // a courtesy: saving does not depend on it
    }
  }

  gradeChanged() {
    const digit = this.parts.grade.querySelector("input:checked")?.value;
    this.parts.gradeWords.textContent = digit ? say(`credibility_${digit}`) : "";
  }

  /** The link to save, or null when no record was chosen. */
  value() {
    const { record } = this.finder;
    if (!record) return null;
    const { field, stated, stance, grade } = this.parts;
    const credibility = grade.querySelector("input:checked")?.value;
    return {
      target_type: record.type,
      target_id: record.id,
      title: record.title,
      role: stance.querySelector("input:checked")?.value || "mentions",
      ...(field.value && { field: field.value }),
      ...(field.value && stated.value.trim() && { stated_value: asStated(stated.value.trim()) }),
      ...(credibility && { credibility: Number(credibility) }),
    };
  }

  get unfinished() {
    return !this.finder.record && this.parts.record.value.trim() !== "";
  }
}

/** Whole numbers are stored as numbers, everything else in the passage's words. */
export function asStated(text) {
  return /^-?\d{1,15}$/.test(text) ? Number(text) : text;
}

function shortly(value) {
  if (typeof value !== "object") return String(value);
  const one = (item) => (typeof item === "object" && item ? item.title || item.name || item.label || "…" : String(item));
  return (Array.isArray(value) ? value : [value]).map(one).join(", ").slice(0, 80);
}
