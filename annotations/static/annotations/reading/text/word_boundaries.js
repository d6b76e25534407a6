// Where a selection can grow to: word and letter boundaries of paragraphs, in UTF-16 units.
// A place is {index, unit}: paragraph number in the list and offset in its text.

const SEGMENTERS = new Map();

function segments(text, lang, granularity) {
  const name = `${lang}/${granularity}`;
  if (!SEGMENTERS.has(name)) SEGMENTERS.set(name, new Intl.Segmenter(lang || undefined, { granularity }));
  return SEGMENTERS.get(name).segment(text);
}

/** Stops of one paragraph: starts and ends of its words, or every letter as a reader sees it. */
export function stops(text, lang, unit) {
  const starts = [];
  const ends = [];
  for (const piece of segments(text, lang, unit === "letter" ? "grapheme" : "word")) {
    if (unit === "word" && !piece.isWordLike) continue;
    starts.push(piece.index);
    ends.push(piece.index + piece.segment.length);
  }
  return { starts, ends };
}

/** The word at or after a place, else the last one before it; null in a text without words. */
export function wordAt(paragraphs, place, lang) {
  for (let index = place.index; index < paragraphs.length; index += 1) {
    const { starts, ends } = stops(paragraphs[index].text, lang, "word");
    const from = index === place.index ? place.unit : 0;
    const found = ends.findIndex((end) => end > from);
    if (found >= 0) return { start: { index, unit: starts[found] }, end: { index, unit: ends[found] } };
  }
  return null;
}

/**
 * The next stop from `place` in `direction` (1 or -1), over paragraph ends; the same place at the
 * ends of the text. `unit`: word | letter. `edge`: stop at the "ends" of words or at their
 * "starts"; by itself forwards behind words, backwards before them.
 */
export function step(paragraphs, place, direction, unit, lang, edge = direction > 0 ? "ends" : "starts") {
  let { index, unit: from } = place;
  while (index >= 0 && index < paragraphs.length) {
    const places = stops(paragraphs[index].text, lang, unit)[edge];
    const found = direction > 0 ? places.find((stop) => stop > from) : places.findLast((stop) => stop < from);
    if (found !== undefined) return { index, unit: found };
    index += direction;
    from = direction > 0 ? -1 : Infinity;
  }
  return place;
}

export function before(a, b) {
  return a.index - b.index || a.unit - b.unit;
}
