// Ends of a passage at the ends of words: half a word that was dragged over counts as the whole one.

import { stops } from "./word_boundaries.js";

const APOSTROPHE = /['’]/;

/** The word of a paragraph that a unit lies inside of, not at its edge nor beside its apostrophe: {start, end}, or null. */
function wordAround({ text }, unit, lang) {
  if (APOSTROPHE.test(text[unit] ?? "") || APOSTROPHE.test(text[unit - 1] ?? "")) return null; // “Putin” of “Putin’s”
  const { starts, ends } = stops(text, lang, "word");
  const at = ends.findIndex((end) => end > unit);
  return at >= 0 && starts[at] < unit ? { start: starts[at], end: ends[at] } : null;
}

/** Grow a span of code points to whole words. */
export function snapped(map, { start, end }) {
  const lang = map.root.lang;
  const edge = (point, side) => {
    const { index, unit } = map.placeOfPoint(point);
    const word = wordAround(map.paragraphs[index], unit, lang);
    return word ? map.pointOfPlace({ index, unit: word[side] }) : point;
  };
  return { start: edge(start, "start"), end: edge(end, "end") };
}

/** The end of a word nearest to a place; `side` is the end of the passage that is moved: start or end. */
export function nearestEdge(map, place, side) {
  const { starts, ends } = stops(map.paragraphs[place.index].text, map.root.lang, "word");
  const edges = side === "start" ? starts : ends;
  if (!edges.length) return place;
  const unit = edges.reduce((best, edge) => (Math.abs(edge - place.unit) < Math.abs(best - place.unit) ? edge : best));
  return { index: place.index, unit };
}
