// Single keys of the panel: letters lead to its parts, digits choose a grade or a family, other letters a code.

// No code has one of these letters (annotations/codebooks/code_keys.py).
const PART_OF_KEY = { L: "record", F: "field", S: "stance", G: "grade", C: "note" };

/** Handle a single key; true when it was one of the panel's. */
export function pressKey(panel, pressed) {
  const part = PART_OF_KEY[pressed.toUpperCase()];
  if (part) return goTo(panel, part);
  if (panel.parts.editing.disabled) return false;
  return chooseGrade(panel, pressed) || panel.codes.key(pressed);
}

function goTo({ parts, thread }, part) {
  const found = parts[part];
  let input = found?.matches("fieldset") ? found.querySelector("input:checked") || found.querySelector("input") : found;
  if (part === "note" && !input.checkVisibility()) input = thread.text; // another person's mark is answered
  if (!input || input.matches(":disabled") || !input.checkVisibility()) return false;
  input.focus();
  return true;
}

function chooseGrade({ parts }, pressed) {
  if (!parts.grade?.contains(document.activeElement)) return false;
  const input = parts.grade.querySelector(`input[value="${CSS.escape(pressed)}"]`);
  input?.click();
  input?.focus();
  return Boolean(input);
}
