import assert from "node:assert/strict";
import test from "node:test";

import { IntervalIndex } from "../../annotations/static/annotations/reading/text/interval_index.js";

test("marks at a position come shortest first", () => {
  const marks = [
    { id: "long", start: 0, end: 100 },
    { id: "short", start: 40, end: 44 },
    { id: "middle", start: 30, end: 60 },
    { id: "elsewhere", start: 70, end: 80 },
  ];
  const index = new IntervalIndex(marks);
  assert.deepEqual(
    index.at(41).map(({ id }) => id),
    ["short", "middle", "long"],
  );
  assert.deepEqual(
    index.at(44).map(({ id }) => id),
    ["middle", "long"],
  );
  assert.deepEqual(index.at(100), []);
  assert.deepEqual(new IntervalIndex([]).at(0), []);
});

test("the index agrees with looking at every mark", () => {
  const marks = Array.from({ length: 300 }, (_, id) => {
    const start = (id * 37) % 400;
    return { id, start, end: start + 1 + ((id * 13) % 50) };
  });
  const index = new IntervalIndex(marks);
  for (let at = 0; at < 460; at += 1) {
    const expected = marks.filter(({ start, end }) => start <= at && at < end).map(({ id }) => id);
    assert.deepEqual(
      index
        .at(at)
        .map(({ id }) => id)
        .sort(),
      expected.sort(),
    );
  }
});
