// Reading goes on where it stopped: the page opens there, and tells the server how far somebody has read.

import { toast } from "../../../ctplatform/js/page/toast_messages.js";
import { call } from "../server/api_requests.js";
import { debounced } from "../page/page_elements.js";
import { say } from "../page/page_words.js";

const WAIT = 1500; // ms without scrolling before a position is sent

export class ReadingPosition {
  constructor({ config, map, panel, walking }) {
    Object.assign(this, { config, map, panel, walking, sent: config.resume ?? 0 });
    if (!config.user || !map.paragraphs.length) return;
    if (config.resume !== null && !location.hash) this.resume(config.resume);
    const later = debounced(WAIT, () => this.send());
    addEventListener("scroll", () => this.scrolled(later), { passive: true });
    document.addEventListener("visibilitychange", () => document.hidden && this.send({ keepalive: true }));
  }

  /** Scroll to where the reader stopped, and offer the way back to the start. */
  resume(point) {
    const index = this.map.indexAt(point);
    const { element, label, start, ruler } = this.map.paragraphs[index];
    const box = element.getBoundingClientRect();
    const inside = (box.height * (point - start)) / Math.max(1, ruler.points);
    scrollTo({ top: scrollY + box.top + inside - this.line(), behavior: "instant" });
    this.walking.hold(index);
    this.resumedAt = scrollY;
    toast(say(label ? "resumed" : "resumed_nowhere", { label }), {
      label: say("to_the_start"),
      run: () => (this.config.parts.shown > 1 ? location.assign("?part=1") : scrollTo({ top: 0, behavior: "instant" })),
    });
  }

  /** What the page scrolls by itself on opening does not count as reading. */
  scrolled(later) {
    if (scrollY === this.resumedAt) return;
    this.moved = true;
    later();
  }

  /** The height in the window at which text is read first: just below the bars. */
  line() {
    return this.panel.place.frame().top + 8;
  }

  /** The code point at the upper edge of what is shown; the text's length once its end is shown. */
  point() {
    const { paragraphs } = this.map;
    const { bottom } = this.panel.place.frame();
    const { parts } = this.config;
    const isLast = parts.shown === parts.all.length;
    if (isLast && paragraphs.at(-1).element.getBoundingClientRect().bottom <= bottom) return this.config.version.length;
    const line = this.line();
    const { element, start, ruler } =
      paragraphs.find((each) => each.element.getBoundingClientRect().bottom > line) || paragraphs.at(-1);
    const box = element.getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (line - box.top) / Math.max(1, box.height)));
    return start + Math.floor(share * ruler.points);
  }

  async send(options = {}) {
    const offset = this.point();
    if (!this.moved || offset === this.sent) return;
    const body = { article_version: this.config.version.id, offset };
    try {
      await call("POST", this.config.urls.positions, { body, ask: false, ...options });
      this.sent = offset;
    } catch {
      // It is sent again after the next scrolling; nothing that somebody typed is lost.
    }
  }
}
