// What keys and buttons of the reading page ask for. A verb answers false where it has nothing to
// do, so that the key can mean something else. `Page` in reading.js holds the parts.

import { focusOn } from "./dom.js";
import { announce, say } from "./say.js";

export class Verbs {
  walk(direction) {
    if (this.panel.dirty) return false;
    this.panel.close();
    return this.walking.walk(direction);
  }

  paragraph(direction) {
    return this.walking.step(direction);
  }

  pickUp() {
    if (!this.config.may_write || this.panel.dirty) return false;
    this.panel.close();
    const index = Math.max(0, this.walking.paragraph);
    const active = this.walking.active && this.store.find(this.walking.active);
    const { element, start } = this.map.paragraphs[index];
    focusOn(element);
    this.cursor.start(active ? active.start : start);
    return true;
  }

  /** The picked up span goes into the panel, with the focus. */
  take() {
    this.propose(this.cursor.span(), { focus: true });
    return true;
  }

  code(number) {
    if (this.cursor.active) this.take();
    const mark = !this.panel.isOpen && this.walking.active && this.store.find(this.walking.active);
    if (mark && this.store.mayEdit(mark)) this.panel.open(mark, { focus: true });
    return this.panel.isOpen && this.panel.key(number);
  }

  enter() {
    if (document.activeElement?.closest("a, button, input, summary")) return false;
    return Boolean(this.walking.active) && this.openMark(this.walking.active, { focus: true, scroll: true });
  }

  remove() {
    const mark = this.walking.active && this.store.find(this.walking.active);
    return Boolean(mark) && this.saving.remove(mark);
  }

  undo() {
    return this.saving.undo();
  }

  openRecord() {
    const link = this.store.find(this.walking.active || "")?.links[0];
    const kind = link && this.config.register.find(({ type }) => type === link.target_type);
    if (kind) location.assign(kind.page.replace("{id}", link.target_id));
    return Boolean(kind);
  }

  toggleNotes() {
    announce(say(`notes_${this.settings.toggleNotes()}`));
    return true;
  }

  textSize() {
    announce(say(`size_${this.settings.nextSize()}`));
  }

  markSelection() {
    if (this.offered) this.propose(this.offered, { focus: true });
  }

  toggleOutline(button) {
    const isOpen = this.root.toggleAttribute("data-outline");
    button.closest("button").setAttribute("aria-expanded", String(isOpen));
  }
}
