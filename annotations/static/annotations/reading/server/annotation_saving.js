// What changes marks: make, change, delete, restore, link. Every way forward has its way back.

import { toast } from "../../../ctplatform/js/page/toast_messages.js";
import { call, newKey, RefusedRequest, rowTag, SignedOut, ServerUnreachable } from "./api_requests.js";
import { LinkSaving } from "../links/link_saving.js";
import { announce, say } from "../page/page_words.js";
import { session } from "./session_renewal.js";
import { OutdatedStep, UndoSteps } from "./undo_steps.js";

export class AnnotationSaving {
  constructor({ config, store, map, panel, outbox, poll }) {
    Object.assign(this, { config, store, map, panel, outbox, poll });
    this.steps = new UndoSteps();
    this.links = new LinkSaving(this);
    this.made = new Map(); // key of a kept mark: what the server made of it
    panel.addEventListener("save", ({ detail }) => this.save(detail));
    panel.addEventListener("delete", ({ detail }) => this.remove(detail.mark));
    panel.addEventListener("unlink", ({ detail }) => this.links.unlink(detail));
    panel.addEventListener("unrelate", ({ detail }) => this.unrelate(detail));
    panel.relations?.addEventListener("added", ({ detail }) => this.related(detail));
    panel.thread.addEventListener("added", ({ detail }) => this.commented(detail));
  }

  url(id, verb = "") {
    return `${this.config.urls.annotations}${id}/${verb}`;
  }

  where({ start, end }) {
    return this.map.reference(start, end);
  }

  /** Run one change of ours; resolves to true when it was made, else says why it was not. */
  async attempt(change) {
    if (this.running) return false;
    this.running = true;
    this.panel.busy(true);
    try {
      await change();
      return true;
    } catch (error) {
      this.explain(error);
      return false;
    } finally {
      this.running = false;
      this.panel.busy(false);
    }
  }

  /** In the panel where it is open, else in a toast. */
  explain(error) {
    const known = error instanceof ServerUnreachable || error instanceof RefusedRequest;
    if (!known) throw error;
    const words =
      error instanceof RefusedRequest
        ? error.message
        : say(error instanceof SignedOut ? "signed_out_kept" : "not_reached");
    if (this.panel.isOpen) this.panel.complain(words, error.fields);
    else toast([words, ...Object.values(error.fields || {})].join(" "));
  }

  save({ target, values, propose }) {
    return this.attempt(async () => {
      const row = await (target.id ? this.change(target, values) : this.make(target, values, { ask: propose }));
      if (row && propose) await this.links.propose(row, values);
      else if (propose && !this.panel.isOpen) toast(say("not_proposed"));
    });
  }

  async make({ start, end }, { link, code, certainty, note }, options) {
    const quote = this.map.quote(start, end);
    const body = { article_version: this.config.version.id, start, end, quote, certainty, note, ...(code && { code }) };
    const item = { key: newKey(), body, links: link ? [link] : [] };
    const { made, kept, signedOut } = await this.outbox.send(item, options);
    this.panel.close();
    announce(say(signedOut ? "kept_signed_out" : kept ? "kept" : "saved", { where: this.where(body) }));
    this.steps.push({ what: "made", where: this.where(body), id: made?.id, parts: [() => this.unmake(item.key)] });
    if (made) this.arrived(made);
    if (signedOut) session.signIn().then((isIn) => isIn && this.poll.now()); // which sends it
    return made;
  }

  /** The server has it: show it at once, and ask for the rest. */
  arrived(made) {
    this.poll.forget();
    this.store.put({ ...made, author: this.config.user.id, comments: 0 });
    this.poll.now();
  }

  /** Send one kept item: the annotation, then its links, each under a key of its own. */
  async deliver(item, keep, options) {
    let { made } = item;
    if (!made) {
      const { data } = await call("POST", this.config.urls.annotations, { body: item.body, key: item.key, ...options });
      made = data;
      keep({ ...item, made });
    }
    this.made.set(item.key, made);
    const links = [];
    for (const [at, link] of item.links.entries())
      links.push((await this.links.add(link, made.id, `${item.key}-${at}`, options)).link);
    return { ...made, links };
  }

  /** Take back a mark made here: one that was not sent yet is only forgotten. */
  async unmake(key) {
    if (this.outbox.sending.has(key)) throw new ServerUnreachable();
    const made = this.made.get(key);
    if (made) await call("DELETE", this.url(made.id), { etag: rowTag(this.rowOf(made.id)) });
    this.outbox.remove(key);
  }

  /** The mark as the server last showed it. */
  rowOf(id) {
    const row = this.store.rows.get(id);
    if (!row) throw new OutdatedStep("gone");
    return row;
  }

  async change(target, { link, ...values }) {
    const body = Object.fromEntries(
      Object.entries(values).filter(([name, value]) => (target[name] ?? "") !== (value ?? "")),
    );
    if ("start" in body || "end" in body) body.quote = this.map.quote(values.start, values.end);
    const step = { what: "changed", where: this.where(target), parts: [] };
    let row = target;
    if (Object.keys(body).length) row = await this.patch(target, body, step);
    if (!row) return null;
    if (link) link = await this.links.save(row, link, step);
    this.poll.forget();
    this.store.put({ ...row, links: link ? [...target.links.filter(({ id }) => id !== link.id), link] : target.links });
    this.panel.close();
    announce(say("saved", { where: this.where(row) }));
    this.poll.now();
    return row;
  }

  /** Remember a part of a step; the step counts from its first part on. */
  remember(step, takeBack) {
    step.parts.push(takeBack);
    if (step.parts.length === 1) this.steps.push(step);
  }

  async patch(target, body, step) {
    try {
      const { data } = await call("PATCH", this.url(target.id), { body, etag: rowTag(target) });
      const before = Object.fromEntries(Object.keys(body).map((name) => [name, target[name] ?? null]));
      if (body.quote) before.quote = this.map.quote(target.start, target.end);
      this.remember(step, () => this.patchBack(target.id, before, body));
      return { ...target, ...body, version: data.version };
    } catch (error) {
      if (!(error instanceof RefusedRequest) || error.status !== 412) throw error;
      await this.poll.now();
      const theirs = this.store.rows.get(target.id);
      if (theirs) this.panel.conflict(theirs);
      else this.panel.complain(say("gone"));
      return null;
    }
  }

  /** Put the values from before back, unless somebody changed the same ones since. */
  async patchBack(id, before, ours) {
    const row = this.rowOf(id);
    const isOurs = Object.entries(ours).every(
      ([name, value]) => name === "quote" || (row[name] ?? "") === (value ?? ""),
    );
    if (!isOurs) throw new OutdatedStep("changed_since");
    await call("PATCH", this.url(id), { body: before, etag: rowTag(row) });
  }

  remove(mark) {
    if (!mark?.id || !this.store.mayEdit(mark)) return false;
    this.attempt(async () => {
      const current = this.store.rows.get(mark.id) || mark;
      await call("DELETE", this.url(mark.id), { etag: rowTag(current) });
      this.panel.close();
      this.poll.forget();
      this.store.drop(mark.id);
      this.sayDeleted(mark);
      this.poll.now();
    });
    return true;
  }

  sayDeleted(mark) {
    const { label } = this.map.paragraphs[this.map.indexAt(mark.start)];
    const step = { what: "deleted", id: mark.id, where: this.where(mark) };
    step.parts = [() => call("POST", this.url(mark.id, "restore/"), { body: {} })];
    this.steps.push(step);
    step.dismiss = toast(label ? say("deleted_from", { label }) : say("deleted"), {
      label: say("undo"),
      key: "U",
      run: () => this.undo(mark.id),
    });
  }

  /** Take back the last thing done here, or the last one done to one mark. */
  undo(id) {
    if (this.panel.dirty) return this.panel.leave();
    const step = this.steps.last(id);
    if (this.running || !step) {
      if (!step) toast(say("nothing_to_undo"));
      return true;
    }
    this.panel.close();
    this.takeBack(step);
    return true;
  }

  async takeBack(step) {
    if (!(await this.attempt(() => this.steps.run(step)))) return;
    toast(say(`undone_${step.what}`, step));
    announce(say("undone"));
    this.poll.forget();
    await this.poll.now();
  }

  commented({ mark, comment }) {
    const row = this.store.rows.get(mark);
    if (row) this.store.put({ ...row, comments: row.comments + 1 });
    const takeBack = () => call("DELETE", `${this.config.urls.comments}${comment.id}/`, { etag: rowTag(comment) });
    this.steps.push({ what: "commented", where: row ? this.where(row) : "", parts: [takeBack] });
    announce(say("comment_saved"));
    this.poll.now();
  }

  /** A relation was made in the panel: show it there. */
  async related({ mark, relation }) {
    const takeBack = () => call("DELETE", `${this.config.urls.relations}${relation.id}/`, { etag: rowTag(relation) });
    this.steps.push({ what: "related", where: this.where(mark), parts: [takeBack] });
    announce(say("related"));
    await this.reread(mark);
  }

  unrelate({ mark, relation: id }) {
    return this.attempt(async () => {
      const relation = this.rowOf(mark.id).relations.find((each) => each.id === id);
      await call("DELETE", `${this.config.urls.relations}${id}/`, { etag: rowTag(relation) });
      announce(say("unrelated"));
      await this.reread(mark);
    });
  }

  /** Read the marks again, and show what the panel's mark is in now. */
  async reread(mark) {
    this.poll.forget();
    await this.poll.now();
    if (this.panel.target?.id === mark.id) this.panel.showStated(mark.id);
  }
}
