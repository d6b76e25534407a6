// Signing in again without leaving the page: what is open and typed stays, and what was being sent is sent after it.

/** Who is signed in in this browser now, and the token for writes: {user, token}. */
async function readSession(url) {
  const response = await fetch(url, { credentials: "same-origin", cache: "no-store", headers: { "X-Polling": "1" } });
  return sessionOf(await response.text());
}

function sessionOf(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  return {
    user: page.body.dataset.user || "",
    token: page.querySelector('meta[name="csrf-token"]')?.content || "",
    says: page.querySelector("main .error-summary, main .lead")?.textContent.trim().replace(/\s+/g, " ") || "",
  };
}

class SessionRenewal extends EventTarget {
  constructor() {
    super();
    this.isOut = false;
  }

  /** Find the page's dialog; without one nobody is asked. */
  start() {
    this.user = document.body.dataset.user || "";
    this.dialog = document.getElementById("sign-in-again");
    this.form = this.dialog?.querySelector("form[method=post]");
    this.form?.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.dialog?.addEventListener("close", () => this.answered?.(!this.isOut));
  }

  /** Whether this page's person is still signed in; takes the present token for writes. Throws when nobody answers. */
  async check() {
    if (!this.form) return false; // a page for people who only read
    const now = await readSession(this.form.action);
    this.learn(now);
    return !this.isOut;
  }

  learn({ user, token }) {
    const wasOut = this.isOut;
    this.isOut = user !== this.user;
    if (!this.isOut && token) document.querySelector('meta[name="csrf-token"]').content = token;
    if (wasOut !== this.isOut) this.dispatchEvent(new Event("change"));
  }

  /** Ask for the password, once for all who wait; resolves to true when the person is signed in again. */
  signIn() {
    if (!this.dialog) return Promise.resolve(false);
    if (this.asking) return this.asking;
    this.learn({ user: null });
    this.say("");
    this.form.elements.password.value = "";
    this.dialog.showModal();
    this.form.elements.password.focus();
    this.asking = new Promise((resolve) => (this.answered = resolve)).finally(() => (this.asking = null));
    return this.asking;
  }

  async submit() {
    const button = this.form.querySelector("[type=submit]");
    button.disabled = true;
    try {
      if (await this.check())
        this.dialog.close(); // it was done in another tab
      else await this.send();
    } catch {
      this.say(this.form.dataset.away);
    } finally {
      button.disabled = false;
    }
  }

  async send() {
    const { token } = await readSession(this.form.action);
    const body = new FormData(this.form);
    body.set("csrfmiddlewaretoken", token);
    body.set("next", new URL(this.form.action).pathname);
    const answer = await fetch(this.form.action, {
      method: "POST",
      body: new URLSearchParams(body),
      credentials: "same-origin",
    });
    const now = sessionOf(await answer.text());
    this.learn(now);
    if (this.isOut) this.say(now.says || this.form.dataset.refused);
    else this.dialog.close();
  }

  say(words) {
    const place = this.form.querySelector("[role=alert]");
    place.textContent = words;
    place.hidden = !words;
  }
}

export const session = new SessionRenewal();
