// The margin: what readers say about passages, at the height of each passage.

import { drawing, h, stanceOf } from "../page/page_elements.js";
import { statedText } from "../links/register_values.js";
import { say } from "../page/page_words.js";
import { crowded, GAP, shown, stacked } from "./note_stacking.js";

const LIMIT = 5;
// How notes are shown where they would lie too far from their passages: on two lines, then by their codes alone.
const SHORT = [
  { name: "lines", gap: 8 },
  { name: "code", gap: 4 },
];
const WIDE = matchMedia("(width > 1000px)");

const hasWords = (mark) => Boolean(mark.note || mark.comments || mark.links.length || mark.unsent);

/** Links grouped by the record that they name, in order. */
function byRecord(links) {
  const groups = new Map();
  for (const link of links) {
    const record = link.target_id ? `${link.target_type} ${link.target_id}` : link;
    groups.set(record, [...(groups.get(record) || []), link]);
  }
  return [...groups.values()];
}

export class MarginNotes {
  constructor({ map, store, layer }) {
    Object.assign(this, { map, store, layer, open: new Map(), drawn: new Map(), active: null });
    this.blocks = map.paragraphs.map((paragraph) => this.block(paragraph));
    WIDE.addEventListener("change", () => this.place());
    new ResizeObserver(() => this.place()).observe(map.root);
  }

  block({ element, id, label, text }) {
    const where = label ? `¶${label}` : text.slice(0, 40);
    const summary = h("p", { class: "visually-hidden", id: `${id}-marks` });
    const list = h("ol", { class: "notes", dir: "ltr", "aria-label": say("notes_of", { where }), hidden: true });
    const over = h("button", { type: "button", class: "block-over", hidden: true });
    const count = h("button", {
      type: "button",
      class: "block-count link-button",
      hidden: true,
      "aria-expanded": "false",
    });
    element.closest(".block").append(over, summary, count, list);
    return { element, summary, list, over, count };
  }

  /** Draw all notes; paragraphs whose notes stay the same keep their elements, and so the focus. */
  draw() {
    const byParagraph = this.map.paragraphs.map(() => []);
    for (const mark of this.store.visible()) byParagraph[this.map.indexAt(mark.start)].push(mark);
    let changed = false;
    byParagraph.forEach((marks, index) => {
      changed = this.drawParagraph(marks, index) || changed;
    });
    if (changed) this.place();
  }

  drawParagraph(marks, index) {
    const mode = this.open.get(index);
    const noted = mode === "all" ? marks : marks.filter((mark) => hasWords(mark) || mark.id === this.active);
    const { visible, more } = shown(noted, LIMIT, Boolean(mode), ({ id }) => id === this.active);
    const over = this.layer.plan[index].over.length;
    const signature = JSON.stringify([visible, more, over, marks.length, mode]);
    if (this.drawn.get(index) === signature) return false;
    this.drawn.set(index, signature);
    const block = this.blocks[index];
    block.summary.textContent = this.summary(marks);
    block.summary.hidden = !marks.length;
    block.list.hidden = !visible.length;
    if (marks.length) block.element.setAttribute("aria-describedby", block.summary.id);
    else block.element.removeAttribute("aria-describedby");
    block.list.replaceChildren(...visible.map((mark) => this.note(mark)), ...this.moreLine(more, index));
    this.drawOver(block.over, over, index);
    this.drawCount(block, noted);
    return true;
  }

  /** What a screen reader hears about a paragraph: its marks, in short. */
  summary(marks) {
    if (!marks.length) return "";
    const words = marks.slice(0, LIMIT).map((mark) => `${this.label(mark)}: ${this.quote(mark, 40)}`);
    const rest = marks.length > LIMIT ? ` ${say("and_more", { n: marks.length - LIMIT })}` : "";
    return `${say("marks", { n: marks.length })} ${words.join("; ")}.${rest}`;
  }

  label(mark) {
    return this.store.labelOf(mark.code, say("remark"));
  }

  quote(mark, limit) {
    const quote = mark.quote ?? this.map.quote(mark.start, mark.end);
    return quote.length > limit ? `${quote.slice(0, limit).trimEnd()}…` : quote;
  }

  note(mark) {
    const { name, initials } = this.store.maker(mark);
    const label = h(
      "a",
      { class: "code-label note-code", href: `#a-${mark.id}`, title: say("go_to") },
      this.label(mark),
      h("span", { class: "visually-hidden" }, ` ${say("passage", { quote: this.quote(mark, 60) })}`),
    );
    return h(
      "li",
      { class: "note", "data-mark": mark.id, "data-colour": mark.colour, "data-active": mark.id === this.active },
      h("p", { class: "note-head" }, label, h("abbr", { class: "note-by", title: name }, initials)),
      mark.note && h("p", { class: "note-text", dir: "auto" }, mark.note),
      ...byRecord(mark.links).map((links) => this.links(links)),
      mark.comments > 0 && h("p", { class: "note-comments" }, say("comments", { n: mark.comments })),
      mark.unsent && this.unsent(mark),
    );
  }

  /** What a passage says of one record: its name once, then each statement. */
  links(links) {
    const [link] = links;
    const kind = this.store.config.register.find(({ type }) => type === link.target_type);
    const chip = h(
      "a",
      { class: "chip", href: kind?.page.replace("{id}", link.target_id) },
      drawing(link.target_type),
      h("span", { dir: "auto" }, link.title || say("unnamed")),
    );
    return h(
      "p",
      { class: "note-link" },
      chip,
      ...links.map((each) => this.statement(each)),
      link.actors && h("span", { class: "link-actors", dir: "auto" }, link.actors.join("; ")),
    );
  }

  statement(link) {
    const stated = statedText(link.stated_value);
    const value = link.field && (stated ? `${link.field} = ${stated}` : link.field);
    const named = link.row_title && h("span", { class: "note-row", dir: "auto" }, link.row_title);
    const grade = `${this.store.config.reliability || ""}${link.credibility || ""}`;
    return h(
      "span",
      { class: "note-statement" },
      link.role && stanceOf(link.role),
      named || (value && h("code", {}, value)),
      grade && h("abbr", { class: `grade${/[F6]/.test(grade) ? " grade-open" : ""}`, title: say("grade") }, grade),
    );
  }

  unsent(mark) {
    return h(
      "p",
      { class: "note-unsent" },
      mark.refused ? say("refused", { reason: mark.refused }) : say("unsent"),
      " ",
      mark.refused && h("button", { type: "button", class: "link-button", "data-retry": mark.key }, say("try_again")),
      " ",
      mark.refused && h("button", { type: "button", class: "link-button", "data-discard": mark.key }, say("discard")),
    );
  }

  moreLine(more, index) {
    if (!more) return [];
    const { label } = this.map.paragraphs[index];
    const words = label ? say("more", { n: more, label }) : say("and_more", { n: more });
    return [
      h(
        "li",
        { class: "note-more" },
        h("button", { type: "button", class: "link-button", onclick: () => this.unfold(index, "noted") }, words),
      ),
    ];
  }

  drawOver(button, over, index) {
    button.hidden = !over;
    button.textContent = say("over", { n: over });
    button.title = say("over_title", { n: over });
    button.onclick = () => this.unfold(index, this.open.get(index) === "all" ? null : "all");
  }

  /** On narrow screens a paragraph's notes stay folded under it, behind their number. */
  drawCount({ count, list }, noted) {
    const n = noted.length;
    count.hidden = !n;
    count.dataset.colour = noted[0]?.colour || "plain";
    count.textContent = say("notes", { n });
    count.onclick = () => {
      const isOpen = list.toggleAttribute("data-open");
      count.setAttribute("aria-expanded", String(isOpen));
      if (isOpen) list.querySelector("a")?.focus({ preventScroll: true });
    };
  }

  unfold(index, mode) {
    this.open.set(index, mode);
    this.draw();
  }

  activate(id) {
    this.active = id;
    this.draw();
    for (const note of this.map.root.querySelectorAll(".note"))
      note.toggleAttribute("data-active", note.dataset.mark === id);
    this.place();
  }

  /** Put every note at its passage: all reads first, then all writes. Where too many crowd, they are shown short. */
  place() {
    const root = this.map.root;
    const items = this.blocks.flatMap(({ list }) => Array.from(list.children));
    if (!WIDE.matches) {
      for (const item of items) item.style.removeProperty("top");
      root.style.removeProperty("min-height");
      return;
    }
    for (const item of items) item.removeAttribute("data-short");
    const top = root.getBoundingClientRect().top;
    let { notes, tops, bottom } = this.stack(top, GAP);
    let gap = GAP;
    for (const short of SHORT) {
      const far = crowded(notes, tops, gap).filter((at) => notes[at].item.dataset.mark !== this.active);
      if (!far.length) break;
      for (const at of far) notes[at].item.dataset.short = short.name;
      gap = short.gap;
      ({ notes, tops, bottom } = this.stack(top, gap));
    }
    notes.forEach(({ item, base }, at) => (item.style.top = `${tops[at] - base}px`));
    root.style.minHeight = `${Math.ceil(bottom)}px`;
  }

  stack(top, gap) {
    const notes = this.measured(top);
    const fixed = notes.findIndex(({ item }) => this.active && item.dataset.mark === this.active);
    return { notes, ...stacked(notes, gap, fixed) };
  }

  measured(top) {
    return this.blocks.flatMap(({ list }, index) => {
      if (!list.firstElementChild) return [];
      const base = list.getBoundingClientRect().top - top;
      let want = 0;
      return Array.from(list.children, (item) => {
        const mark = item.dataset.mark && this.store.find(item.dataset.mark);
        if (mark) want = this.topOf(mark, index) - top;
        return { item, base, want, height: item.offsetHeight };
      });
    });
  }

  topOf(mark, index) {
    const box = this.map.range(mark.start, Math.min(mark.start + 1, mark.end)).getClientRects()[0];
    return (box || this.blocks[index].element.getBoundingClientRect()).top;
  }
}
