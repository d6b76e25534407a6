// Fields that only some choices of another field take ([data-shown-with] names it, [data-shown-for] has the choices) are
// hidden and not sent otherwise. Those that the choice needs ([data-needed-for]) are not called optional.

const CHOSEN = "[data-shown-with]";

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
}

const forms = () => new Set([...document.querySelectorAll(CHOSEN)].map(({ form }) => form));

document.addEventListener("change", ({ target }) => {
  if (target.form?.querySelector(`[data-shown-with="${CSS.escape(target.name)}"]`)) show(target.form);
});
addEventListener("pageshow", () => forms().forEach(show));
forms().forEach(show);
