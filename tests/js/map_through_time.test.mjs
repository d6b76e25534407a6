import assert from "node:assert/strict";
import test from "node:test";

import { following } from "../../incidents/static/incidents/places/map_through_time.js";

test("playing goes from all periods through each, and begins again with the first", () => {
  const seen = [0];
  for (let n = 0; n < 6; n += 1) seen.push(following(seen.at(-1), 3));
  assert.deepEqual(seen, [0, 1, 2, 3, 1, 2, 3]);
});
