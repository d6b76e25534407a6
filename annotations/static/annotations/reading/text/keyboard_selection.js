// Selecting without a pointer: V picks up a word, arrows move it, Shift with arrows grows it by
// words, with Alt by letters; Enter or a code's number is the end of it, Escape gives it up.

import { before, step, wordAt } from "./word_boundaries.js";

const DIRECTIONS = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 1, ArrowUp: -1 };

export class KeyboardSelection extends EventTarget {
  constructor(map) {
    super();
    this.map = map;
    this.lang = map.root.lang;
    this.mirrored = map.root.dir === "rtl" ? -1 : 1;
    this.active = false;
  }

  /** Pick up the first word at or after a code point. */
  start(point) {
    const word = wordAt(this.map.paragraphs, this.map.placeOfPoint(point), this.lang);
    if (!word) return;
    this.active = true;
    this.set(word.start, word.end);
  }

  stop() {
    if (!this.active) return;
    this.active = false;
    document.getSelection().removeAllRanges();
    this.dispatchEvent(new Event("stop"));
  }

  set(anchor, focus) {
    Object.assign(this, { anchor, focus });
    const at = ({ index, unit }) => this.map.node(index, unit, true);
    document.getSelection().setBaseAndExtent(...at(anchor), ...at(focus));
    this.dispatchEvent(new CustomEvent("move", { detail: this.span() }));
  }

  /** The selected span in code points, whichever way it was grown. */
  span() {
    const ends = [this.anchor, this.focus].sort(before).map((place) => this.map.pointOfPlace(place));
    return { start: ends[0], end: ends[1] };
  }

  /** Handle a key; true when it was one of ours. */
  key(event) {
    if (event.key in DIRECTIONS) this.arrow(event);
    else if (event.key === "Escape") this.stop();
    else return false;
    return true;
  }

  arrow(event) {
    const upright = event.key === "ArrowUp" || event.key === "ArrowDown";
    const direction = DIRECTIONS[event.key] * (upright ? 1 : this.mirrored);
    const unit = event.altKey ? "letter" : "word";
    if (event.shiftKey) this.grow(direction, unit, upright);
    else this.move(direction, unit, upright);
  }

  grow(direction, unit, upright) {
    const focus = upright ? this.lineAway(direction) : this.grown(direction, unit);
    if (before(focus, this.anchor) !== 0) this.set(this.anchor, focus);
  }

  /** A selection ends behind a word, also when it shrinks; past its anchor it grows the other way. */
  grown(direction, unit) {
    const { paragraphs } = this.map;
    const edge = before(this.focus, this.anchor) > 0 ? "ends" : "starts";
    const focus = step(paragraphs, this.focus, direction, unit, this.lang, edge);
    const side = before(focus, this.anchor);
    const kept = side > 0 ? edge === "ends" : side < 0 && edge === "starts";
    return kept ? focus : step(paragraphs, this.anchor, direction, unit, this.lang);
  }

  /** Without Shift the start moves: to the next word, or by a letter within it. */
  move(direction, unit, upright) {
    const { paragraphs } = this.map;
    const [first, last] = [this.anchor, this.focus].sort(before);
    if (unit === "letter") {
      const anchor = step(paragraphs, first, direction, "letter", this.lang);
      if (before(anchor, last) < 0) this.set(anchor, last);
      return;
    }
    const from = upright
      ? this.lineAway(direction)
      : direction > 0
        ? last
        : step(paragraphs, first, -1, "word", this.lang);
    const word = wordAt(paragraphs, from, this.lang);
    if (word) this.set(word.start, word.end);
  }

  /** The place one printed line further, as the browser breaks lines; else where we are. */
  lineAway(direction) {
    const selection = document.getSelection();
    selection.modify?.("extend", direction > 0 ? "forward" : "backward", "line");
    return this.map.placeAt(selection.focusNode, selection.focusOffset) || this.focus;
  }
}
