// The map of incidents through time: a slider over the periods of the page. Each period is asked of
// the server, which says in words what is drawn and what is not. Position 0 is all periods.

const STEP = 1200; // ms that a period is shown while playing
const KEPT = 60; // answers that are kept, so that going back asks nothing

/** Where a slider is after one more step: the period after the last is the first again. */
export function following(at, last) {
  return at >= last ? 1 : at + 1;
}

/** Prepare the slider of the page; `show(found, query)` draws an answer. Does nothing without one. */
export function throughTime(box, whole, show) {
  const root = document.querySelector("[data-map-time]");
  if (root) new TimeSlider(root, box, whole, show);
}

class TimeSlider {
  constructor(root, box, whole, show) {
    const find = (selector) => root.querySelector(selector);
    Object.assign(this, { box, whole, show, answers: new Map(), timer: undefined });
    this.periods = JSON.parse(document.getElementById("map-periods").textContent);
    this.range = find("input[type=range]");
    this.play = find("[data-time-play]");
    this.words = find("[data-time-words]");
    this.across = find("[data-time-across]");
    this.page = find("[data-time-page]");
    this.address = this.page.querySelector("a").href;
    this.given = this.range.dataset.given && `&dated_in=${encodeURIComponent(this.range.dataset.given)}`;
    this.range.addEventListener("input", () => {
      this.stop();
      this.go(Number(this.range.value));
    });
    this.play.addEventListener("click", () => (this.timer ? this.stop() : this.start()));
    document.addEventListener("visibilitychange", () => document.hidden && this.stop());
    this.respectMotion(matchMedia("(prefers-reduced-motion: reduce)"));
    find("[data-time-slider]").hidden = false;
    this.begin(this.range.dataset.given);
  }

  /** Show the period of the page, if it has one; it may be none of those of the slider. */
  begin(given) {
    const at = this.periods.findIndex(([date]) => date === given) + 1;
    this.range.value = String(at);
    this.name(at);
    if (given) this.draw(this.given, at);
  }

  /** Who asked for less motion gets no playing, and goes from period to period by hand. */
  respectMotion(still) {
    const apply = () => {
      this.play.hidden = still.matches;
      if (still.matches) this.stop();
    };
    still.addEventListener("change", apply);
    apply();
  }

  start() {
    this.play.textContent = this.play.dataset.pause;
    this.words.setAttribute("aria-live", "off"); // a word each second is noise
    this.timer = setTimeout(() => this.next());
  }

  stop() {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.play.textContent = this.play.dataset.play;
    this.words.removeAttribute("aria-live");
  }

  async next() {
    await this.go(following(Number(this.range.value), this.periods.length));
    if (this.timer) this.timer = setTimeout(() => this.next(), STEP);
  }

  name(at) {
    this.range.setAttribute("aria-valuetext", at ? this.periods[at - 1][1] : this.range.dataset.whole);
  }

  /** Show the period at a position, unless the slider is elsewhere by the time it is answered. */
  go(at) {
    this.range.value = String(at);
    this.name(at);
    return this.draw(at ? `&dated_in=${encodeURIComponent(this.periods[at - 1][0])}` : "", at);
  }

  async draw(query, at) {
    const found = query ? await this.ask(query) : this.whole;
    if (Number(this.range.value) !== at) return;
    if (!found) {
      this.stop();
      return;
    }
    this.words.textContent = found.words ?? "";
    const link = this.across.querySelector("a");
    link.textContent = found.across ?? "";
    link.href = `?${found.across_query ?? ""}`;
    this.across.hidden = !found.across;
    this.page.hidden = query === this.given;
    this.page.querySelector("a").href = this.address + query;
    this.show(found, query);
  }

  /** The answer for a period; null where the server is not reached. */
  async ask(query) {
    if (this.answers.has(query)) return this.answers.get(query);
    const answer = await fetch(this.box.dataset.map + query).catch(() => null);
    const found = answer?.ok ? await answer.json() : null;
    if (found) this.answers.set(query, found);
    if (this.answers.size > KEPT) this.answers.delete(this.answers.keys().next().value);
    return found;
  }
}
