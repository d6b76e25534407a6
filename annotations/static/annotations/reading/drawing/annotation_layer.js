// Draws marks over the text: the one module that knows how. Where the browser has the CSS Custom
// Highlight API nothing is added to the text; elsewhere, and for print, marks become elements.

import { drawElements, removeElements } from "./highlight_elements.js";
import { IntervalIndex } from "../text/interval_index.js";
import { assignLevels, LEVELS, tintPieces } from "./line_levels.js";
import { activeName, classOf, COLOURS, lineName, styleSheet, tintName } from "./highlight_rules.js";

const PRIORITY = { tint: 1, line: 10, hover: 20, active: 21 };
const hasHighlights = () => typeof Highlight === "function" && "highlights" in CSS;

export class AnnotationLayer {
  /** `map` is a TextMap; marks are {id, start, end, colour, certainty} in code points. */
  constructor(map, { elements = !hasHighlights() } = {}) {
    this.map = map;
    this.elements = elements;
    this.names = { base: new Set(), hover: new Set(), active: new Set() };
    this.classes = { base: new Map(), hover: new Map(), active: new Map() };
    this.set([]);
    if (!hasHighlights()) return;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styleSheet(COLOURS, map.root.dir === "rtl" ? "rtl" : "ltr"));
    document.adoptedStyleSheets.push(sheet);
    addEventListener("beforeprint", () => this.switchTo(true));
    addEventListener("afterprint", () => this.switchTo(elements));
  }

  /** Draw exactly these marks. */
  set(marks) {
    this.marks = new Map(marks.map((mark) => [mark.id, mark]));
    this.index = new IntervalIndex(marks.flatMap((mark) => spansOf(mark).map((span) => ({ ...mark, ...span }))));
    this.plan = this.planned(marks);
    this.draw();
  }

  /** Per paragraph: pieces with their levels, tints, and how many found no line. */
  planned(marks) {
    const plan = this.map.paragraphs.map(() => ({ pieces: [], tints: [], over: [] }));
    for (const mark of marks) {
      for (const { index, from, to } of this.piecesOf(mark)) {
        plan[index].pieces.push({ id: mark.id, start: from, end: to, mark });
      }
    }
    for (const row of plan) {
      const { levels, over } = assignLevels(row.pieces);
      for (const piece of row.pieces) piece.level = levels.get(piece.id) || 0;
      row.tints = tintPieces(row.pieces);
      row.over = over.map(({ id }) => id);
    }
    return plan;
  }

  /** The pieces of all passages of a mark. */
  piecesOf(mark) {
    return spansOf(mark).flatMap(({ start, end }) => this.map.pieces(start, end));
  }

  draw() {
    if (this.elements) drawElements(this.map, this.plan);
    else this.paint("base", this.baseRanges());
    this.show("active", this.shown?.active);
  }

  baseRanges() {
    const groups = new Map();
    const add = (...piece) => this.addRange(groups, ...piece);
    this.plan.forEach((row, index) => {
      for (const { start, end, mark } of row.tints) {
        add(tintName(mark.mark.colour), PRIORITY.tint, index, start, end);
      }
      for (const { start, end, level, mark } of row.pieces) {
        if (!level) continue;
        add(lineName(mark.colour, level, mark.certainty), PRIORITY.line - level, index, start, end);
      }
    });
    return groups;
  }

  addRange(groups, name, priority, index, start, end) {
    if (!groups.has(name)) groups.set(name, { priority, ranges: [], paragraphs: new Set() });
    const group = groups.get(name);
    group.ranges.push(this.staticRange(index, start, end));
    group.paragraphs.add(index);
  }

  staticRange(index, start, end) {
    const [startContainer, startOffset] = this.map.node(index, start);
    const [endContainer, endOffset] = this.map.node(index, end, true);
    return new StaticRange({ startContainer, startOffset, endContainer, endOffset });
  }

  /** Replace one group of registered highlights; other code's highlights are left alone. */
  paint(group, groups) {
    for (const name of this.names[group]) CSS.highlights.delete(name);
    this.names[group] = new Set(groups.keys());
    for (const [name, { priority, ranges }] of groups) {
      const highlight = new Highlight(...ranges);
      highlight.priority = priority;
      CSS.highlights.set(name, highlight);
    }
    this.name(group, groups);
  }

  /** Give each paragraph the classes of the highlights that it shows, and touch no other. */
  name(group, groups) {
    const classes = new Map();
    for (const [name, { paragraphs }] of groups) {
      for (const index of paragraphs) classes.set(index, `${classes.get(index) || ""} ${classOf(name)}`);
    }
    const touched = new Set([...this.classes[group].keys(), ...classes.keys()]);
    this.classes[group] = classes;
    for (const index of touched) {
      const names = Object.values(this.classes)
        .map((of) => of.get(index) || "")
        .join("");
      const { element } = this.map.paragraphs[index];
      if (element.className !== names) element.className = names;
    }
  }

  /**
   * Show one mark as "active" or "hover", or none. `mark` is an id, or a mark that is not (yet)
   * among those drawn: a selection on its way to become one.
   */
  show(group, mark) {
    this.shown = { ...this.shown, [group]: mark };
    const found = typeof mark === "string" ? this.marks.get(mark) : mark;
    if (this.elements) {
      for (const span of this.map.root.querySelectorAll(`.mark-${group}`)) span.classList.remove(`mark-${group}`);
      if (!found) return;
      const spans = this.map.root.querySelectorAll(`.mark[data-ids~="${CSS.escape(found.id || "")}"]`);
      for (const span of spans) span.classList.add(`mark-${group}`);
    } else this.paint(group, found ? this.activeRanges(group, found) : new Map());
  }

  activeRanges(group, mark) {
    const groups = new Map();
    for (const { index, from, to } of this.piecesOf(mark)) {
      const level = this.plan[index].pieces.find(({ id }) => id === mark.id)?.level || 1;
      const name = activeName(group, mark.colour, level, mark.certainty);
      this.addRange(groups, name, PRIORITY[group], index, from, to);
    }
    return groups;
  }

  switchTo(elements) {
    if (elements === this.elements) return;
    if (elements) for (const group of Object.keys(this.names)) this.paint(group, new Map());
    else removeElements(this.map);
    this.elements = elements;
    this.draw();
  }

  /** Ids of the marks under a point of the window, shortest first. */
  at(x, y) {
    const place = caretAt(x, y);
    const found = place && this.map.placeAt(place.node, place.offset);
    if (!found) return [];
    const { start, ruler, text } = this.map.paragraphs[found.index];
    const near = [found.unit, found.unit - 1].filter((unit) => unit >= 0 && unit < text.length);
    const unit = near.find((candidate) => this.covers(found.index, candidate, x, y));
    if (unit === undefined) return [];
    return [...new Set(this.index.at(start + ruler.toPoints(unit)).map(({ id }) => id))];
  }

  covers(index, unit, x, y) {
    const range = document.createRange();
    range.setStart(...this.map.node(index, unit));
    range.setEnd(...this.map.node(index, unit + 1, true));
    const slack = 4 * LEVELS; // the lines hang below the letters
    return Array.from(range.getClientRects()).some(
      (box) => x >= box.left && x <= box.right && y >= box.top && y <= box.bottom + slack,
    );
  }
}

/** The passages of a mark in code points: the first, and further ones where it is discontinuous. */
function spansOf({ start, end, spans = [] }) {
  return [{ start, end }, ...spans.map(([from, to]) => ({ start: from, end: to }))];
}

/** The text node and offset at a point of the window: {node, offset}, or nothing. */
export function caretAt(x, y) {
  if (document.caretPositionFromPoint) {
    const at = document.caretPositionFromPoint(x, y);
    return at && { node: at.offsetNode, offset: at.offset };
  }
  const range = document.caretRangeFromPoint?.(x, y);
  return range && { node: range.startContainer, offset: range.startOffset };
}
