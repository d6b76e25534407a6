import assert from "node:assert/strict";
import test from "node:test";

import { CodePointRuler, trimmed } from "../../annotations/static/annotations/reading/text/code_points.js";

const FAMILY = "👨‍👩‍👧";
const SAMPLES = ["", "plain", FAMILY, "cafe\u0301", "عين أمناس", `a${FAMILY}b𐍈c`, "😀😀😀", "\ud83d lone"];

test("positions agree with counting by hand", () => {
  for (const text of SAMPLES) {
    const ruler = new CodePointRuler(text);
    const points = Array.from(text);
    assert.equal(ruler.points, points.length);
    for (let point = 0; point <= points.length; point += 1) {
      const units = points.slice(0, point).join("").length;
      assert.equal(ruler.toUnits(point), units, `${text} @${point}`);
      assert.equal(ruler.toPoints(units), point, `${text} @${units}`);
    }
  }
});

test("a position inside a pair counts as the start of its character", () => {
  assert.equal(new CodePointRuler("x😀y").toPoints(2), 1);
});

test("trimming moves inwards over white space only", () => {
  assert.deepEqual(trimmed("  one two.\n", 0, 11), { start: 2, end: 10 });
  assert.deepEqual(trimmed("one", 0, 3), { start: 0, end: 3 });
  assert.deepEqual(trimmed("a\u00a0b", 1, 3), { start: 2, end: 3 });
  assert.equal(trimmed("a  b", 1, 3), null);
});
