// Words of the page. They come from the server, translated; `{name}` is filled in here.

let words = {};

export function learn(given) {
  words = given;
}

/** `say("more", {n: 7, label: 4})` -> "7 more in ¶4"; with `n`, "<key>_one" is used for 1. */
export function say(key, values = {}) {
  const text = (values.n === 1 && words[`${key}_one`]) || words[key] || key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
}

/** Tell people who listen to the page, without moving their focus. */
export function announce(text) {
  const region = document.getElementById("announcements");
  if (!region) return;
  region.textContent = "";
  setTimeout(() => (region.textContent = text), 50); // the same words twice are read twice
}
