// The links of the open passage: what each says of its record, and how to change it, remove it or build on it.

import { drawing, h, stanceOf } from "../page/page_elements.js";
import { statedText } from "./register_values.js";
import { say } from "../page/page_words.js";

/** One link as a list item; `mark` is the passage, `mayEdit` whether the reader may change it. */
export function linkRow(link, { config, mark, mayEdit }) {
  const kind = config.register.find(({ type }) => type === link.target_type);
  return h(
    "li",
    {},
    h(
      "a",
      { class: "chip", href: kind?.page.replace("{id}", link.target_id), "data-record": true },
      drawing(link.target_type),
      h("span", { dir: "auto" }, link.title || say("unnamed")),
    ),
    link.actors && h("span", { class: "link-actors", dir: "auto" }, link.actors.join("; ")),
    stanceOf(link.role),
    said(link, kind),
    mayEdit && actions(link, kind, mark),
  );
}

/** "Killed: more than 150", the row that it names, the grade in words. */
function said(link, kind) {
  const label = kind?.fields.find(({ name }) => name === link.field)?.label || link.field;
  const value = statedText(link.stated_value);
  const words = [
    label && (value ? `${label}: ${value}` : label),
    link.row_title,
    link.credibility && say(`credibility_${link.credibility}`),
  ];
  const shown = words.filter(Boolean);
  return shown.length > 0 && h("span", { class: "link-said", dir: "auto" }, shown.join(" · "));
}

function actions(link, kind, mark) {
  return h(
    "span",
    { class: "passage-link-acts" },
    link.id &&
      h(
        "button",
        { type: "button", class: "link-button", "data-do": "relink", "data-link": link.id },
        say("change_link"),
      ),
    kind &&
      h(
        "a",
        { class: "link-button", href: `${kind.page.replace("{id}", link.target_id)}edit/?passage=${mark.id}` },
        say("edit_record"),
      ),
    link.id &&
      h("button", { type: "button", class: "link-button", "data-do": "unlink", "data-link": link.id }, say("unlink")),
    kind?.adds.length > 0 && additions(link, kind, mark),
  );
}

/** The rows that the passage can be the evidence of: forms of the record that take it along. */
function additions(link, kind, mark) {
  const links = kind.adds.map(({ label, path }) =>
    h("li", {}, h("a", { href: `${path.replace("{id}", link.target_id)}?passage=${mark.id}` }, label)),
  );
  return h(
    "details",
    { class: "passage-adds" },
    h("summary", { class: "link-button" }, say("add_from_passage")),
    h("ul", {}, ...links),
  );
}
