// How somebody likes to read: text size, whose marks, notes on or off. Kept in this browser.

const NAME = "ctplatform-reading";
const SIZES = ["small", "middle", "large"];

function read() {
  try {
    return JSON.parse(localStorage.getItem(NAME)) || {};
  } catch {
    return {}; // storage is switched off
  }
}

export class ReaderSettings {
  constructor(root, changed) {
    Object.assign(this, { root, changed, values: { size: "middle", notes: "on", ...read() } });
    this.apply();
  }

  set(values) {
    Object.assign(this.values, values);
    try {
      localStorage.setItem(NAME, JSON.stringify(this.values));
    } catch {
      // It holds for this page, then.
    }
    this.apply();
    this.changed();
  }

  apply() {
    this.root.dataset.size = this.values.size;
    this.root.dataset.notes = this.values.notes;
  }

  nextSize() {
    this.set({ size: SIZES[(SIZES.indexOf(this.values.size) + 1) % SIZES.length] });
    return this.values.size;
  }

  toggleNotes() {
    this.set({ notes: this.values.notes === "on" ? "off" : "on" });
    return this.values.notes;
  }
}
