// What an imported file states of a mark beyond the code and the note, as rows of the panel.

import { h } from "../page/page_elements.js";

const QUOTED = 60; // characters of another passage

/** Rows for the layer, the further passages, the attributes and the relations of a mark. */
export function statedRows(mark, store, map) {
  if (!mark) return [];
  const further = (mark.spans || []).map(([start, end]) => row("…", map.quote(start, end)));
  const attributes = Object.entries(mark.attributes || {}).map(([name, value]) => row(name, written(value)));
  const relations = (mark.relations || []).map(({ label, role, others }) =>
    row([label, role].filter(Boolean).join(" · "), others.map((other) => member(other, store, map)).join("; ")),
  );
  return [...further, ...(mark.layer ? [row(mark.layer, "")] : []), ...attributes, ...relations];
}

function row(name, text) {
  return h("li", {}, h("b", { dir: "auto" }, name), " ", h("span", { dir: "auto" }, text));
}

/** Another annotation of a relation: its role there and its words. */
function member([role, id], store, map) {
  const other = store.rows.get(id);
  const quote = other ? map.quote(other.start, other.end) : "";
  const words = quote.length > QUOTED ? `${quote.slice(0, QUOTED)}…` : quote;
  return role ? `${role}: ${words}` : words;
}

function written(value) {
  if (value === true) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
