// The outline: headings with how many marks stand under each, and the codes used in this text.

export class TextOutline {
  constructor({ root, map, store, walking }) {
    Object.assign(this, { root, map, store, walking });
    this.links = Array.from(root.querySelectorAll("[data-section]"));
    this.starts = this.links.map((link) => Number(link.dataset.section));
    this.whole = this.links.some((link) => link.search.includes("part="));
    this.families = Array.from(root.querySelectorAll("[data-family]"));
    for (const button of this.families) button.addEventListener("click", () => this.choose(button));
    walking.addEventListener("stand", () => this.here());
    this.draw();
  }

  section(point) {
    return Math.max(
      0,
      this.starts.findLastIndex((start) => start <= point),
    );
  }

  draw() {
    const sections = this.links.map(() => 0);
    const families = new Map();
    for (const mark of [...this.store.rows.values(), ...this.store.unsent]) {
      if (this.whole || this.store.parts.holds(mark)) sections[this.section(mark.start)] += 1;
      const family = this.store.familyOf(mark.code)?.id;
      families.set(family, (families.get(family) || 0) + 1);
    }
    this.links.forEach((link, at) => (link.querySelector("[data-count]").textContent = sections[at] || ""));
    for (const button of this.families) {
      button.querySelector("[data-count]").textContent = families.get(button.dataset.family) || 0;
    }
    this.here();
  }

  here() {
    const { paragraphs } = this.map;
    const at = this.section(paragraphs[Math.max(0, this.walking.paragraph)]?.start || 0);
    this.links.forEach((link, index) => {
      if (index === at) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    });
  }

  /** Show one family of codes alone, or all again. */
  choose(button) {
    const on = button.getAttribute("aria-pressed") !== "true";
    for (const other of this.families) other.setAttribute("aria-pressed", String(on && other === button));
    this.store.show({ family: on ? button.dataset.family : null });
  }
}
