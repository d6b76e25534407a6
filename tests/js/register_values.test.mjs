import assert from "node:assert/strict";
import test from "node:test";

import {
  inWords,
  isProposable,
  statedText,
} from "../../annotations/static/annotations/reading/links/register_values.js";

test("casualties read as the server says them, else in the source's words", () => {
  assert.equal(inWords({ low: 39, best: null, high: 40, figures: "39 to 40" }), "39 to 40");
  assert.equal(inWords({ low: 151, best: null, high: null, figures: "more than 150" }), "more than 150");
  assert.equal(inWords({ low: null, best: null, high: null, figures: "–", stated: "dozens" }), "dozens");
});

test("what a passage states is shown as words", () => {
  const shown = [null, "more than 150", 37, ["armed_assault", "bombing"], { low: 3 }].map(statedText);
  assert.deepEqual(shown, ["", "more than 150", "37", "armed_assault, bombing", '{"low":3}']);
});

test("only fields with a way in can be proposed from a passage", () => {
  const kind = {
    fields: [
      { name: "date", how: "date" },
      { name: "place", how: "" },
      { name: "killed", how: "casualties" },
    ],
  };
  assert.deepEqual(
    ["date", "place", "killed", "none"].map((name) => isProposable(kind, name)),
    [true, false, true, false],
  );
  assert.equal(isProposable(undefined, "date"), false);
});
