// Where the reader is: the current paragraph, the active passage, and ways between them.

import { focusOn, onFrame } from "../page/page_elements.js";

export class PassageNavigation extends EventTarget {
  constructor({ map, store, layer, notes, panel }) {
    super();
    Object.assign(this, { map, store, layer, notes, panel, active: null, paragraph: -1, heldAt: NaN });
    this.look = onFrame(() => this.looked());
    addEventListener("scroll", this.look, { passive: true });
    addEventListener("resize", this.look);
    this.look();
  }

  /** The paragraph being read: that of the active passage, else the first one under the bars. */
  looked() {
    if (Math.abs(scrollY - this.heldAt) < 2) return; // somebody went here on purpose
    this.heldAt = NaN;
    const { top, bottom } = this.panel.place.frame();
    const line = top + Math.min(120, (bottom - top) / 3);
    const { paragraphs } = this.map;
    let low = 0;
    let high = paragraphs.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (paragraphs[middle].element.getBoundingClientRect().bottom > line) high = middle;
      else low = middle + 1;
    }
    this.stand(low);
  }

  /** Stand at a paragraph that was asked for, until the page is scrolled by hand. */
  hold(index) {
    this.heldAt = scrollY;
    this.stand(index);
  }

  stand(index) {
    if (index === this.paragraph) return;
    this.map.paragraphs[this.paragraph]?.element.closest(".block").removeAttribute("data-here");
    this.paragraph = index;
    this.map.paragraphs[index]?.element.closest(".block").setAttribute("data-here", "");
    this.dispatchEvent(new Event("stand"));
  }

  /** Make one mark the active one (null: none) and bring it into view. */
  activate(id, { scroll = true } = {}) {
    const mark = id && this.store.find(id);
    this.active = mark ? id : null;
    this.layer.show("active", this.active);
    this.notes.activate(this.active);
    if (!mark) return;
    if (scroll) this.reveal(mark.start, mark.end);
    this.hold(this.map.indexAt(mark.start));
    this.dispatchEvent(new CustomEvent("active", { detail: mark }));
  }

  reveal(start, end) {
    const box = this.map.range(start, end).getBoundingClientRect();
    const { top, bottom } = this.panel.place.frame();
    if (box.top >= top && box.bottom <= bottom) return;
    scrollBy({ top: box.top - top - (bottom - top) / 4, behavior: "instant" });
  }

  /** The next (1) or previous (-1) passage; from nowhere, the first one on the screen. */
  walk(direction, marks = this.store.visible()) {
    if (!marks.length) {
      const other = this.store.beyond(direction) || this.store.beyond(-direction);
      if (other) location.assign(this.store.parts.ofMark(other));
      return Boolean(other);
    }
    let at = marks.findIndex(({ id }) => id === this.active);
    if (at < 0) {
      const from = this.map.paragraphs[Math.max(0, this.paragraph)].start;
      at = marks.findIndex(({ start }) => start >= from);
      if (at < 0) at = marks.length;
      at -= direction > 0 ? 1 : 0;
    }
    const wanted = at + direction;
    const beyond = (wanted < 0 || wanted >= marks.length) && this.store.beyond(direction);
    if (beyond) {
      location.assign(this.store.parts.ofMark(beyond));
      return true;
    }
    const next = Math.max(0, Math.min(marks.length - 1, at + direction));
    this.activate(marks[next].id);
    return true;
  }

  /** The next or previous paragraph: it takes the focus, so that it is read out too. */
  step(direction) {
    const index = Math.max(0, Math.min(this.map.paragraphs.length - 1, this.paragraph + direction));
    const { element } = this.map.paragraphs[index];
    focusOn(element);
    const { top, bottom } = this.panel.place.frame();
    scrollBy({ top: element.getBoundingClientRect().top - top - (bottom - top) / 4, behavior: "instant" });
    this.hold(index);
    return true;
  }
}

/** The mark that an address names: `#a-<id>` or `?annotation=<id>`. */
export function namedMark({ hash, search }) {
  if (hash.startsWith("#a-")) return decodeURIComponent(hash.slice(3));
  return new URLSearchParams(search).get("annotation");
}
