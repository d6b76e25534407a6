// Small things about elements.

import { say } from "./page_words.js";

/** `h("p", {class: "note", dir: "auto"}, "text", child)`; null children and attributes are left out. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** A copy of what a server-rendered <template> holds. */
export function copyOf(id) {
  return document.getElementById(id).content.firstElementChild.cloneNode(true);
}

/** The drawing of a record kind or stance, as the server draws it. */
export function drawing(name) {
  const found = document.getElementById("drawings").content.querySelector(`[data-drawing="${name}"]`);
  return found ? found.firstElementChild.cloneNode(true) : document.createTextNode("");
}

/** How a passage stands to a record: the sign and its word; roles without a sign are words alone. */
export function stanceOf(role) {
  const drawn = drawing(role);
  return drawn instanceof Element ? drawn : h("span", { class: "stance stance-mentions" }, say(`role_${role}`));
}

/** Named parts of a copied template: {quote: <blockquote data-part="quote">, ...}. */
export function partsOf(root) {
  return Object.fromEntries(Array.from(root.querySelectorAll("[data-part]"), (part) => [part.dataset.part, part]));
}

/** Focus something that a click must not focus; it leaves the order again when the focus goes. */
export function focusOn(element) {
  element.tabIndex = -1;
  element.addEventListener("blur", () => element.removeAttribute("tabindex"), { once: true });
  element.focus({ preventScroll: true });
}

/** Give the focus back to where it was, a paragraph included. */
export function refocus(element) {
  if (element?.matches("[data-start]")) focusOn(element);
  else element?.focus({ preventScroll: true });
}

const QUIET_INPUTS = new Set(["radio", "checkbox", "button", "submit"]);

/** True while somebody types: single keys then belong to the text. */
export function isTyping(target) {
  if (!(target instanceof Element)) return false;
  if (target.closest("textarea, select, [contenteditable]:not([contenteditable=false])")) return true;
  return target.matches("input") && !QUIET_INPUTS.has(target.type);
}

export function debounced(wait, run) {
  let timer;
  return (...given) => {
    clearTimeout(timer);
    timer = setTimeout(run, wait, ...given);
  };
}

/** Run at most once a frame. */
export function onFrame(run) {
  let asked = 0;
  return () => {
    if (asked) return;
    asked = requestAnimationFrame(() => {
      asked = 0;
      run();
    });
  };
}
