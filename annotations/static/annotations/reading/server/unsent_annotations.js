// Marks on their way to the server. Each is kept in localStorage from the moment it is made until
// the server has it, and is always sent with the same Idempotency-Key: a lost answer makes no twin.

import { RefusedRequest, SignedOut, ServerUnreachable } from "./api_requests.js";

export class UnsentAnnotations extends EventTarget {
  /**
   * `deliver(item, keep, options)` sends one item and resolves to what the server made of it. With the option
   * `ask: false` it must not ask the person for anything.
   */
  constructor(storage, name, deliver) {
    super();
    this.storage = storage;
    this.name = name;
    this.deliver = deliver;
    this.sending = new Set();
  }

  items() {
    try {
      const items = JSON.parse(this.storage.getItem(this.name) || "[]");
      return Array.isArray(items) ? items : [];
    } catch {
      return []; // storage switched off, or not ours
    }
  }

  write(items) {
    try {
      if (items.length) this.storage.setItem(this.name, JSON.stringify(items));
      else this.storage.removeItem(this.name);
    } catch {
      // Storage is full or switched off: the mark is still sent, it only does not outlive the page.
      this.lost = true;
    }
    this.dispatchEvent(new Event("change"));
  }

  put(item) {
    this.write([...this.items().filter(({ key }) => key !== item.key), item]);
  }

  remove(key) {
    this.write(this.items().filter((item) => item.key !== key));
  }

  /**
   * Keep an item and send it. Resolves to {made} or {kept: true}; throws RefusedRequest, and then the
   * item is no longer kept: the caller still holds the words and shows the reason.
   */
  async send(item, options) {
    this.put(item);
    try {
      return { made: await this.pass(item, options) };
    } catch (error) {
      if (error instanceof ServerUnreachable)
        return { kept: true, ...(error instanceof SignedOut && { signedOut: true }) };
      this.remove(item.key);
      throw error;
    }
  }

  async pass(item, options) {
    this.sending.add(item.key);
    try {
      const made = await this.deliver(item, (changed) => this.put(changed), options);
      this.remove(item.key);
      return made;
    } finally {
      this.sending.delete(item.key);
    }
  }

  /** Send what is kept, oldest first, until one finds no server. Resolves to what was made. */
  async flush() {
    const made = [];
    for (const item of this.items()) {
      if (item.refused || this.sending.has(item.key)) continue;
      try {
        made.push(await this.pass(item, { ask: false }));
      } catch (error) {
        if (error instanceof RefusedRequest) this.put({ ...item, refused: error.message });
        else if (error instanceof ServerUnreachable) break;
        else throw error;
      }
    }
    return made;
  }
}
