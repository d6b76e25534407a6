// What a pointer shows, said to those who hear a page: once, and only where the pointer rests. What is focused says its
// own name and is not said here again.

const RESTS = 150; // ms
let region;
let timer;

function ready() {
  region ??= document.body.appendChild(Object.assign(document.createElement("p"), { className: "visually-hidden" }));
  region.setAttribute("role", "status");
  return region;
}

/** Say some words, unless `element`, which they belong to, has the focus and so has said them. */
export function speak(words, element) {
  clearTimeout(timer);
  if (element && element === document.activeElement) {
    ready().textContent = "";
    return;
  }
  timer = setTimeout(() => {
    if (ready().textContent !== words) region.textContent = words;
  }, RESTS);
}

/** Say nothing more of what the pointer has left. */
export function hush() {
  clearTimeout(timer);
  if (region) region.textContent = "";
}

if (document.body) ready(); // a region that comes with its words is not heard everywhere
