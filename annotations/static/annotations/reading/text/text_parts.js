// Long texts are drawn in parts: where each lies, and the address of the one that holds a passage.

export class TextParts {
  /** `all` are {number, start, end, p, h}: spans in code points, [first, last] paragraph and heading. */
  constructor({ shown = 1, all = [] } = {}) {
    this.all = all;
    this.shown = all[shown - 1];
  }

  get divided() {
    return this.all.length > 1;
  }

  /** -1 where a mark lies before the shown part, 1 where it lies after it, 0 where it touches it. */
  side({ start, end }) {
    if (!this.divided) return 0;
    if (end <= this.shown.start) return -1;
    return start >= this.shown.end ? 1 : 0;
  }

  holds(mark) {
    return this.side(mark) === 0;
  }

  /** The address of a mark in another part. */
  ofMark({ id, start }) {
    const part = this.all.find(({ end }) => start < end) || this.all.at(-1);
    return `?part=${part.number}#a-${id}`;
  }

  /** The address of a paragraph (`#p12`) or heading (`#h3`) in another part, or null. */
  ofAnchor(hash) {
    const found = /^#([ph])(\d+)$/.exec(hash);
    if (!found || !this.divided) return null;
    const [, kind, number] = found;
    const part = this.all.find(
      (each) => each[kind] && Number(number) >= each[kind][0] && Number(number) <= each[kind][1],
    );
    return part && part !== this.shown ? `?part=${part.number}${hash}` : null;
  }
}
