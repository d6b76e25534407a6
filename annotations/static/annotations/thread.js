// Comments on one mark: what others answered, and a place to answer.

import { call, newKey, Unreachable } from "./api.js";
import { h } from "./dom.js";
import { say } from "./say.js";

// As the server writes days: "24 Nov 2026".
const LANGUAGE = document.documentElement.lang;
const DAY = new Intl.DateTimeFormat(LANGUAGE === "en" ? "en-GB" : LANGUAGE, { dateStyle: "medium" });

export class Thread extends EventTarget {
  constructor(root, config, store) {
    super();
    Object.assign(this, { root, config, store, mark: null });
    this.list = root.querySelector("ol");
    this.form = root.querySelector("form");
    this.text = root.querySelector("textarea");
    this.form?.addEventListener("submit", (event) => {
      event.preventDefault();
      this.add();
    });
    this.text?.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        event.stopPropagation();
        this.add();
      }
    });
  }

  get dirty() {
    return Boolean(this.text?.value.trim());
  }

  async show(mark) {
    this.mark = mark;
    this.root.hidden = !mark || mark.unsent;
    this.list.replaceChildren();
    if (this.text) this.text.value = "";
    if (!mark || mark.unsent || !mark.comments) return;
    try {
      const query = new URLSearchParams({ on_type: "annotation", on_id: mark.id });
      const { data } = await call("GET", `${this.config.urls.comments}?${query}`);
      if (this.mark?.id === mark.id) this.list.replaceChildren(...inOrder(data.results).map((row) => this.row(row)));
    } catch {
      this.list.replaceChildren(h("li", {}, say("comments_failed")));
    }
  }

  row({ text, author_name: name, created, parent }) {
    const when = new Date(created);
    return h(
      "li",
      { class: "comment", "data-answer": Boolean(parent) },
      h("p", { class: "comment-by" }, h("b", {}, name), " ",
        h("time", { datetime: created }, DAY.format(when))),
      h("p", { dir: "auto" }, text),
    );
  }

  async add() {
    const text = this.text.value.trim();
    if (!text || this.busy) return;
    this.busy = true;
    this.key = this.keyFor === text ? this.key : newKey(); // trying again is the same attempt
    this.keyFor = text;
    try {
      const body = { on_type: "annotation", on_id: this.mark.id, text };
      const { data } = await call("POST", this.config.urls.comments, { body, key: this.key });
      this.text.value = "";
      this.list.append(this.row(data));
      this.dispatchEvent(new CustomEvent("added", { detail: this.mark.id }));
    } catch (error) {
      const words = error instanceof Unreachable ? say("comment_kept") : error.message;
      this.dispatchEvent(new CustomEvent("refused", { detail: words }));
    } finally {
      this.busy = false;
    }
  }
}

/** Oldest first, whatever the list's own order. */
export function inOrder(comments) {
  return [...comments].sort((a, b) => (a.created < b.created ? -1 : a.created > b.created ? 1 : 0));
}
