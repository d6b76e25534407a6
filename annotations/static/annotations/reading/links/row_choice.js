// "Which one": the row of a record that a passage is about, such as one of its estimates.

import { call } from "../server/api_requests.js";
import { h } from "../page/page_elements.js";
import { say } from "../page/page_words.js";

export class RowChoice extends EventTarget {
  /** `row` is a select, `rowField` the field around it; `config.rows` are the names of the kinds of rows. */
  constructor({ row, rowField }, config) {
    super();
    Object.assign(this, { row, rowField, config, kept: null });
    row.addEventListener("change", () => {
      this.kept = null;
      this.dispatchEvent(new Event("change"));
    });
  }

  /** Offer the rows that a field of a record sums up; `link` names the one chosen at first. */
  async offer(record, field, link = null) {
    const { row, rowField } = this;
    const asked = record && field ? `${new URLSearchParams({ type: record.type, id: record.id, field })}` : "";
    const type = link?.field === field && this.config.rows.find((name) => link[name]);
    this.kept = type ? { [type]: link[type], row_title: link.row_title } : null; // until it can be chosen
    this.asked = asked;
    row.replaceChildren(h("option", { value: "" }, say("no_row")));
    rowField.hidden = true;
    if (!asked) return;
    try {
      const { data } = await call("GET", `${this.config.urls.rows}?${asked}`);
      if (this.asked !== asked || !data.length) return;
      row.append(...data.map((each) => h("option", { value: `${each.row_type} ${each.id}` }, each.title)));
      if (type) row.value = `${type} ${link[type]}`;
      rowField.hidden = false;
      this.dispatchEvent(new Event("change"));
    } catch {
      rowField.hidden = true; // the passage can still be linked to the field as a whole
    }
  }

  /** {name of the kind: id, row_title}, or {} where none was chosen. */
  get value() {
    const [type, id] = this.row.value.split(" ");
    return this.kept ?? (id ? { [type]: id, row_title: this.row.selectedOptions[0].textContent } : {});
  }
}
