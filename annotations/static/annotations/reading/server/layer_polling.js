// Asks the server for the layer every few seconds, with the validator of the last answer, so that
// other people's marks appear by themselves. A hidden tab asks nothing until it is seen again.

export const INTERVAL = 3500; // ms; with the answer this keeps well under five seconds
const SLOWEST = 30000;

export class LayerPolling {
  /** `ask(known)` resolves to {data, etag}, data null when nothing changed; `take(data)` uses it. */
  constructor({ ask, take, failed = () => {}, reached = () => {}, hidden = () => document.hidden }) {
    Object.assign(this, { ask, take, failed, reached, hidden });
    this.known = null;
    this.delay = INTERVAL;
    this.round = 0;
  }

  start() {
    document.addEventListener("visibilitychange", () => !this.hidden() && this.now());
    addEventListener("online", () => this.now());
    this.wait();
  }

  wait() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (this.hidden() ? this.wait() : this.now()), this.delay);
  }

  /** Ask at once. An answer that a later question has overtaken is dropped. */
  async now() {
    this.round += 1;
    const { round } = this;
    clearTimeout(this.timer);
    try {
      const { data, etag } = await this.ask(this.known);
      this.delay = INTERVAL;
      if (round === this.round) {
        if (data) this.take(data);
        if (data) this.known = etag;
        this.reached();
      }
    } catch (error) {
      this.delay = Math.min(SLOWEST, this.delay * 1.6);
      this.failed(error);
    } finally {
      if (round === this.round) this.wait();
    }
  }

  /** After a write of our own: an answer already on its way would undo it on the page. */
  forget() {
    this.round += 1;
    this.wait();
  }
}
