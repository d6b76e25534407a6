// The text on the page: paragraphs that know where they start in the stored text. All positions
// that leave this module are code points of that text; DOM nodes and UTF-16 units stay inside.

import { firstIndex, CodePointRuler, trimmed } from "./code_points.js";

function paragraph(element) {
  const text = element.textContent;
  const { start, label, gap } = element.dataset;
  return {
    element,
    text,
    id: element.id,
    label: label || "",
    start: Number(start),
    ruler: new CodePointRuler(text),
    gap: gap || "",
    heading: /^H\d$/.test(element.tagName),
  };
}

export class TextMap {
  constructor(root) {
    this.root = root;
    this.paragraphs = Array.from(root.querySelectorAll("[data-start]"), paragraph);
    let unit = 0;
    for (const item of this.paragraphs) {
      item.unit = unit; // where it starts in `text`
      item.end = item.start + item.ruler.points;
      unit += item.text.length + item.gap.length;
    }
    this.text = this.paragraphs.map((item) => item.text + item.gap).join("");
  }

  /** The paragraph that holds a code point, or the one before a gap. */
  indexAt(point) {
    return Math.max(0, firstIndex(this.paragraphs, (item) => item.start > point) - 1);
  }

  /** "¶4 · 152–184": how people cite a span; a heading is cited by offsets alone. */
  reference(start, end) {
    return [this.paragraph(start), `${start}–${end}`].filter(Boolean).join(" · ");
  }

  /** "¶3", the paragraph that a position is in; "" where paragraphs have no numbers. */
  paragraph(start) {
    const { label } = this.paragraphs[this.indexAt(start)];
    return label ? `¶${label}` : "";
  }

  /** Cut [start, end) by paragraphs: [{index, from, to}] in the units of each paragraph's text. */
  pieces(start, end) {
    const found = [];
    for (let index = this.indexAt(start); index < this.paragraphs.length; index += 1) {
      const { start: own, end: stop, ruler } = this.paragraphs[index];
      if (own >= end) break;
      if (stop <= start) continue;
      const from = ruler.toUnits(Math.max(start, own) - own);
      const to = ruler.toUnits(Math.min(end, stop) - own);
      if (from < to) found.push({ index, from, to });
    }
    return found;
  }

  /** The words of a span; of one that goes beyond the shown part, those that are in it. */
  quote(start, end) {
    const { start: first } = this.paragraphs[0];
    return this.text.slice(start <= first ? 0 : this.unitOf(start), end <= first ? 0 : this.unitOf(end));
  }

  unitOf(point) {
    const { start, unit, ruler, text } = this.paragraphs[this.indexAt(point)];
    const inside = point - start;
    return unit + (inside <= ruler.points ? ruler.toUnits(inside) : text.length + inside - ruler.points);
  }

  pointOf(unit) {
    const index = firstIndex(this.paragraphs, (item) => item.unit > unit) - 1;
    const { start, unit: own, ruler } = this.paragraphs[Math.max(0, index)];
    return start + ruler.toPoints(unit - own);
  }

  /** Text node and offset of a unit in one paragraph; `atEnd` prefers the node that ends there. */
  node(index, unit, atEnd = false) {
    const { element } = this.paragraphs[index];
    const only = element.firstChild;
    if (only === element.lastChild && only?.nodeType === Node.TEXT_NODE) return [only, unit];
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    let node = walker.nextNode();
    for (let next = node; next; next = walker.nextNode()) {
      node = next;
      if (unit < node.length || (atEnd && unit === node.length)) break;
      unit -= node.length;
    }
    return node ? [node, Math.min(unit, node.length)] : [element, 0];
  }

  range(start, end) {
    const pieces = this.pieces(start, end);
    const range = document.createRange();
    if (!pieces.length) return range;
    range.setStart(...this.node(pieces[0].index, pieces[0].from));
    range.setEnd(...this.node(pieces.at(-1).index, pieces.at(-1).to, true));
    return range;
  }

  /** Code point at a DOM position, or null outside the text. */
  pointAt(node, offset) {
    const at = this.placeAt(node, offset);
    return at && this.pointOfPlace(at);
  }

  pointOfPlace({ index, unit }) {
    return this.paragraphs[index].start + this.paragraphs[index].ruler.toPoints(unit);
  }

  placeOfPoint(point) {
    const index = this.indexAt(point);
    const { start, ruler } = this.paragraphs[index];
    return { index, unit: ruler.toUnits(Math.min(point - start, ruler.points)) };
  }

  placeAt(node, offset) {
    const element = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node)?.closest?.("[data-start]");
    const index = this.paragraphs.findIndex((item) => item.element === element);
    if (index < 0) return null;
    const range = document.createRange();
    range.setStart(element, 0);
    range.setEnd(node, offset);
    return { index, unit: range.toString().length };
  }

  /** The span of a DOM range, without outer white space; null when it holds no text of ours. */
  span(range) {
    const touched = this.paragraphs.filter(({ element }) => range.intersectsNode(element));
    if (!touched.length) return null;
    const edge = (item, node, offset, otherwise) =>
      item.element.contains(node) ? this.placeAt(node, offset).unit : otherwise;
    const first = touched[0];
    const last = touched.at(-1);
    const start = first.unit + edge(first, range.startContainer, range.startOffset, 0);
    const end = last.unit + edge(last, range.endContainer, range.endOffset, last.text.length);
    const inner = trimmed(this.text, start, end);
    return inner && { start: this.pointOf(inner.start), end: this.pointOf(inner.end) };
  }
}
