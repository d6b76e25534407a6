// Turns what a hand does to the text into spans: drag, touch handles, Shift with arrows, a tap.
// Sends "select" {start, end}, "offer" {start, end} or null (touch), and "hit" {ids, x, y}.

import { debounced } from "./dom.js";

const STILL = 5; // px a finger or mouse may slip during a click

export class Selecting extends EventTarget {
  constructor(map, layer, { mayWrite, paused }) {
    super();
    Object.assign(this, { map, layer, mayWrite, paused, touch: false, down: null });
    const { root } = map;
    root.addEventListener("pointerdown", (event) => this.pressed(event));
    document.addEventListener("pointerup", (event) => this.released(event));
    root.addEventListener("click", (event) => this.clicked(event));
    document.addEventListener("selectionchange", debounced(300, () => this.offered()));
    document.addEventListener("keyup", (event) => this.grown(event));
    root.addEventListener("pointermove", (event) => this.moved(event));
    root.addEventListener("pointerleave", () => this.layer.show("hover", null));
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

  pressed(event) {
    this.touch = event.pointerType === "touch";
    this.down = event.button === 0 ? { x: event.clientX, y: event.clientY } : null;
  }

  released() {
    if (!this.down || this.touch) return;
    // The selection settles after the event: a click inside an old one collapses it only then.
    setTimeout(() => this.settled());
  }

  settled() {
    const span = this.mayWrite && this.current();
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
    this.send("offer", this.current());
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
    this.hover ??= debounced(30, () => this.send("hover", { id: this.layer.at(this.at.x, this.at.y)[0] || null }));
    this.hover();
  }

  send(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
