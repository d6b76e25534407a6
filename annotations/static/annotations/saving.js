// What changes marks: make, change, delete, restore, link. Every way forward has its way back.

import { toast } from "../ctplatform/js/toast.js";
import { call, newKey, Refused, rowTag, Unreachable } from "./api.js";
import { putValue } from "./register.js";
import { announce, say } from "./say.js";

/** What is sent of a link: the names are for the page alone. */
const sent = ({ title: _title, relation_title: _told, ...link }) => link;

export class Saving {
  constructor({ config, store, map, panel, outbox, poll }) {
    Object.assign(this, { config, store, map, panel, outbox, poll, done: [] });
    panel.addEventListener("save", ({ detail }) => this.save(detail));
    panel.addEventListener("delete", ({ detail }) => this.remove(detail.mark));
    panel.addEventListener("unlink", ({ detail }) => this.unlink(detail));
    panel.thread.addEventListener("added", ({ detail }) => this.commented(detail));
  }

  url(id, verb = "") {
    return `${this.config.urls.annotations}${id}/${verb}`;
  }

  /** Run one change of ours; say in the panel why it could not be made. */
  async attempt(change) {
    if (this.running) return;
    this.running = true;
    this.panel.busy(true);
    try {
      await change();
    } catch (error) {
      if (error instanceof Unreachable) this.panel.complain(say("not_reached"));
      else if (error instanceof Refused) this.panel.complain(error.message, error.fields);
      else throw error;
    } finally {
      this.running = false;
      this.panel.busy(false);
    }
  }

  save({ target, values, propose }) {
    return this.attempt(async () => {
      const row = await (target.id ? this.change(target, values) : this.make(target, values));
      if (row && propose) await this.propose(row, values);
    });
  }

  /** Put the value to the register as well; the mark is saved already, whatever comes of it. */
  async propose({ id, start, end }, { link, note }) {
    const kind = this.config.register.find(({ type }) => type === link.target_type);
    const reason = note || this.map.quote(start, end).slice(0, 200);
    try {
      const waits = await putValue(kind, link, { annotation: id, reason, key: newKey() });
      toast(say(waits ? "proposed" : "applied", { record: link.title }));
    } catch (error) {
      const row = this.store.rows.get(id);
      if (row) this.panel.open(row);
      throw error;
    }
  }

  async make({ start, end }, { link, code, certainty, note }) {
    const quote = this.map.quote(start, end);
    const body = { article_version: this.config.version.id, start, end, quote, certainty, note, ...(code && { code }) };
    const item = { key: newKey(), body, links: link ? [link] : [] };
    const { made, kept } = await this.outbox.send(item);
    this.panel.close();
    announce(say(kept ? "kept" : "saved", { where: this.map.reference(start, end) }));
    if (made) this.arrived(made, item);
    return made;
  }

  /** The server has it: show it at once, ask for the rest, and remember how to take it back. */
  arrived(made, { links }) {
    this.poll.forget();
    this.store.put({ ...made, author: this.config.user.id, comments: 0, links });
    this.done.push({ verb: "made", id: made.id });
    this.poll.now();
  }

  /** Send one kept item: the annotation, then its links, each under a key of its own. */
  async deliver(item, keep) {
    let { made } = item;
    if (!made) {
      const { data } = await call("POST", this.config.urls.annotations, { body: item.body, key: item.key });
      made = data;
      keep({ ...item, made });
    }
    for (const [at, link] of item.links.entries()) {
      const body = { ...sent(link), annotation: made.id };
      await call("POST", this.config.urls.links, { body, key: `${item.key}-${at}` });
    }
    return made;
  }

  async change(target, { link, ...values }) {
    const body = Object.fromEntries(Object.entries(values).filter(([name, value]) => (target[name] ?? "") !== (value ?? "")));
    let row = target;
    if (Object.keys(body).length) row = await this.patch(target, body);
    if (!row) return null;
    if (link) await this.link(row, link);
    this.poll.forget();
    this.store.put({ ...row, links: link ? [...target.links, link] : target.links });
    this.panel.close();
    announce(say("saved", { where: this.map.reference(row.start, row.end) }));
    this.poll.now();
    return row;
  }

  async patch(target, body) {
    try {
      const { data } = await call("PATCH", this.url(target.id), { body, etag: rowTag(target) });
      const before = Object.fromEntries(Object.keys(body).map((name) => [name, target[name] ?? null]));
      this.done.push({ verb: "changed", id: target.id, before });
      return { ...target, ...body, version: data.version };
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 412) throw error;
      await this.poll.now();
      const theirs = this.store.rows.get(target.id);
      if (theirs) this.panel.conflict(theirs);
      else this.panel.complain(say("gone"));
      return null;
    }
  }

  link(row, link) {
    return call("POST", this.config.urls.links, { body: { ...sent(link), annotation: row.id }, key: newKey() });
  }

  unlink({ mark, link }) {
    return this.attempt(async () => {
      const row = mark.links.find(({ id }) => id === link);
      await call("DELETE", `${this.config.urls.links}${link}/`, { etag: rowTag(row) });
      this.panel.close();
      await this.poll.now();
      announce(say("unlinked", { where: this.map.reference(mark.start, mark.end) }));
    });
  }

  remove(mark) {
    if (!mark?.id || !this.store.mayEdit(mark)) return false;
    this.attempt(async () => {
      const current = this.store.rows.get(mark.id) || mark;
      await call("DELETE", this.url(mark.id), { etag: rowTag(current) });
      this.panel.close();
      this.poll.forget();
      this.store.drop(mark.id);
      const { label } = this.map.paragraphs[this.map.indexAt(mark.start)];
      const dismiss = toast(label ? say("deleted_from", { label }) : say("deleted"), {
        label: say("undo"), key: "U", run: () => this.undo(mark.id),
      });
      this.done.push({ verb: "deleted", id: mark.id, dismiss });
      this.poll.now();
    });
    return true;
  }

  /** Take back the last thing done here, or the deletion of one mark. */
  undo(id) {
    const at = id ? this.done.findLastIndex((step) => step.id === id) : this.done.length - 1;
    const [step] = at < 0 ? [] : this.done.splice(at, 1);
    if (!step) return false;
    step.dismiss?.();
    this.attempt(() => this.takeBack(step)).then(() => announce(say("undone")));
    return true;
  }

  async takeBack({ verb, id, before }) {
    const row = this.store.rows.get(id);
    if (verb === "deleted") await call("POST", this.url(id, "restore/"), { body: {} });
    else if (row && verb === "made") await call("DELETE", this.url(id), { etag: rowTag(row) });
    else if (row) await call("PATCH", this.url(id), { body: before, etag: rowTag(row) });
    this.poll.forget();
    await this.poll.now();
  }

  commented(id) {
    const row = this.store.rows.get(id);
    if (row) this.store.put({ ...row, comments: row.comments + 1 });
    announce(say("comment_saved"));
    this.poll.now();
  }
}
