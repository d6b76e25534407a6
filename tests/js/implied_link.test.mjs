// What a link starts with: the field that a code implies, the value that a quote states.
import assert from "node:assert/strict";
import test from "node:test";

import { impliedField, impliedValue } from "../../annotations/static/annotations/reading/links/implied_link.js";

test("a code implies a field of each kind of record, whatever the case of its slug", () => {
  assert.equal(impliedField("DETAIL.casualties", "incident", "more than 150 people died"), "killed");
  assert.equal(impliedField("Detail.casualties", "incident", "30 were wounded"), "injured");
  assert.equal(impliedField("DETAIL.casualties", "incident", "took 12 hostages"), "hostages");
  assert.equal(impliedField("DETAIL.time", "incident"), "date");
  assert.equal(impliedField("DETAIL.time", "actor"), "");
  assert.equal(impliedField("own.code", "incident"), "");
  assert.equal(impliedField("", "incident"), "");
});

test("the figure of a longer passage is its value, with what qualifies it", () => {
  const figure = (quote) => impliedValue("killed", "casualties", quote);
  assert.equal(figure("A spokesman said that more than 150 people died."), "more than 150");
  assert.equal(figure("between 39 and 40 were killed"), "between 39 and 40");
  assert.equal(figure("1,200 dead."), "1,200");
  assert.equal(figure("dozens"), "dozens");
});

test("a date is taken from words that can be one", () => {
  assert.equal(impliedValue("date", "date", "last month"), "last month");
  assert.equal(impliedValue("date", "date", "22 March 2024"), "22 March 2024");
  assert.equal(impliedValue("date", "date", "gunmen"), "");
});

test("what is long or stands in rows of its own states no value", () => {
  assert.equal(impliedValue("title", "value", "word ".repeat(40)), "");
  assert.equal(impliedValue("relations", "", "The group sponsors"), "");
  assert.equal(impliedValue("name", "value", "  The\n group "), "The group");
});
