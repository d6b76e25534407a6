// Keys of the review. C, X, Ctrl/Cmd Enter decide; Y and N tick the field that one is in; 1, 2, 3 choose a side of a
// conflict; O opens the passage, R what somebody else proposed; . and , go to the next proposal and back. J and K (list_rows.js)
// move on from field to field. Without this script every button still works.
import { bindKeys } from "../ctplatform/js/page/shortcut_keys.js";

const form = document.querySelector("[data-decide]");
const many = document.querySelector("[data-many]");
const here = () => document.querySelector("[data-row][data-current]");

function press(decision) {
  const button = (form ?? many)?.querySelector(`[data-decision="${decision}"]`);
  button?.click();
  return Boolean(button);
}

function open(kind) {
  const link = (here() ?? document).querySelector(`[data-${kind}]`);
  link?.click();
  return Boolean(link);
}

// From proposal to proposal, and at the end of a page to the page beside it.
function turn(step) {
  const links = [...document.querySelectorAll(`[data-queue] :is(li > a${step > 0 ? ', [rel="next"]' : ""})`)];
  const at = links.findIndex((link) => link.getAttribute("aria-current") === "true");
  const next = links[at + step] ?? document.querySelector(`[data-queue] [rel="${step > 0 ? "next" : "prev"}"]`);
  next?.click();
  return Boolean(next);
}

function tick(wanted) {
  const box = here()?.querySelector('input[type="checkbox"]');
  if (box && box.checked !== wanted) box.click();
  return Boolean(box);
}

function choose(side) {
  const radio = here()?.querySelectorAll('input[type="radio"]')[side];
  radio?.click();
  return Boolean(radio);
}

// A refusal without a reason is asked for one before it is sent; the server refuses it as well.
form?.addEventListener("click", ({ target }) => {
  const button = target.closest("button");
  if (button) form.elements.reason.required = "needsReason" in button.dataset;
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && press("enter")) event.preventDefault();
});

bindKeys({
  c: () => press("c"),
  o: () => open("passage"),
  r: () => open("rival"),
  y: () => tick(true),
  n: () => tick(false),
});
bindKeys({ ".": () => turn(1), ",": () => turn(-1) });
bindKeys({ 1: () => choose(0), 2: () => choose(1), 3: () => choose(2) });
if (form) bindKeys({ x: () => press("x") });
