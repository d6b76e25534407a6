import assert from "node:assert/strict";
import test from "node:test";

import { AnnotationStore } from "../../annotations/static/annotations/reading/server/annotation_store.js";

const code = (id, parent, sort, colour = "") => ({ id, label: id, parent, sort, colour, offered: true });
const config = {
  user: { id: "lena", name: "Lena H", initials: "LH" },
  may_write: true,
  may_edit_all: false,
  codes: [code("detail", null, 2, "ochre"), code("event", null, 1, "madder"), code("attack", "event", 1, "azure")],
};
const row = (id, start, end, author = "lena") => ({ id, start, end, author, code: "attack", links: [] });
const filled = (...annotations) => {
  const store = new AnnotationStore(config);
  store.take({ authors: { mk: { name: "Mara", initials: "MK" } }, annotations });
  return store;
};

test("families come in their order and children share the family's colour", () => {
  const store = filled();
  assert.deepEqual(
    store.families.map(({ id }) => id),
    ["event", "detail"],
  );
  assert.equal(store.colourOf("attack"), "madder");
  assert.equal(store.labelOf("attack"), "event · attack");
  assert.equal(store.colourOf(null), "plain");
  assert.equal(store.labelOf(null, "Remark"), "Remark");
});

test("marks are drawn in reading order, the longer first", () => {
  const store = filled(row("c", 9, 10), row("b", 2, 5), row("a", 2, 8));
  assert.deepEqual(
    store.visible().map(({ id }) => id),
    ["a", "b", "c"],
  );
});

test("only other people's new marks are news", () => {
  const store = filled(row("a", 0, 1));
  const annotations = [row("a", 0, 1), row("b", 1, 2, "mk"), row("c", 2, 3)];
  assert.deepEqual(
    store.take({ authors: {}, annotations }).map(({ id }) => id),
    ["b"],
  );
});

test("one edits one's own marks, an editor all, nobody an unsent one", () => {
  const store = filled();
  assert.equal(store.mayEdit(row("a", 0, 1)), true);
  assert.equal(store.mayEdit(row("a", 0, 1, "mk")), false);
  assert.equal(store.mayEdit({ ...row("a", 0, 1), unsent: true }), false);
});

test("unsent marks stand among the others until they are sent", () => {
  const store = filled(row("a", 5, 9));
  store.keep([{ key: "k", body: { start: 1, end: 3, quote: "xx", code: "attack" }, refused: "no" }]);
  assert.deepEqual(
    store.visible().map(({ id, unsent }) => [id, Boolean(unsent)]),
    [
      ["unsent-k", true],
      ["a", false],
    ],
  );
  store.keep([]);
  assert.equal(store.visible().length, 1);
});

test("filters leave marks away and give them back", () => {
  const store = filled(row("a", 0, 1), row("b", 1, 2, "mk"));
  store.show({ mine: true });
  assert.deepEqual(
    store.visible().map(({ id }) => id),
    ["a"],
  );
  store.show({ mine: false, family: "detail" });
  assert.deepEqual(store.visible(), []);
  store.show({ family: null });
  assert.equal(store.visible().length, 2);
});
