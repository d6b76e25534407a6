import assert from "node:assert/strict";
import test from "node:test";

import { shown, stacked } from "../../annotations/static/annotations/reading/drawing/note_stacking.js";

test("a note stands at its passage unless the one above pushes it down", () => {
  const { tops, bottom } = stacked([
    { want: 0, height: 50 },
    { want: 10, height: 30 },
    { want: 300, height: 40 },
  ]);
  assert.deepEqual(tops, [0, 70, 300]);
  assert.equal(bottom, 340);
});

test("no notes need no room", () => {
  assert.deepEqual(stacked([]), { tops: [], bottom: 0 });
});

test("more than fits shows five and counts the rest", () => {
  const notes = Array.from({ length: 12 }, (_, at) => at);
  assert.deepEqual(shown(notes, 5, false), { visible: [0, 1, 2, 3, 4], more: 7 });
  assert.equal(shown(notes, 5, true).more, 0);
  assert.deepEqual(shown(notes, 5, false, (note) => note === 9).visible, [0, 1, 2, 3, 4, 9]);
});

test("six are shown: a line saying one more would take as much room", () => {
  assert.equal(shown([1, 2, 3, 4, 5, 6], 5, false).more, 0);
});
