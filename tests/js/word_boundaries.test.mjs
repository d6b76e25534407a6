import assert from "node:assert/strict";
import test from "node:test";

import { before, step, stops, wordAt } from "../../annotations/static/annotations/reading/text/word_boundaries.js";

const paragraphs = [{ text: "On 19 January, forty" }, { text: "“قتلوا” 👨‍👩‍👧 end." }];
const walk = (place, direction, unit, times, lang = "en") => {
  for (let n = 0; n < times; n += 1) place = step(paragraphs, place, direction, unit, lang);
  return place;
};

test("forwards a selection stops behind words, without their commas", () => {
  assert.deepEqual(walk({ index: 0, unit: 0 }, 1, "word", 3), { index: 0, unit: 13 });
});

test("backwards it stops before words", () => {
  assert.deepEqual(walk({ index: 0, unit: 20 }, -1, "word", 2), { index: 0, unit: 6 });
});

test("shrinking stops behind words as well", () => {
  const place = step(paragraphs, { index: 0, unit: 13 }, -1, "word", "en", "ends");
  assert.deepEqual(place, { index: 0, unit: 5 });
});

test("growing goes on in the next paragraph and stops at the end of the text", () => {
  assert.deepEqual(walk({ index: 0, unit: 20 }, 1, "word", 1), { index: 1, unit: 6 });
  const end = walk({ index: 0, unit: 0 }, 1, "word", 99);
  assert.equal(paragraphs[1].text.slice(0, end.unit).endsWith("end"), true);
});

test("the start of the text is as far back as one gets", () => {
  assert.deepEqual(walk({ index: 1, unit: 3 }, -1, "word", 99), { index: 0, unit: 0 });
});

test("a letter is what a reader sees, joiners and accents included", () => {
  assert.equal(stops("e\u0301👨‍👩‍👧x", "en", "letter").ends.length, 3);
});

test("the word at a place is the one it touches or the next", () => {
  assert.deepEqual(wordAt(paragraphs, { index: 0, unit: 4 }, "en").start, { index: 0, unit: 3 });
  assert.deepEqual(wordAt(paragraphs, { index: 0, unit: 20 }, "en").start, { index: 1, unit: 1 });
  assert.equal(wordAt([{ text: "…" }], { index: 0, unit: 0 }, "en"), null);
});

test("places compare by paragraph, then by unit", () => {
  assert.ok(before({ index: 0, unit: 9 }, { index: 1, unit: 0 }) < 0);
  assert.ok(before({ index: 1, unit: 9 }, { index: 1, unit: 3 }) > 0);
});
