// What a mark has beyond its code, note and links, as rows of the panel: what an imported file states, and relations.

import { h } from "../page/page_elements.js";
import { say } from "../page/page_words.js";

const QUOTED = 60; // characters of another passage

/** Rows for the layer, the further passages, the attributes and the relations of a mark. */
export function statedRows(mark, store, map) {
  if (!mark) return [];
  const further = (mark.spans || []).map(([start, end]) => row("…", map.quote(start, end)));
  const attributes = Object.entries(mark.attributes || {}).map(([name, value]) => row(name, written(value)));
  const relations = (mark.relations || []).map((relation) => related(relation, store, map));
  return [...further, ...(mark.layer ? [row(mark.layer, "")] : []), ...attributes, ...relations];
}

function row(name, text, ...more) {
  return h("li", {}, h("b", { dir: "auto" }, ...[name].flat()), " ", h("span", { dir: "auto" }, text), ...more);
}

/** A relation with the other annotations in it and its note; those who may delete it have a button. */
function related(relation, store, map) {
  const { id, label, role, note, others } = relation;
  const remove =
    store.mayEdit(relation) &&
    h("button", { type: "button", class: "link-button", "data-do": "unrelate", "data-relation": id }, say("unrelate"));
  const name = [...direction(relation), `${[label, role].filter(Boolean).join(" · ")}:`];
  const words = others.map((other) => member(other, store, map)).join("; ");
  return row(name, words, note && ` (${note})`, " ", remove);
}

/** Whether a relation leads from this annotation or to it, where nothing but the order of its annotations says so. */
function direction({ role, is_first: isFirst }) {
  if (role) return [];
  return [
    h("span", { "aria-hidden": "true" }, isFirst ? "→ " : "← "),
    h("span", { class: "visually-hidden" }, say(isFirst ? "relation_from_here" : "relation_to_here"), " "),
  ];
}

/** Another annotation of a relation: its role there and its words. */
function member([role, id], store, map) {
  const other = store.rows.get(id);
  const quote = other ? map.quote(other.start, other.end) : "";
  const words = quote.length > QUOTED ? `${quote.slice(0, QUOTED)}…` : quote;
  return [role, words && `“${words}”`].filter(Boolean).join(": ");
}

function written(value) {
  if (value === true) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
