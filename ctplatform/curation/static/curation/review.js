// Keys of the review: C, X, Ctrl/Cmd Enter decide; O opens the passage of the field that one is in.
// J and K (lists.js) move from field to field. Without this script every button still works.
import { bindKeys } from "../ctplatform/js/keys.js";

const form = document.querySelector("[data-decide]");

function press(decision) {
  const button = form?.querySelector(`[data-decision="${decision}"]`);
  button?.click();
  return Boolean(button);
}

function openPassage() {
  const row = document.querySelector("[data-row][data-current]") ?? document;
  const link = row.querySelector("[data-passage]");
  link?.click();
  return Boolean(link);
}

// A refusal without a reason is asked for one before it is sent; the server refuses it as well.
form?.addEventListener("click", ({ target }) => {
  const button = target.closest("button");
  if (button) form.elements.reason.required = "needsReason" in button.dataset;
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && press("enter")) event.preventDefault();
});

bindKeys({ c: () => press("c"), x: () => press("x"), o: openPassage });
