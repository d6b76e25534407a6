// Keeps what somebody types in a form until the server has it: after a sign-in, an expired form, a fault or a reload it is
// back, with a notice. Drafts lie in this tab alone (sessionStorage), under the id of the person, and go at sign-out.
// A form with a password, a search and a dialog keep none; nor does one with [data-no-draft]. See docs/decisions/0078.

const PREFIX = "ctplatform-draft:";
const { user = "", page = "", method = "GET" } = document.body.dataset;
const isPage = page === "page";

export const draftName = (person, what) => `${PREFIX}${person}:${what}`;

/** Read a draft; null without one, or where the browser keeps nothing. */
export function readDraft(name) {
  try {
    return JSON.parse(sessionStorage.getItem(name));
  } catch {
    return null;
  }
}

/** Keep a draft, or with null forget it. False where the browser keeps nothing, or it is too long. */
export function keepDraft(name, draft) {
  try {
    if (draft) sessionStorage.setItem(name, JSON.stringify(draft));
    else sessionStorage.removeItem(name);
    return true;
  } catch {
    return false;
  }
}

function names(prefix) {
  try {
    return Object.keys(sessionStorage).filter((name) => name.startsWith(prefix));
  } catch {
    return [];
  }
}

// Which forms and which of their controls ---------------------------------------------------------------------------

const TYPED =
  "textarea, [data-find] input, input:is(:not([type]), [type=text], [type=url], [type=email], [type=number], [type=date], [type=search])";
const isKeptForm = (form) =>
  form?.method === "post" &&
  form.matches("main form:not([data-no-draft])") &&
  !form.querySelector("[type=password]") &&
  form.querySelector(TYPED);

function controls(form) {
  return [...form.elements].filter(
    (control) =>
      control.name &&
      control.name !== "csrfmiddlewaretoken" &&
      !control.closest("[data-row]") &&
      !["file", "submit", "button", "password", "fieldset"].includes(control.type) &&
      (control.type !== "hidden" || control.closest("[data-find]")),
  );
}

const isBox = ({ type }) => type === "checkbox" || type === "radio";
// Several controls may share a name: boxes differ by their values, others by their place.
function labelled(form) {
  const seen = new Map();
  return controls(form).map((control) => {
    if (isBox(control)) return [`${control.name}=${control.value}`, control];
    const place = seen.get(control.name) || 0;
    seen.set(control.name, place + 1);
    return [place ? `${control.name}#${place}` : control.name, control];
  });
}

function enteredValue(control) {
  if (isBox(control)) return control.checked;
  return control.multiple ? [...control.selectedOptions].map(({ value }) => value) : control.value;
}

const hiddenAtFirst = new WeakMap(); // setting a hidden control's value changes its default as well

function initialValue(control) {
  if (control.type === "hidden") return hiddenAtFirst.get(control) ?? "";
  if (isBox(control)) return control.defaultChecked;
  if (!control.options) return control.defaultValue;
  const chosen = [...control.options].filter(({ defaultSelected }) => defaultSelected).map(({ value }) => value);
  return control.multiple ? chosen : (chosen.at(-1) ?? control.options[0]?.value ?? "");
}

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

function setValue(control, value) {
  if (isBox(control)) control.checked = value;
  else if (control.multiple) for (const option of control.options) option.selected = value.includes(option.value);
  else control.value = value;
}

function nameOf(form) {
  const { pathname, search } = new URL(form.getAttribute("action") || location.href, location.href);
  const alike = [...document.forms].filter(
    (other) => isKeptForm(other) && other.getAttribute("action") === form.getAttribute("action"),
  );
  return draftName(user, `form:${pathname}${search}:${form.id || alike.indexOf(form)}`);
}

// Keeping -----------------------------------------------------------------------------------------------------------

/** Keep the fields that were changed here, not the others: the record may move meanwhile. */
function keep(form) {
  const name = nameOf(form);
  const before = readDraft(name);
  const values = {};
  for (const [label, control] of labelled(form)) {
    const value = enteredValue(control);
    const wasKept = before && label in before.values;
    if (wasKept || !same(value, initialValue(control))) values[label] = value;
  }
  const hasFile = [...form.querySelectorAll("[type=file]")].some(({ files }) => files.length);
  const from = before && method === "POST" ? before.from : location.pathname + location.search;
  keepDraft(name, Object.keys(values).length ? { values, from, hasFile, at: Date.now() } : null);
}

const timers = new Map();
function changed({ target }) {
  const { form } = target;
  if (!user || !isKeptForm(form)) return;
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(flush, 250, form));
}

function flush(form) {
  if (!timers.has(form)) return;
  clearTimeout(timers.get(form));
  timers.delete(form);
  keep(form);
}

function forgetAll() {
  for (const timer of timers.values()) clearTimeout(timer);
  timers.clear();
  for (const name of names(draftName(user, ""))) keepDraft(name, null);
}

document.addEventListener("input", changed);
document.addEventListener("change", changed);
addEventListener("pagehide", () => [...timers.keys()].forEach(flush));
document.addEventListener("submit", ({ target: form, defaultPrevented }) => {
  if (defaultPrevented) return;
  if (form.matches("[data-sign-out]")) forgetAll();
  if (!user || !isKeptForm(form)) return;
  flush(form);
  const draft = readDraft(nameOf(form));
  if (draft) keepDraft(nameOf(form), { ...draft, sent: true });
});

// Bringing back -----------------------------------------------------------------------------------------------------

const navigation = performance.getEntriesByType("navigation")[0];
const cameBack = ["back_forward", "reload"].includes(navigation?.type);

/** What became of a form that was sent: kept where it failed or stands here again as it was sent, else forgotten. */
function settle(name, draft, form) {
  const failed = !isPage || cameBack || navigation?.responseStatus >= 400;
  const standsHere =
    method === "POST" &&
    form &&
    labelled(form).every(
      ([label, control]) => !(label in draft.values) || same(enteredValue(control), draft.values[label]),
    );
  const { sent: _sent, ...rest } = draft;
  keepDraft(name, failed || standsHere ? rest : null);
}

function bringBack(form, draft) {
  let isChanged = false;
  for (const [label, control] of labelled(form)) {
    if (!(label in draft.values) || same(enteredValue(control), draft.values[label])) continue;
    setValue(control, draft.values[label]);
    control.closest("details")?.setAttribute("open", "");
    isChanged = true;
  }
  if (isChanged) showNotice(form, draft);
}

function copyOf(id) {
  return document.getElementById(id)?.content.firstElementChild.cloneNode(true);
}

function showNotice(form, draft) {
  const notice = copyOf("draft-notice");
  notice.querySelector("[data-draft-file]").hidden = !draft.hasFile;
  notice.querySelector("button").addEventListener("click", () => {
    clearTimeout(timers.get(form));
    timers.delete(form);
    keepDraft(nameOf(form), null);
    form.reset();
    for (const [, control] of labelled(form)) if (control.type === "hidden") control.value = initialValue(control);
    notice.remove();
  });
  form.prepend(notice);
}

/** Where a form could not be sent: lead back to it, through the sign-in. */
function showWayBack() {
  const waiting = names(PREFIX)
    .map((name) => readDraft(name))
    .filter((draft) => draft?.sent || draft?.failed);
  const latest = waiting.sort((a, b) => b.at - a.at)[0];
  if (!latest) return;
  const next = document.querySelector('main form input[name="next"]');
  if (next) next.value = latest.from;
  const notice = copyOf("draft-waits");
  const link = notice.querySelector("a");
  link.href = latest.from;
  link.hidden = Boolean(next);
  document.getElementById("banners").append(notice);
}

function start() {
  for (const control of document.querySelectorAll("[data-find] input[type=hidden]"))
    hiddenAtFirst.set(control, control.value);
  const forms = new Map([...document.forms].filter(isKeptForm).map((form) => [nameOf(form), form]));
  if (!isPage) showWayBack();
  for (const name of names(PREFIX)) {
    const draft = readDraft(name);
    if (!draft?.sent) continue;
    if (!isPage) keepDraft(name, { ...draft, sent: undefined, failed: true });
    else if (name.startsWith(draftName(user, "form:"))) settle(name, draft, forms.get(name));
  }
  for (const [name, form] of forms) {
    const draft = user && readDraft(name);
    if (draft) bringBack(form, draft);
  }
}

start();
