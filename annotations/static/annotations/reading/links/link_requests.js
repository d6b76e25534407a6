// Links of passages to records: made, removed, and both taken back.

import { call, newKey, RefusedRequest, rowTag } from "../server/api_requests.js";
import { OutdatedStep } from "../server/undo_steps.js";

/** What no body says of a link: the names are for the page alone, the rest is set by the server. */
const NOT_SENT = new Set(["id", "title", "row_title", "author", "version", "created", "updated"]);

/** The body that makes a link, also a stored one again. */
function bodyOf(link) {
  const given = Object.entries(link).filter(([name]) => !NOT_SENT.has(name));
  return Object.fromEntries(given.filter(([, value]) => value !== undefined && value !== null && value !== ""));
}

export class LinkRequests {
  /** `rows` are the names of the references to single rows of a record. */
  constructor(url, rows) {
    Object.assign(this, { url, rows });
    this.known = new Map(); // id: the link as it is now, also where it was removed and made again
  }

  current(link) {
    if (!this.known.has(link.id)) this.known.set(link.id, { id: link.id, version: link.version });
    return this.known.get(link.id);
  }

  /** Make a link; resolves to it, with `takeBack`, which removes it again. */
  async add(link, annotation, key = newKey(), options = {}) {
    const { data } = await call("POST", this.url, { body: { ...bodyOf(link), annotation }, key, ...options });
    const now = this.current(data);
    return { link: { ...link, id: data.id, version: data.version }, takeBack: () => this.remove(now) };
  }

  /** Remove a link; resolves to a function that makes it again. */
  async remove({ id }) {
    const stored = await this.read(id);
    const now = this.current(stored);
    await call("DELETE", `${this.url}${id}/`, { etag: rowTag(stored) });
    return async () => {
      const { data } = await call("POST", this.url, { body: bodyOf(stored), key: newKey() });
      Object.assign(now, { id: data.id, version: data.version });
      this.known.set(data.id, now);
    };
  }

  /** Change a link in place; resolves to it, with `takeBack`, which puts back what it said. */
  async change(link) {
    const stored = await this.read(link.id);
    const now = this.current(stored);
    const { data } = await call("PATCH", `${this.url}${link.id}/`, {
      body: this.said(link),
      etag: rowTag({ id: link.id, version: link.version }),
    });
    now.version = data.version;
    return { link: { ...link, version: data.version }, takeBack: () => this.putBack(now, stored, data) };
  }

  /** Everything that a link says beside its record, what it does not say as null. */
  said(link) {
    const rows = Object.fromEntries(this.rows.map((name) => [name, link[name] ?? null]));
    return {
      role: link.role,
      field: link.field ?? "",
      stated_value: link.stated_value ?? null,
      credibility: link.credibility ?? null,
      ...rows,
    };
  }

  async putBack(now, before, ours) {
    const stored = await this.read(now.id);
    if (JSON.stringify(this.said(stored)) !== JSON.stringify(this.said(ours))) throw new OutdatedStep("changed_since");
    const { data } = await call("PATCH", `${this.url}${now.id}/`, { body: this.said(before), etag: rowTag(stored) });
    now.version = data.version;
  }

  async read(id) {
    try {
      return (await call("GET", `${this.url}${id}/`)).data;
    } catch (error) {
      if (error instanceof RefusedRequest && error.status === 404) throw new OutdatedStep("gone");
      throw error;
    }
  }
}
