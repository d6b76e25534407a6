// What saving will do: what the register holds of a field, whether the stated value is a rival, how a date is read.

import { heldValue, isRival, readDate } from "./register_values.js";
import { say } from "../page/page_words.js";

export class SavePreview {
  /** `part` shows the words; `ask` tells {record, kind, field, stated} as they are now. */
  constructor(part, config, ask) {
    Object.assign(this, { part, config, ask });
    this.reset();
  }

  reset() {
    this.held = null;
    this.rival = false;
    this.show();
  }

  /** The stated value was changed: until it is compared, it does not count as a rival. */
  retyped() {
    this.rival = false;
    this.show();
  }

  /** "Register holds 39 to 40. This becomes a rival value." */
  async report() {
    const { record, kind, field } = this.ask();
    try {
      const held = await heldValue(kind, record, field);
      if (this.ask().field === field) this.held = held;
      await this.compare();
    } catch {
      this.held = null; // a courtesy: saving does not depend on it
    }
  }

  /** Ask whether what is stated means another value than the one that the register holds. */
  async compare() {
    const { record, field, stated } = this.ask();
    const asked = { type: record?.type, id: record?.id, field, stated, published: this.config.published };
    const rival = Boolean(record && field && stated && this.held) && (await isRival(asked));
    if (this.ask().field !== field || this.ask().stated !== stated) return;
    this.rival = rival;
    this.show();
  }

  /** "It will be stored as 2024-03, March 2024, counted from 2024-04-13." */
  async read() {
    const { kind, field, stated } = this.ask();
    this.reading = "";
    if (stated && kind?.fields.find(({ name }) => name === field)?.how === "date") {
      const read = await readDate(stated, this.config.published);
      if (this.ask().stated !== stated) return;
      this.reading = read.wrong ?? say(read.reference ? "read_from" : "read_as", read);
    }
    this.show();
  }

  show() {
    const { stated } = this.ask();
    const value = this.held?.slice(0, 80);
    const word = value ? (stated && this.rival ? "rival" : "holds") : "holds_nothing";
    const says = [this.held === null ? "" : say(word, { value }), stated && this.reading];
    this.part.textContent = says.filter(Boolean).join(" ");
  }
}
