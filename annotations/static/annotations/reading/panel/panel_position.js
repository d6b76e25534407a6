// Where the panel stands: in the margin beside its passage and inside the window, with a leader to
// the passage's line; on narrow screens a sheet at the foot, the passage scrolled above it.

import { onFrame } from "../page/page_elements.js";

const EDGE = 10; // px kept free between the panel and what frames it
const ABOVE = 64; // the panel starts this far above its passage
const SHEET = matchMedia("(width <= 1000px)");

export class PanelPosition {
  constructor(panel, map, leader) {
    Object.assign(this, { panel, map, leader, range: null });
    this.move = onFrame(() => this.moved());
    addEventListener("scroll", this.move, { passive: true });
    addEventListener("resize", this.move);
    new ResizeObserver(this.move).observe(panel); // comments arrive after it opened
  }

  open({ start, end }) {
    this.range = this.map.range(start, end);
    const sheet = SHEET.matches ? this.panel.offsetHeight : 0;
    // The last lines too must be visible above the sheet.
    this.panel.parentElement.style.paddingBottom = sheet ? `${sheet + 40}px` : "";
    this.reveal(sheet);
    this.moved();
  }

  close() {
    this.range = null;
    this.leader.hidden = true;
    this.panel.parentElement.style.paddingBottom = "";
  }

  colour(name) {
    this.leader.dataset.colour = name;
  }

  /** The part of the window that text can be read in, above a sheet of some height. */
  frame(sheet = 0) {
    const bars = document.querySelector(".subbar") || document.querySelector(".bar");
    const foot = document.querySelector(".foot");
    const top = Math.max(0, bars?.getBoundingClientRect().bottom || 0);
    return { top, bottom: innerHeight - Math.max(sheet, foot?.offsetHeight || 0) };
  }

  reveal(sheet) {
    const box = this.range.getBoundingClientRect();
    const { top, bottom } = this.frame(sheet);
    if (box.top >= top + EDGE && box.bottom <= bottom - EDGE) return;
    const spare = Math.max(EDGE, (bottom - top - box.height) / 2);
    scrollBy({ top: box.top - top - spare, behavior: "instant" });
  }

  moved() {
    if (!this.range || this.panel.hidden) return;
    const { style } = this.panel;
    if (SHEET.matches) {
      for (const name of ["left", "width", "top", "max-height"]) style.removeProperty(name);
      this.leader.hidden = true;
      return;
    }
    const { top, bottom } = this.frame();
    const line = this.range.getClientRects()[0] || this.range.getBoundingClientRect();
    const margin = document.querySelector(".reading-margin").getBoundingClientRect();
    style.left = `${margin.left - 8}px`;
    style.width = `${margin.width + 8}px`;
    style.maxHeight = `${bottom - top - 2 * EDGE}px`;
    const room = bottom - EDGE - this.panel.offsetHeight;
    const at = Math.max(top + EDGE, Math.min(line.top - ABOVE, room));
    style.top = `${at}px`;
    this.lead(line, at);
  }

  /** From the panel's edge to a dot in the gutter, at the height of the passage. */
  lead(line, at) {
    const height = line.top + line.height / 2;
    this.leader.hidden = height < at + 6 || height > at + this.panel.offsetHeight - 6;
    const text = this.map.root.querySelector("[data-start]").getBoundingClientRect();
    const panel = this.panel.getBoundingClientRect();
    const mirrored = panel.left < text.left;
    const [left, right] = mirrored ? [panel.right, text.left - 10] : [text.right + 10, panel.left];
    this.leader.toggleAttribute("data-mirrored", mirrored);
    Object.assign(this.leader.style, {
      top: `${height}px`,
      left: `${left}px`,
      width: `${Math.max(0, right - left)}px`,
    });
  }
}
