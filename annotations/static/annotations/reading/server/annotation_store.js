// What the page knows: codes, people, marks. Marks are the server's rows plus those still unsent.
// Of a text in parts, the marks of the shown part are drawn; the others are kept and counted.

import { TextParts } from "../text/text_parts.js";

export class AnnotationStore extends EventTarget {
  constructor(config) {
    super();
    this.config = config;
    this.codes = new Map(config.codes.map((code) => [code.id, code]));
    this.families = config.codes.filter((code) => code.offered && !code.parent).sort((a, b) => a.sort - b.sort);
    this.authors = {};
    this.rows = new Map();
    this.unsent = [];
    this.filter = { mine: false, family: null };
    this.parts = new TextParts(config.parts);
  }

  children(family) {
    return this.config.codes.filter((code) => code.parent === family).sort((a, b) => a.sort - b.sort);
  }

  familyOf(id) {
    const code = this.codes.get(id);
    return code && (this.codes.get(code.parent) || code);
  }

  /** The palette name that a code is drawn in: its family's. */
  colourOf(id) {
    return this.familyOf(id)?.colour || "plain";
  }

  /** "Event · attack"; a mark without a code is a remark. */
  labelOf(id, plain) {
    const code = this.codes.get(id);
    const family = this.familyOf(id);
    if (!code) return plain;
    return family === code ? code.label : `${family.label} · ${code.label}`;
  }

  author(id) {
    return this.authors[id] || (id === this.config.user?.id ? this.config.user : { name: "", initials: "" });
  }

  /** Who made a mark: somebody with an account here, or the annotator whom an imported file names. */
  maker({ author, annotator }) {
    if (author || !annotator) return this.author(author);
    const letters = annotator.split(/\s+/).map((word) => word[0] || "");
    return { name: annotator, initials: letters.join("").slice(0, 2).toUpperCase() };
  }

  isMine(mark) {
    return Boolean(this.config.user) && mark.author === this.config.user.id;
  }

  mayEdit(mark) {
    return this.config.may_write && !mark.unsent && (this.isMine(mark) || this.config.may_edit_all);
  }

  /** Take the server's whole layer. Returns the rows that are new here, by other people. */
  take({ authors, annotations }) {
    const fresh = annotations.filter((row) => !this.rows.has(row.id) && !this.isMine(row));
    this.authors = authors;
    this.rows = new Map(annotations.map((row) => [row.id, row]));
    this.changed();
    return fresh;
  }

  put(row) {
    this.rows.set(row.id, row);
    this.changed();
  }

  drop(id) {
    this.rows.delete(id);
    this.changed();
  }

  /** Show what the outbox keeps, as marks of its own. */
  keep(items) {
    this.unsent = items
      .filter((item) => item.body)
      .map((item) => ({
        certainty: "certain",
        comments: 0,
        ...item.body,
        id: `unsent-${item.key}`,
        key: item.key,
        author: this.config.user?.id,
        links: item.links || [],
        unsent: true,
        refused: item.refused || "",
      }));
    this.changed();
  }

  changed() {
    this.cache = this.byId = null;
    this.dispatchEvent(new Event("change"));
  }

  /** Marks to draw, in reading order, each with its colour. */
  visible() {
    if (this.cache) return this.cache;
    const { mine, family } = this.filter;
    this.cache = [...this.rows.values(), ...this.unsent]
      .filter(
        (mark) =>
          this.parts.holds(mark) &&
          (!mine || this.isMine(mark)) &&
          (!family || this.familyOf(mark.code)?.id === family),
      )
      .map((mark) => ({ ...mark, colour: this.colourOf(mark.code) }))
      .sort((a, b) => a.start - b.start || b.end - a.end || (a.id < b.id ? -1 : 1));
    return this.cache;
  }

  find(id) {
    const marks = this.visible();
    this.byId ||= new Map(marks.map((mark) => [mark.id, mark]));
    return this.byId.get(id);
  }

  /** The nearest mark in a later (1) or earlier (-1) part, as the filter shows them; or undefined. */
  beyond(direction) {
    const { mine, family } = this.filter;
    const marks = [...this.rows.values()]
      .filter((mark) => (!mine || this.isMine(mark)) && (!family || this.familyOf(mark.code)?.id === family))
      .filter((mark) => this.parts.side(mark) === direction)
      .sort((a, b) => a.start - b.start);
    return direction > 0 ? marks[0] : marks.at(-1);
  }

  show(filter) {
    Object.assign(this.filter, filter);
    this.changed();
  }
}
