import assert from "node:assert/strict";
import test from "node:test";

import { assignLevels, tintPieces } from "../../annotations/static/annotations/reading/drawing/line_levels.js";

const mark = (id, start, end) => ({ id, start, end });

/** Repeatable numbers, so that a failure can be met again. */
function dice(seed) {
  return (limit) => {
    seed = (seed * 48271) % 2147483647;
    return seed % limit;
  };
}

function randomMarks(count, size, seed) {
  const roll = dice(seed);
  return Array.from({ length: count }, (_, id) => {
    const start = roll(size);
    return mark(String(id), start, start + 1 + roll(40));
  });
}

test("the longest mark lies on the lowest line", () => {
  const { levels, over } = assignLevels([mark("short", 5, 8), mark("long", 0, 20), mark("apart", 30, 31)]);
  assert.deepEqual([levels.get("long"), levels.get("short"), levels.get("apart")], [1, 2, 1]);
  assert.deepEqual(over, []);
});

test("touching marks share a line", () => {
  assert.deepEqual([...assignLevels([mark("a", 0, 5), mark("b", 5, 9)]).levels.values()], [1, 1]);
});

test("a fourth mark on one spot is counted, not drawn", () => {
  const marks = ["a", "b", "c", "d", "e"].map((id, at) => mark(id, 0, 20 - at));
  const { levels, over } = assignLevels(marks);
  assert.equal(levels.size, 3);
  assert.deepEqual(
    over.map(({ id }) => id),
    ["d", "e"],
  );
});

test("marks of one line never overlap, and none is forgotten", () => {
  const marks = randomMarks(400, 900, 7);
  const { levels, over } = assignLevels(marks);
  assert.equal(levels.size + over.length, marks.length);
  for (const a of marks) {
    for (const b of marks) {
      if (a.id >= b.id || levels.get(a.id) === undefined) continue;
      if (levels.get(a.id) === levels.get(b.id)) assert.ok(a.end <= b.start || b.end <= a.start);
    }
  }
});

test("each piece belongs to its shortest covering mark", () => {
  const pieces = tintPieces([mark("long", 0, 20), mark("short", 5, 8)]);
  assert.deepEqual(
    pieces.map(({ start, end, mark: { id } }) => [start, end, id]),
    [
      [0, 5, "long"],
      [5, 8, "short"],
      [8, 20, "long"],
    ],
  );
});

test("pieces are disjoint, ordered and cover exactly what marks cover", () => {
  const marks = randomMarks(200, 500, 11);
  const covered = new Map();
  for (const piece of tintPieces(marks)) {
    for (let at = piece.start; at < piece.end; at += 1) {
      assert.ok(!covered.has(at));
      covered.set(at, piece.mark);
    }
  }
  for (let at = 0; at < 560; at += 1) {
    const over = marks.filter(({ start, end }) => start <= at && at < end);
    assert.equal(covered.has(at), over.length > 0);
    if (!over.length) continue;
    const shortest = Math.min(...over.map(({ start, end }) => end - start));
    assert.equal(covered.get(at).end - covered.get(at).start, shortest);
  }
});

test("two thousand marks in one paragraph take no time that grows with their square", () => {
  const marks = randomMarks(2000, 10000, 3);
  const began = performance.now();
  assignLevels(marks);
  tintPieces(marks);
  assert.ok(performance.now() - began < 500);
});
