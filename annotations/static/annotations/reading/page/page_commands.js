// What keys and buttons of the reading page ask for. A verb answers false where it has nothing to
// do, so that the key can mean something else. `Page` in reading.js holds the parts.

import { toast } from "../../../ctplatform/js/page/toast_messages.js";
import { focusOn } from "./page_elements.js";
import { impliedField, impliedValue } from "../links/implied_link.js";
import { asStated } from "../links/link_form.js";
import { announce, say } from "./page_words.js";

export class PageCommands {
  walk(direction) {
    if (this.panel.dirty) return this.panel.leave();
    this.panel.close();
    return this.walking.walk(direction);
  }

  paragraph(direction) {
    return this.walking.step(direction);
  }

  pickUp() {
    if (!this.config.may_write) return false;
    if (this.panel.dirty) return this.panel.leave();
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
    if (document.activeElement?.closest("a, button, input, summary, [role=slider]")) return false;
    return Boolean(this.walking.active) && this.openMark(this.walking.active, { focus: true, scroll: true });
  }

  /** The mark that keys act on: the one in the panel, else the active one; null for a new passage. */
  markAtHand() {
    const id = this.panel.isOpen ? this.panel.target.id : this.walking.active;
    return (id && this.store.find(id)) || null;
  }

  remove() {
    if (this.panel.dirty) return this.panel.leave();
    const mark = this.markAtHand();
    return Boolean(mark) && this.saving.remove(mark);
  }

  undo() {
    return this.saving.undo();
  }

  /** Make the last link again: on the passage at hand, or as the start of a new passage's link. */
  repeatLink() {
    const link = this.saving.links.last.read();
    const { panel } = this;
    if (!this.config.may_write || !panel.links) return false;
    if (!link) {
      toast(say("nothing_to_repeat"));
      return true;
    }
    if (panel.isOpen && !panel.target.id) {
      panel.links.start(link);
      return true;
    }
    if (panel.dirty) return panel.leave();
    const mark = this.markAtHand();
    if (!mark || mark.unsent) return false;
    const how = this.config.register
      .find(({ type }) => type === link.target_type)
      ?.fields.find(({ name }) => name === link.field)?.how;
    const code = this.store.codes.get(mark.code)?.slug ?? "";
    const quote = this.map.quote(mark.start, mark.end);
    const states = how === "casualties" || (link.field && link.field === impliedField(code, link.target_type, quote));
    const value = states ? impliedValue(link.field, how, quote) : "";
    this.saving.links.repeat(mark, { ...link, ...(value && { stated_value: asStated(value) }) });
    return true;
  }

  openRecord() {
    if (this.panel.dirty) return this.panel.leave();
    const link = this.markAtHand()?.links[0];
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
