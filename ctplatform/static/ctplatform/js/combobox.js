// A field that refers to one record among very many: ARIA's editable combobox with a list.
// Words are searched on the server; the id of what was chosen stands in the hidden field beside it.

const WAIT = 120; // ms after the last key
let made = 0;

document.querySelectorAll("[data-find]").forEach(enhance);

function enhance(box) {
  const [kept, input] = box.querySelectorAll("input");
  const list = element("ul", { role: "listbox", id: `matches-${(made += 1)}`, class: "combobox-list", hidden: "" });
  const status = element("p", { role: "status", class: "visually-hidden" });
  list.setAttribute("aria-label", box.closest(".field")?.querySelector("label")?.firstChild.textContent.trim() ?? input.name);
  Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id }).forEach(([name, value]) => input.setAttribute(name, value));
  box.append(list, status);
  let chosen = { id: kept.value, label: input.value };
  let active = -1;
  let timer = 0;
  let asked = null;

  input.addEventListener("input", () => {
    kept.value = "";
    clearTimeout(timer);
    timer = setTimeout(search, WAIT);
  });
  input.addEventListener("blur", () => close());
  input.addEventListener("keydown", (event) => {
    const act = { ArrowDown: () => step(1), ArrowUp: () => step(-1), Enter: take, Escape: restore }[event.key];
    if (act && !event.isComposing && act() !== false) event.preventDefault();
  });
  // A press must not take the focus from the field before it is a choice.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", ({ target }) => {
    const option = target.closest("[role=option]");
    if (option) choose(option);
  });

  async function search() {
    asked?.abort();
    asked = new AbortController();
    try {
      const answer = await fetch(`${box.dataset.find}&q=${encodeURIComponent(input.value)}`, { signal: asked.signal, headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      show(await answer.json());
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  }

  function show({ results, said }) {
    list.replaceChildren(...results.map(optionOf));
    status.textContent = said;
    active = -1;
    input.removeAttribute("aria-activedescendant");
    list.hidden = !results.length || document.activeElement !== input;
    input.setAttribute("aria-expanded", String(!list.hidden));
  }

  function optionOf({ id, label, hint }, position) {
    const option = element("li", { role: "option", id: `${list.id}-${position}`, "aria-selected": "false", "data-id": id, "data-label": label, dir: "auto" });
    option.append(label);
    if (hint) option.append(" ", Object.assign(element("small", {}), { textContent: hint }));
    return option;
  }

  function step(by) {
    if (list.hidden) return void search();
    const options = [...list.children];
    options[active]?.setAttribute("aria-selected", "false");
    active = (active + by + options.length + (active < 0 && by < 0 ? 1 : 0)) % options.length;
    options[active].setAttribute("aria-selected", "true");
    options[active].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", options[active].id);
  }

  function take() {
    const option = list.hidden ? null : list.children[active];
    return option ? choose(option) : false; // Enter without a choice sends the form, as in any field
  }

  function choose(option) {
    chosen = { id: option.dataset.id, label: option.dataset.label };
    put();
  }

  function restore() {
    if (list.hidden && input.value === chosen.label) return false;
    return put();
  }

  function put() {
    kept.value = chosen.id;
    input.value = chosen.label;
    status.textContent = chosen.label;
    close();
  }

  function close() {
    clearTimeout(timer);
    asked?.abort();
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }
}

function element(name, attributes) {
  const made = document.createElement(name);
  Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
  return made;
}
