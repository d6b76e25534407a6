// Single keys. They rest while somebody types, while a dialog is open, and where the person has switched them off.
// A page prints a key where it works: an element with data-key="a" is followed or pressed by A.
// Pages add their own with bindKeys({ j: next, k: previous }); the last binding wins.

const bindings = [];
let chord = 0; // until when (ms) a letter after `g` is awaited

export function bindKeys(map, { within = () => true } = {}) {
  bindings.unshift({ map, within });
}

export function isTyping(target) {
  return (
    target instanceof Element &&
    target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]") !== null
  );
}

function isResting(event) {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return true;
  if (isTyping(event.target) || document.querySelector("dialog[open]")) return true;
  return document.body.dataset.shortcuts === "off";
}

function follow(element) {
  if (!element) return false;
  element.focus();
  element.click();
  return true;
}

function isShown(element) {
  return element.checkVisibility();
}

function press(key, event) {
  if (Date.now() < chord) {
    chord = 0;
    return follow(document.querySelector(`[data-go="${CSS.escape(key)}"]`));
  }
  for (const { map, within } of bindings) {
    if (Object.hasOwn(map, key) && within(event)) return map[key](event) !== false;
  }
  if (key === "g") {
    chord = Date.now() + 1500;
    return true;
  }
  return follow([...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find(isShown));
}

document.addEventListener("keydown", (event) => {
  if (isResting(event)) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (press(key, event)) event.preventDefault();
});

function openSearch() {
  const field = document.getElementById("search");
  if (!field) return false;
  document.querySelector("[data-bar]")?.setAttribute("data-open", "");
  field.focus();
  field.select();
  return true;
}

bindKeys({
  "/": openSearch,
  "?": () => document.getElementById("keys").showModal(),
});
