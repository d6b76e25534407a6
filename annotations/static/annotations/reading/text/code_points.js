// Positions in a text. The server counts Unicode code points; a string here counts UTF-16 units,
// where a character beyond U+FFFF is two. Everything that crosses the wire goes through a CodePointRuler.

const PAIR = /[\ud800-\udbff][\udc00-\udfff]/g;

/** Index of the first element of sorted `values` for which `test` holds, or their length. */
export function firstIndex(values, test) {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (test(values[middle], middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Measures one text: built once, then both directions cost a binary search. */
export class CodePointRuler {
  constructor(text) {
    this.pairs = Array.from(text.matchAll(PAIR), (match) => match.index);
    this.units = text.length;
    this.points = text.length - this.pairs.length;
  }

  /** Code points before a position in UTF-16 units; a position inside a pair counts as its start. */
  toPoints(unit) {
    return unit - firstIndex(this.pairs, (start) => start >= unit);
  }

  /** UTF-16 units before a position in code points. */
  toUnits(point) {
    return point + firstIndex(this.pairs, (start, before) => start - before >= point);
  }
}

/** Move [start, end) inwards over outer white space; null when nothing else is left. */
export function trimmed(text, start, end) {
  const slice = text.slice(start, end);
  const first = slice.search(/\S/u);
  if (first < 0) return null;
  return { start: start + first, end: start + slice.trimEnd().length };
}
