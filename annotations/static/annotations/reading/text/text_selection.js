// Turns what a hand does to the text into spans: drag, touch handles, Shift with arrows, a tap.
// Sends "select" {start, end}, "offer" {start, end} or null (touch), "hit" {ids}, and "hover" {ids, x, y}. What a pointer
// selects grows to whole words, with Alt not.

import { debounced } from "../page/page_elements.js";
import { snapped } from "./word_snapping.js";

const STILL = 5; // px a finger or mouse may slip during a click

export class TextSelection extends EventTarget {
  constructor(map, layer, { mayWrite, paused }) {
    super();
    Object.assign(this, { map, layer, mayWrite, paused, touch: false, down: null });
    const { root } = map;
    root.addEventListener("pointerdown", (event) => this.pressed(event));
    document.addEventListener("pointerup", (event) => this.released(event));
    root.addEventListener("click", (event) => this.clicked(event));
    document.addEventListener(
      "selectionchange",
      debounced(300, () => this.offered()),
    );
    document.addEventListener("keyup", (event) => this.grown(event));
    root.addEventListener("pointermove", (event) => this.moved(event));
    root.addEventListener("pointerleave", () => setTimeout(() => this.send("hover", { ids: [] }), 40)); // after the last move
  }

  /** The span selected now, or null. */
  current() {
    const selection = document.getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    return this.map.root.contains(range.commonAncestorContainer) || range.intersectsNode(this.map.root)
      ? this.map.span(range)
      : null;
  }

  /** The span selected now, grown to whole words on the page as well; or null. */
  words() {
    const span = this.current();
    if (!span || this.letters) return span;
    const whole = snapped(this.map, span);
    if (whole.start !== span.start || whole.end !== span.end) {
      const { startContainer, startOffset, endContainer, endOffset } = this.map.range(whole.start, whole.end);
      document.getSelection().setBaseAndExtent(startContainer, startOffset, endContainer, endOffset);
    }
    return whole;
  }

  pressed(event) {
    this.touch = event.pointerType === "touch";
    this.map.root.closest(".reading").toggleAttribute("data-selecting", !event.target.closest(".notes"));
    this.down = event.button === 0 ? { x: event.clientX, y: event.clientY } : null;
  }

  released(event) {
    this.letters = event.altKey;
    if (!this.down || this.touch) return;
    // The selection settles after the event: a click inside an old one collapses it only then.
    setTimeout(() => this.settled());
  }

  settled() {
    const span = this.mayWrite && this.words();
    if (span) this.send("select", span);
  }

  clicked(event) {
    const still = this.down && Math.hypot(event.clientX - this.down.x, event.clientY - this.down.y) < STILL;
    this.down = null;
    if (!still || event.target.closest("a, button") || this.current()) return;
    this.send("hit", { ids: this.layer.at(event.clientX, event.clientY) });
  }

  offered() {
    if (!this.touch || !this.mayWrite) return;
    const span = this.current();
    this.send("offer", span && snapped(this.map, span));
  }

  /** Native growing with Shift and arrows, after a double click or in caret browsing. */
  grown(event) {
    if (event.key !== "Shift" || !this.mayWrite || this.paused()) return;
    const span = this.current();
    if (span && this.map.root.contains(document.getSelection().anchorNode)) this.send("select", span);
  }

  moved(event) {
    if (event.pointerType === "touch" || event.buttons) return;
    this.at = { x: event.clientX, y: event.clientY };
    this.hover ??= debounced(30, () => this.send("hover", { ids: this.layer.at(this.at.x, this.at.y), ...this.at }));
    this.hover();
  }

  send(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
