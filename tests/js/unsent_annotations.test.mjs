import assert from "node:assert/strict";
import test from "node:test";

import { RefusedRequest, ServerUnreachable } from "../../annotations/static/annotations/reading/server/api_requests.js";
import { UnsentAnnotations } from "../../annotations/static/annotations/reading/server/unsent_annotations.js";

class Storage {
  values = new Map();
  getItem = (name) => this.values.get(name) ?? null;
  setItem = (name, value) => this.values.set(name, value);
  removeItem = (name) => this.values.delete(name);
}

const keys = (outbox) => outbox.items().map(({ key }) => key);

test("a mark that arrives is kept no longer", async () => {
  const outbox = new UnsentAnnotations(new Storage(), "box", async ({ key }) => ({ id: key }));
  assert.deepEqual(await outbox.send({ key: "k1", body: {} }), { made: { id: "k1" } });
  assert.deepEqual(keys(outbox), []);
});

test("a mark without a server outlives the page and goes out with its own key", async () => {
  const storage = new Storage();
  const offline = new UnsentAnnotations(storage, "box", async () => {
    throw new ServerUnreachable();
  });
  assert.deepEqual(await offline.send({ key: "k1", body: { quote: "é" } }), { kept: true });
  const sent = [];
  const later = new UnsentAnnotations(storage, "box", async (item) => sent.push(item.key));
  await later.flush();
  assert.deepEqual([sent, keys(later)], [["k1"], []]);
});

test("a refused mark goes back to whoever wrote it", async () => {
  const outbox = new UnsentAnnotations(new Storage(), "box", async () => {
    throw new RefusedRequest(400, { detail: "No", errors: [{ pointer: "/quote", message: "does not match" }] });
  });
  await assert.rejects(outbox.send({ key: "k1" }), (error) => error.fields.quote === "does not match");
  assert.deepEqual(keys(outbox), []);
});

test("a kept mark that is refused later stays, with the reason", async () => {
  const storage = new Storage();
  storage.setItem("box", JSON.stringify([{ key: "k1" }, { key: "k2" }]));
  const outbox = new UnsentAnnotations(storage, "box", async ({ key }) => {
    if (key === "k1") throw new RefusedRequest(403, { detail: "You may read, not annotate." });
    return key;
  });
  assert.deepEqual(await outbox.flush(), ["k2"]);
  assert.deepEqual(outbox.items(), [{ key: "k1", refused: "You may read, not annotate." }]);
});

test("flushing stops at the first that finds no server, and keeps order", async () => {
  const storage = new Storage();
  storage.setItem("box", JSON.stringify([{ key: "k1" }, { key: "k2" }]));
  const tried = [];
  const outbox = new UnsentAnnotations(storage, "box", async ({ key }) => {
    tried.push(key);
    throw new ServerUnreachable(503);
  });
  await outbox.flush();
  assert.deepEqual([tried, keys(outbox)], [["k1"], ["k1", "k2"]]);
});

test("a mark on its way is not sent twice", async () => {
  let answer;
  const sent = [];
  const outbox = new UnsentAnnotations(new Storage(), "box", ({ key }) => {
    sent.push(key);
    return new Promise((resolve) => (answer = resolve));
  });
  const first = outbox.send({ key: "k1" });
  await outbox.flush();
  answer({});
  await first;
  assert.deepEqual(sent, ["k1"]);
});

test("storage that fails or holds nonsense loses nothing that can be sent", async () => {
  const storage = new Storage();
  storage.setItem("box", "{nonsense");
  storage.setItem = () => {
    throw new Error("QuotaExceeded");
  };
  const outbox = new UnsentAnnotations(storage, "box", async () => "made");
  assert.deepEqual(outbox.items(), []);
  assert.deepEqual(await outbox.send({ key: "k1" }), { made: "made" });
});
