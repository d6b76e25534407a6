// Whether what is made here reaches the server: "All saved", "2 unsent", not reached, signed out. Sends what was kept
// as soon as the server answers again.

import { RefusedRequest, SignedOut } from "./api_requests.js";
import { announce, say } from "../page/page_words.js";
import { session } from "./session_renewal.js";

export class ConnectionState {
  constructor({ outbox, store, poll }) {
    Object.assign(this, { outbox, store, poll });
    session.addEventListener("change", () => this.show());
    outbox.addEventListener("change", () => this.kept());
    if (outbox.items().length) this.kept();
  }

  /** The text was readable when the page was made: if it is not now, has the session ended, or is it gone? */
  async failed(error) {
    if (!(error instanceof RefusedRequest || error instanceof SignedOut)) return this.show("offline");
    const isIn = await session.check().catch(() => null);
    return this.show(isIn === null ? "offline" : isIn ? "unreadable" : "signed_out");
  }

  async signIn() {
    if ((await session.check().catch(() => false)) || (await session.signIn())) this.poll.now();
  }

  /** The server answered: send what is kept. */
  async reached() {
    const isOut = session.isOut && !(await session.check().catch(() => false));
    this.show(isOut ? "signed_out" : undefined);
    if (isOut || !this.outbox.items().some((item) => !item.refused)) return;
    const made = await this.outbox.flush();
    if (made.length) {
      announce(say("sent", { n: made.length }));
      this.poll.now();
    }
  }

  kept() {
    this.store.keep(this.outbox.items());
    this.show();
  }

  /** At the end of the bar. `trouble` is signed_out, unreadable or offline. */
  show(trouble) {
    const unsent = this.outbox.items().length;
    const isRefused = trouble === "signed_out" || trouble === "unreadable";
    const state = session.isOut ? "signed_out" : isRefused ? trouble : unsent ? "unsent" : trouble || "saved";
    const place = document.getElementById("saving-state");
    if (!place || place.dataset.state === `${state}${unsent}`) return;
    place.dataset.state = `${state}${unsent}`;
    document.getElementById("sign-in-button").hidden = state !== "signed_out";
    place.querySelector(".state > span").textContent = say(`state_${state}`, { n: unsent });
    place.firstElementChild.classList.toggle("state-doubt", state !== "saved");
  }
}
