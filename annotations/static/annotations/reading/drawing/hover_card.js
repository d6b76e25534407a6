// A card at the pointer that says what a mark is, without opening it; of several marks at one place, which one and of how many.

import { h } from "../page/page_elements.js";
import { say } from "../page/page_words.js";

const WAIT = 350; // ms that the pointer rests on a mark before its card is shown

export class HoverCard {
  constructor({ root, store, panel }) {
    Object.assign(this, { store, panel });
    this.card = h("div", { class: "hover-card", role: "tooltip", hidden: true });
    root.append(this.card);
    addEventListener("scroll", () => this.hide(), { passive: true });
    document.addEventListener("pointerdown", () => this.hide());
  }

  hide() {
    clearTimeout(this.timer);
    this.shown = null;
    this.card.hidden = true;
  }

  /** The pointer is at {x, y} on these marks, the one meant first. */
  show(ids, point) {
    const name = ids.join(" ");
    if (!ids.length || this.panel.isOpen) return this.hide();
    if (name === this.shown) return undefined;
    this.hide();
    this.shown = name;
    this.timer = setTimeout(() => this.draw(ids, point), WAIT);
    return undefined;
  }

  draw(ids, { x, y }) {
    const mark = this.store.find(ids[0]);
    if (!mark) return;
    this.card.dataset.colour = mark.colour;
    this.card.replaceChildren(...this.content(mark, ids.length));
    this.card.hidden = false;
    const { offsetWidth: width, offsetHeight: height } = this.card;
    const left = Math.max(8, Math.min(x + 12, innerWidth - width - 8));
    const top = y + 24 + height > innerHeight - 8 ? y - height - 16 : y + 24;
    Object.assign(this.card.style, { left: `${left}px`, top: `${top}px` });
  }

  content(mark, n) {
    const titles = [...new Set(mark.links.map(({ title }) => title || say("unnamed")))];
    return [
      h(
        "p",
        { class: "hover-card-head" },
        h("span", { class: "code-label" }, this.store.labelOf(mark.code, say("remark"))),
        h("span", {}, this.store.maker(mark).name || ""),
      ),
      mark.note &&
        h("p", { dir: "auto" }, mark.note.length > 160 ? `${mark.note.slice(0, 160).trimEnd()}…` : mark.note),
      titles.length > 0 && h("p", { class: "hover-card-records", dir: "auto" }, titles.join(" · ")),
      n > 1 && h("p", { class: "hover-card-here" }, `${say("here", { at: 1, n })} ${say("click_again")}`),
    ].filter(Boolean);
  }
}
