// Requests from scripts: the CSRF token is in the page (its cookie is out of reach of scripts).

export const csrfToken = () => document.querySelector('meta[name="csrf-token"]').content;

document.addEventListener("htmx:config:request", ({ detail }) => {
  const { request } = detail.ctx;
  if (request.method !== "GET") request.headers["X-CSRFToken"] = csrfToken();
});

// fetch with the token and JSON; the answer as {ok, status, data}. Never throws on a status; throws when offline.
export async function send(method, url, body, headers = {}) {
  const response = await fetch(url, {
    method,
    credentials: "same-origin",
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrfToken(), ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  return { ok: response.ok, status: response.status, headers: response.headers, data: text ? JSON.parse(text) : null };
}

// Offline: a banner that says so, for as long as it is so.
const banners = document.getElementById("banners");
const offline = document.getElementById("offline-banner");

function showConnection() {
  const shown = document.getElementById("offline-now");
  if (navigator.onLine) shown?.remove();
  else if (!shown && offline) banners.prepend(offline.content.cloneNode(true));
}

addEventListener("online", showConnection);
addEventListener("offline", showConnection);
