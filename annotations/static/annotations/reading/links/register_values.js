// What the register holds for a field, and how a passage's value is put to it: through the same
// door as everybody's edits, so that it is applied or waits for a second reader.

import { call, newKey } from "../server/api_requests.js";

const CASUALTIES = "/api/v1/casualties/";
const COMPARED = "/links/compared/";
const DATES = "/api/v1/dates/";
const PROPOSALS = "/api/v1/proposals/";

/** The record's present value of a field in words; "" for nothing, null where it is not known. */
export async function heldValue(kind, record, field) {
  const { how } = kind.fields.find(({ name }) => name === field);
  if (how === "casualties") return heldCasualties(record, field);
  if (how !== "value" && how !== "date") return null;
  const { data } = await call("GET", `${kind.path}${record.id}/`);
  return data[field] === null ? "" : String(data[field]);
}

async function heldCasualties(record, field) {
  const query = new URLSearchParams({ incident: record.id, kind: field });
  const { data } = await call("GET", `${CASUALTIES}?${query}`);
  return data.results.map(inWords).filter(Boolean).join("; ");
}

/** "39 to 40", "more than 150", "about 37", else the words of the source. */
export function inWords({ low, best, high, figures, stated }) {
  return [low, best, high].every((each) => each === null) ? stated || "" : figures;
}

/** Whether the register takes what is stated for another value than the one it holds. */
export async function isRival(asked) {
  try {
    return (await call("GET", `${COMPARED}?${new URLSearchParams(asked)}`)).data.is_rival;
  } catch {
    return false; // a courtesy: saving does not depend on it
  }
}

/** What a passage states, as a note shows it: lists joined, anything deeper as it is stored. */
export function statedText(value) {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.map(statedText).join(", ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** True where a value for this field can be proposed from the panel. */
export function isProposable(kind, field) {
  return ["value", "date", "casualties"].includes(kind?.fields.find(({ name }) => name === field)?.how);
}

/** What would be stored for a date in the text's words: {date, words, reference}, or {wrong}. */
export async function readDate(expression, published) {
  const query = new URLSearchParams({ expression, ...(published && { reference: published }) });
  try {
    return (await call("GET", `${DATES}?${query}`)).data;
  } catch (error) {
    return { wrong: Object.values(error.fields || {}).join(" ") };
  }
}

/** Put a value to the register. Resolves to {waits, proposal}: whether it waits for review, and as which proposal. */
export async function putValue(kind, { target_id: id, field, stated_value: value }, { annotation, reason, key }) {
  const why = { reason, evidence: [annotation] };
  const { how } = kind.fields.find(({ name }) => name === field);
  if (how === "casualties") {
    const body = { incident: id, kind: field, stated: String(value), ...why };
    return outcome(await call("POST", CASUALTIES, { body, key }));
  }
  const { etag } = await call("GET", `${kind.path}${id}/`);
  const name = how === "date" ? `${field}_expression` : field; // "Last month" counts from the passage's text
  const body = { [name]: String(value), ...why };
  return outcome(await call("PATCH", `${kind.path}${id}/`, { body, etag }));
}

const outcome = ({ status, data }) => ({ waits: status === 202, proposal: status === 202 ? data.id : null });

/** Withdraw a proposal that was made here. */
export function withdrawProposal(id) {
  return call("POST", `${PROPOSALS}${id}/withdraw/`, { body: {}, key: newKey() });
}
