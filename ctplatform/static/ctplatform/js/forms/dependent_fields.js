// Fields that only some choices of another field take ([data-shown-with] names it, [data-shown-for] has the choices) are
// hidden and not sent otherwise. Those that the choice needs ([data-needed-for]) are not called optional. So are single
// options of a field ([data-offered-with] names the other field, [data-offered-for] of an option has the choices).

const CHOSEN = "[data-shown-with]";
const OFFERED = "[data-offered-with]";

function show(form) {
  for (const control of form.querySelectorAll(CHOSEN)) {
    const { shownWith, shownFor = "", neededFor = "" } = control.dataset;
    const choice = form.elements[shownWith]?.value ?? "";
    const field = control.closest(".field");
    const isShown = shownFor.split(" ").includes(choice);
    field.hidden = !isShown;
    for (const each of field.querySelectorAll("input, select, textarea")) each.disabled = !isShown;
    const optional = field.querySelector(".optional");
    if (optional) optional.hidden = neededFor.split(" ").includes(choice);
  }
  form.querySelectorAll(OFFERED).forEach(offer);
  for (const section of form.querySelectorAll("details:has([data-shown-with])")) {
    section.hidden = !section.querySelector(".field:not([hidden])");
  }
}

/** Offer the options that the choice takes; an option that it does not take is not kept. */
function offer(select) {
  const choice = select.form.elements[select.dataset.offeredWith]?.value ?? "";
  for (const option of select.querySelectorAll("[data-offered-for]")) {
    const isOffered = option.dataset.offeredFor.split(" ").includes(choice);
    option.hidden = option.disabled = !isOffered;
  }
  if (select.selectedOptions[0]?.disabled) select.value = "";
}

const forms = () => new Set([...document.querySelectorAll(CHOSEN)].map(({ form }) => form));

document.addEventListener("change", ({ target }) => {
  if (target.form?.querySelector(`[data-shown-with="${CSS.escape(target.name)}"]`)) show(target.form);
});
addEventListener("pageshow", () => forms().forEach(show));
forms().forEach(show);
