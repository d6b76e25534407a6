import assert from "node:assert/strict";
import test from "node:test";

import { matchesAll, textOf } from "../../ctplatform/static/ctplatform/js/api/operation_search.js";

/** An operation as Swagger UI holds it, with the one method of its maps that is asked. */
function operation(method, path, said) {
  const values = { method, path };
  return { get: (name) => values[name], getIn: ([_, name], without) => said[name] ?? without };
}

test("an operation is found by its method, address, summary and description", () => {
  const text = textOf(operation("post", "/api/v1/incidents/{id}/merge/", { summary: "Merge this record" }));
  assert.equal(text.trim(), "post /api/v1/incidents/{id}/merge/ Merge this record");
});

test("every word has to be there, in any case", () => {
  assert.equal(matchesAll(["merge", "incidents"], "POST /incidents/ Merge"), true);
  assert.equal(matchesAll(["merge", "places"], "POST /incidents/ Merge"), false);
  assert.equal(matchesAll([""], "anything"), true);
});
