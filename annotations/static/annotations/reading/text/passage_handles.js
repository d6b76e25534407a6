// Handles at the two ends of the passage in the panel: dragged, or moved by arrow keys, they change where it starts and ends.
// They stop at words; with Alt at letters.

import { h } from "../page/page_elements.js";
import { caretAt } from "../drawing/annotation_layer.js";
import { say } from "../page/page_words.js";
import { nearestEdge } from "./word_snapping.js";
import { step } from "./word_boundaries.js";

const SIDES = ["start", "end"];

export class PassageHandles {
  constructor({ map, panel }) {
    Object.assign(this, { map, panel });
    this.handles = Object.fromEntries(SIDES.map((side) => [side, this.handle(side)]));
    for (const name of ["open", "recolour", "close"]) panel.addEventListener(name, () => this.place());
    new ResizeObserver(() => this.place()).observe(map.root);
  }

  handle(side) {
    const element = h("div", {
      class: `span-handle span-handle-${side}`,
      role: "slider",
      tabindex: "0",
      "aria-label": say(`handle_${side}`),
      hidden: true,
    });
    element.addEventListener("keydown", (event) => this.keyed(event, side));
    element.addEventListener("pointerdown", (event) => {
      event.preventDefault(); // no selection begins here
      event.stopPropagation();
      element.setPointerCapture(event.pointerId);
      element.focus({ preventScroll: true });
    });
    element.addEventListener(
      "pointermove",
      (event) => element.hasPointerCapture(event.pointerId) && this.dragged(event, side),
    );
    element.addEventListener("click", (event) => event.stopPropagation());
    this.map.root.append(element);
    return element;
  }

  /** True where the whole passage is on the page and may be changed. */
  get isShown() {
    const { panel, map } = this;
    if (!panel.isOpen || panel.parts.editing.disabled) return false;
    return panel.span.start >= map.paragraphs[0].start && panel.span.end <= map.paragraphs.at(-1).end;
  }

  place() {
    const isShown = this.isShown;
    for (const side of SIDES) this.handles[side].hidden = !isShown;
    if (!isShown) return;
    const { start, end } = this.panel.span;
    const root = this.map.root.getBoundingClientRect();
    const mirrored = this.map.root.dir === "rtl";
    for (const side of SIDES) {
      const letter = side === "start" ? this.map.range(start, start + 1) : this.map.range(end - 1, end);
      const boxes = letter.getClientRects();
      const box = boxes[side === "start" ? 0 : boxes.length - 1];
      const element = this.handles[side];
      element.hidden = !box;
      if (!box) continue;
      const x = (side === "start") !== mirrored ? box.left : box.right;
      Object.assign(element.style, {
        left: `${x - root.left}px`,
        top: `${box.top - root.top}px`,
        height: `${box.height}px`,
      });
      element.dataset.colour = this.panel.codes.colour;
      element.setAttribute("aria-valuenow", String(this.panel.span[side]));
      element.setAttribute("aria-valuemin", String(this.map.paragraphs[0].start));
      element.setAttribute("aria-valuemax", String(this.map.paragraphs.at(-1).end));
      element.setAttribute("aria-valuetext", this.map.quote(start, end).slice(0, 200));
    }
  }

  dragged(event, side) {
    const at = caretAt(event.clientX, event.clientY);
    const place = at && this.map.placeAt(at.node, at.offset);
    if (place) this.move(side, event.altKey ? place : nearestEdge(this.map, place, side));
  }

  keyed(event, side) {
    const mirrored = this.map.root.dir === "rtl" ? -1 : 1;
    const direction = { ArrowRight: mirrored, ArrowLeft: -mirrored, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Enter") this.panel.root.focus({ preventScroll: true });
    else if (direction) {
      const from = this.map.placeOfPoint(this.panel.span[side]);
      const unit = event.altKey ? "letter" : "word";
      this.move(
        side,
        step(this.map.paragraphs, from, direction, unit, this.map.root.lang, side === "start" ? "starts" : "ends"),
      );
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Move one end to a place; the passage keeps at least one letter. */
  move(side, place) {
    const span = { ...this.panel.span, [side]: this.map.pointOfPlace(place) };
    if (span.start >= span.end) return;
    document.getSelection().removeAllRanges(); // it showed the passage as it was
    this.panel.moveTo(span);
  }
}
