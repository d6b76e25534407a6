import assert from "node:assert/strict";
import { test } from "node:test";

import { TextParts } from "../../annotations/static/annotations/reading/text/text_parts.js";

const ALL = [
  { number: 1, start: 0, end: 100, p: [1, 5], h: null },
  { number: 2, start: 102, end: 200, p: [6, 9], h: [1, 2] },
  { number: 3, start: 202, end: 300, p: [10, 12], h: null },
];

test("a mark is before, in or after the shown part", () => {
  const parts = new TextParts({ shown: 2, all: ALL });
  assert.equal(parts.side({ start: 10, end: 20 }), -1);
  assert.equal(parts.side({ start: 90, end: 110 }), 0);
  assert.equal(parts.side({ start: 199, end: 210 }), 0);
  assert.equal(parts.side({ start: 202, end: 210 }), 1);
});

test("marks and anchors of other parts have an address", () => {
  const parts = new TextParts({ shown: 1, all: ALL });
  assert.equal(parts.ofMark({ id: "x", start: 101 }), "?part=2#a-x");
  assert.equal(parts.ofMark({ id: "x", start: 250 }), "?part=3#a-x");
  assert.equal(parts.ofAnchor("#p11"), "?part=3#p11");
  assert.equal(parts.ofAnchor("#h2"), "?part=2#h2");
  for (const hash of ["#p3", "#p99", "#a-x", "", "#s0"]) assert.equal(parts.ofAnchor(hash), null);
});

test("a text in one part holds every mark", () => {
  const parts = new TextParts({ shown: 1, all: ALL.slice(0, 1) });
  assert.ok(parts.holds({ start: 500, end: 600 }));
  assert.equal(parts.ofAnchor("#p11"), null);
});
