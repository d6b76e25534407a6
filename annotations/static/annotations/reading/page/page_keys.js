// Keys of the reading page. They rest while somebody types and where the account has switched them
// off; the keys of every page (js/keys.js) come after these.

import { isTyping } from "./page_elements.js";

const CHORD = 1500; // ms that `g` waits for its letter

export class PageKeys {
  /** `page` offers the verbs named below. */
  constructor(page, { single }) {
    Object.assign(this, { page, single, chord: 0 });
    addEventListener(
      "keydown",
      (event) => {
        if (this.pressed(event)) {
          event.preventDefault();
          event.stopPropagation();
        }
      },
      { capture: true },
    );
  }

  pressed(event) {
    if (event.isComposing || document.querySelector("dialog[open]")) return false;
    if (this.always(event)) return true;
    if (this.page.panel.unsaved.isAsking) return this.isCommand(event);
    if (event.ctrlKey || event.metaKey || isTyping(event.target)) return false;
    if (this.page.cursor.active && this.page.cursor.key(event)) return true;
    if (!this.single || event.altKey) return false;
    return this.singleKey(event.key);
  }

  /** While the panel asks what becomes of unsaved words, no key but those of its buttons acts. */
  isCommand({ key, ctrlKey, metaKey, altKey, target }) {
    return (
      !isTyping(target) && !ctrlKey && !metaKey && !altKey && key !== " " && (key.length === 1 || key === "Delete")
    );
  }

  /** What works while typing too: save, and close. */
  always(event) {
    const { panel, cursor } = this.page;
    if (event.key === "Enter" && cursor.active && !isTyping(event.target)) return this.page.take();
    if (!panel.isOpen) return false;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !panel.thread.root.contains(event.target)) {
      panel.save({ propose: event.shiftKey });
      return true;
    }
    if (event.key === "Escape" && event.target.getAttribute?.("aria-expanded") !== "true") {
      if (panel.unsaved.isAsking) panel.unsaved.answer("stay");
      else panel.leave();
      return true;
    }
    return false;
  }

  singleKey(key) {
    if (Date.now() < this.chord) {
      this.chord = 0;
      return false;
    }
    const { page } = this;
    if (page.panel.isOpen && key.length === 1 && page.panel.key(key)) return true;
    if (/^[1-9]$/.test(key)) return page.code(key);
    if (key === "g") this.chord = Date.now() + CHORD;
    const verb = {
      j: () => page.walk(1),
      k: () => page.walk(-1),
      "]": () => page.paragraph(1),
      "[": () => page.paragraph(-1),
      v: () => page.pickUp(),
      u: () => page.undo(),
      r: () => page.openRecord(),
      m: () => page.toggleNotes(),
      ".": () => page.repeatLink(),
      Enter: () => page.enter(),
      Delete: () => page.remove(),
    }[key.length === 1 ? key.toLowerCase() : key];
    return verb ? verb() !== false : false;
  }
}
