import assert from "node:assert/strict";
import test from "node:test";

import {
  fold,
  isCalled,
  mustChoose,
  ranked,
  withApart,
} from "../../annotations/static/annotations/reading/links/record_matches.js";

const option = (id, title, aliases = []) => ({ id, title, row: { aliases }, meta: "actor" });
const AFGHAN = option("a", "Afghan Taliban", ["Taliban", "طالبان"]);
const PAKISTANI = option("b", "Tehreek-e-Taliban Pakistan", ["Taliban"]);

test("names are compared without case, accents and double spaces", () => {
  assert.equal(fold("  Théâtre   DES "), "theatre des");
  assert.equal(isCalled(AFGHAN, "taliban"), true);
  assert.equal(isCalled(AFGHAN, "طالبان"), true);
  assert.equal(isCalled(AFGHAN, "talib"), false);
  assert.equal(isCalled({ title: "Moscow" }, "moscow"), true);
});

test("all of exactly this name are shown, and first", () => {
  const others = ["1", "2", "3", "4", "5"].map((id) => option(id, `Taliban faction ${id}`));
  const many = ["6", "7", "8", "9", "10"].map((id) => option(id, `Group ${id}`, ["Taliban"]));
  assert.deepEqual(
    ranked([...others, AFGHAN, PAKISTANI], "taliban", 4).map(({ id }) => id),
    ["a", "b", "1", "2"],
  );
  assert.equal(ranked([...others, ...many], "taliban", 4).length, 5);
});

test("a shared name has to be chosen, and one that the register flags", () => {
  assert.equal(mustChoose([AFGHAN, PAKISTANI], "taliban", null), true);
  assert.equal(mustChoose([AFGHAN, PAKISTANI], "afghan taliban", null), false);
  assert.equal(mustChoose([AFGHAN], "taliban", { ambiguous: true }), true);
  assert.equal(
    mustChoose([option("g", "Government of Russia", ["Moscow"]), option("p", "Moscow")], "moscow", null),
    true,
  );
});

test("the register's words tell them apart", () => {
  const named = { matches: [{ id: "b", apart: "armed group · Pakistan" }] };
  assert.deepEqual(
    withApart([AFGHAN, PAKISTANI], named).map(({ meta }) => meta),
    ["actor", "armed group · Pakistan"],
  );
  assert.deepEqual(withApart([AFGHAN], null), [AFGHAN]);
});
