// Talks to /api/v1/. Answers that mean "try again later" differ from those that mean "no", and from those that mean
// "you are signed out".

import { session } from "./session_renewal.js";

/** The server said no: `fields` maps a body field to its message. */
export class RefusedRequest extends Error {
  constructor(status, problem = {}) {
    super(problem.detail || problem.title || String(status));
    this.status = status;
    this.fields = Object.fromEntries(
      (problem.errors || []).map(({ pointer = "", message }) => [pointer.replace(/^[#/]+/, ""), message]),
    );
  }
}

/** Nobody answered, or the answer was "not now": what was sent is kept and sent again. */
export class ServerUnreachable extends Error {
  constructor(status = 0) {
    super(`unreachable ${status}`);
    this.status = status;
  }
}

/** The session has ended: what was sent is kept, and sent again after a sign-in. */
export class SignedOut extends ServerUnreachable {}

const LATER = new Set([408, 425, 429, 500, 502, 503, 504]);

/** Unique enough to name one attempt; `crypto.randomUUID` is missing on plain http. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function problemOf(response) {
  try {
    return await response.json();
  } catch {
    return { detail: response.statusText };
  }
}

/**
 * One request. Resolves to {status, data, etag}; throws RefusedRequest or ServerUnreachable. A write that finds the session ended asks
 * for a sign-in within the page and is sent again after it; not with `ask: false`.
 */
export async function call(method, url, options = {}) {
  try {
    return await callOnce(method, url, options);
  } catch (error) {
    if (!(error instanceof SignedOut) || method === "GET") throw error;
    if (!(await renewed(options.ask !== false))) throw error;
    return callOnce(method, url, options);
  }
}

/** True when the person is signed in after all, with a new token, or has signed in again now. */
async function renewed(ask) {
  const isIn = await session.check().catch(() => {
    throw new ServerUnreachable();
  });
  return isIn || (ask && session.signIn());
}

async function callOnce(method, url, { body, etag, known, key, signal, polling, keepalive }) {
  const headers = { Accept: "application/json" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (etag) headers["If-Match"] = etag;
  if (known) headers["If-None-Match"] = known;
  if (key) headers["Idempotency-Key"] = key;
  if (polling) headers["X-Polling"] = "1"; // no use of the session by its owner
  if (method !== "GET") headers["X-CSRFToken"] = document.querySelector('meta[name="csrf-token"]')?.content || "";
  const response = await attempt(url, { method, headers, signal, keepalive, body: body && JSON.stringify(body) });
  if (response.status === 304) return { status: 304, data: null, etag: known };
  if (response.status === 401) throw new SignedOut(401);
  if (LATER.has(response.status)) throw new ServerUnreachable(response.status);
  if (!response.ok) throw refusal(response.status, await problemOf(response));
  const data = response.status === 204 ? null : await response.json();
  return { status: response.status, data, etag: response.headers.get("ETag") };
}

/** A page older than its session (somebody signed in again) is refused for its token, not its words. */
function refusal(status, problem) {
  const isStale = status === 403 && /^CSRF/.test(problem.detail || "");
  return isStale ? new SignedOut(status) : new RefusedRequest(status, problem);
}

async function attempt(url, options) {
  try {
    return await fetch(url, { ...options, credentials: "same-origin" });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ServerUnreachable();
  }
}

export const rowTag = ({ id, version }) => `"${id}-${version}"`;
