// The code part of the panel: six families by number, then their children by letter.

import { h } from "../page/page_elements.js";

const key = (letter) => h("kbd", { class: "key key-hint", "aria-hidden": "true" }, letter);

export class CodePicker extends EventTarget {
  constructor(store, families, children) {
    super();
    Object.assign(this, { store, families, children, family: null, code: null });
    families.replaceChildren(...store.families.map((family, at) => this.familyChoice(family, at + 1)));
  }

  choice(name, code, ...inside) {
    const input = h("input", { type: "radio", name, value: code.id, onchange: () => this.choose(code.id) });
    return h("label", { "data-colour": this.store.colourOf(code.id), title: code.definition }, input, ...inside);
  }

  familyChoice(family, number) {
    return this.choice("family", family, number <= 9 && key(number), h("span", { class: "code-label" }, family.label));
  }

  childChoice(child, letter) {
    return this.choice("child", child, h("span", {}, child.label), letter && key(letter));
  }

  /** Choose a family or a child by id, or nothing (null). */
  choose(id) {
    const family = this.store.familyOf(id) || null;
    const chosen = this.store.codes.get(id) || null;
    this.code = chosen?.is_codable ? id : null;
    if (family?.id !== this.family?.id) this.drawChildren(family);
    this.family = family;
    this.mark(this.families, family?.id);
    this.mark(this.children, id);
    this.dispatchEvent(new Event("change"));
  }

  drawChildren(family) {
    const children = family ? this.store.children(family.id) : [];
    this.letters = new Map(children.map(({ id, key: letter }) => [id, letter])); // the server keeps them apart
    this.children.hidden = !children.length;
    this.children.replaceChildren(...children.map((child) => this.childChoice(child, this.letters.get(child.id))));
  }

  mark(root, id) {
    for (const input of root.querySelectorAll("input")) input.checked = input.value === id;
  }

  /** Handle a single key: a family's number or a child's letter; true when it was one. */
  key(pressed) {
    const family = /^[1-9]$/.test(pressed) ? this.store.families[pressed - 1] : null;
    const child = this.family && [...this.letters].find(([, letter]) => letter === pressed.toUpperCase())?.[0];
    if (!family && !child) return false;
    this.choose(family ? family.id : child);
    return true;
  }

  get colour() {
    return this.family ? this.store.colourOf(this.family.id) : "plain";
  }

  /** True when a family was chosen that needs one of its children said. */
  get unfinished() {
    return Boolean(this.family) && !this.code;
  }
}
