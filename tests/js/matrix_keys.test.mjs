import assert from "node:assert/strict";
import test from "node:test";

import { target } from "../../incidents/static/incidents/assessments/matrix_keys.js";

test("arrows stay inside the matrix", () => {
  const rows = [
    ["a", "b"],
    ["c", "d"],
  ];
  assert.equal(target(rows, "a", [1, 0]), "c");
  assert.equal(target(rows, "a", [0, 1]), "b");
  assert.equal(target(rows, "d", [-1, 0]), "b");
  assert.equal(target(rows, "d", [0, 1]), undefined);
  assert.equal(target(rows, "a", [-1, 0]), undefined);
});
