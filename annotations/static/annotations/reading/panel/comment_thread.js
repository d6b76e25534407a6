// Comments on one mark: what others answered, and a place to answer.

import { MentionList } from "../../../ctplatform/js/forms/mention_list.js";
import { call, newKey, SignedOut, ServerUnreachable } from "../server/api_requests.js";
import { h } from "../page/page_elements.js";
import { say } from "../page/page_words.js";

// As the server writes days: "24 Nov 2026".
const LANGUAGE = document.documentElement.lang;
const DAY = new Intl.DateTimeFormat(LANGUAGE === "en" ? "en-GB" : LANGUAGE, { dateStyle: "medium" });

export class CommentThread extends EventTarget {
  constructor(root, config, store) {
    super();
    Object.assign(this, { root, config, store, mark: null });
    this.list = root.querySelector("ol");
    this.form = root.querySelector("form");
    this.text = root.querySelector("textarea");
    if (this.text) new MentionList(this.text);
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

  row({ text, author_name: name, created, parent, mentions = [] }) {
    const when = new Date(created);
    return h(
      "li",
      { class: "comment", "data-answer": Boolean(parent) },
      h("p", { class: "comment-by" }, h("b", {}, name), " ", h("time", { datetime: created }, DAY.format(when))),
      h("p", { dir: "auto" }, ...withMentions(text, mentions)),
    );
  }

  /** Send the words of the answer; resolves to true when they are stored. */
  async add() {
    const text = this.text.value.trim();
    if (!text || this.busy) return false;
    this.busy = true;
    this.key = this.keyFor === text ? this.key : newKey(); // trying again is the same attempt
    this.keyFor = text;
    try {
      const body = { on_type: "annotation", on_id: this.mark.id, text };
      const { data } = await call("POST", this.config.urls.comments, { body, key: this.key });
      this.text.value = "";
      this.list.append(this.row(data));
      this.dispatchEvent(new CustomEvent("added", { detail: { mark: this.mark.id, comment: data } }));
      return true;
    } catch (error) {
      const words =
        error instanceof SignedOut
          ? say("signed_out_kept")
          : error instanceof ServerUnreachable
            ? say("comment_kept")
            : error.message;
      this.dispatchEvent(new CustomEvent("refused", { detail: words }));
      return false;
    } finally {
      this.busy = false;
    }
  }
}

/** Oldest first, whatever the list's own order. */
export function inOrder(comments) {
  return [...comments].sort((a, b) => (a.created < b.created ? -1 : a.created > b.created ? 1 : 0));
}

const MENTION = /(?<![\w@.+-])@([A-Za-z0-9][A-Za-z0-9._+@-]*)/g;

/** The words of a comment as nodes, with the members whom it mentions in bold; never as HTML. */
export function withMentions(text, usernames) {
  const names = usernames.map((name) => name.toLowerCase());
  const parts = [];
  let at = 0;
  for (const found of text.matchAll(MENTION)) {
    const written = found[1].toLowerCase();
    const name = names.find((each) => written.startsWith(each) && /^[._+@-]*$/.test(written.slice(each.length)));
    if (!name) continue;
    const end = found.index + 1 + name.length;
    parts.push(text.slice(at, found.index), h("b", { class: "mention" }, text.slice(found.index, end)));
    at = end;
  }
  return [...parts, text.slice(at)].filter((part) => part !== "");
}
