// The rules of the custom highlights: names, and the style sheet that the page adopts. Pure.

export const COLOURS = [
  "madder",
  "ochre",
  "azure",
  "plum",
  "pine",
  "graphite",
  "rose",
  "olive",
  "teal",
  "indigo",
  "umber",
  "sage",
  "plain",
];
const STYLES = { certain: "solid", probable: "dashed", unsure: "dotted" };
const OFFSETS = { ltr: [5, 9, 13], rtl: [9, 13, 17] };

/**
 * The selector of a highlight's rule. It names a class that a paragraph carries only while it shows
 * this highlight: a browser computes the style of every highlight rule for each element that could
 * match it, and bare ::highlight() rules would cost seconds on a page of notes.
 */
export const classOf = (name) => `hl-${name}`;
const rule = (name) => `.${classOf(name)}::highlight(${name})`;

export const tintName = (colour) => `tint-${colour}`;
export const lineName = (colour, level, certainty) => `line-${colour}-${level}-${certainty}`;
export const GROUPS = ["hover", "active"];
export const activeName = (group, colour, level, certainty) => `${group}-${colour}-${level}-${certainty}`;

function underline(colour, level, certainty, thickness, direction) {
  return (
    `text-decoration: underline ${STYLES[certainty]} ${thickness}px var(--code-${colour}-line);` +
    `text-underline-offset: ${OFFSETS[direction][level - 1]}px; text-decoration-skip-ink: none;`
  );
}

function rulesOf(colour, direction) {
  const rules = [`${rule(tintName(colour))} { background-color: var(--code-${colour}-tint); }`];
  for (const certainty of Object.keys(STYLES)) {
    for (let level = 1; level <= OFFSETS[direction].length; level += 1) {
      const line = underline(colour, level, certainty, 2, direction);
      const active = underline(colour, level, certainty, 3, direction);
      const names = GROUPS.map((group) => rule(activeName(group, colour, level, certainty)));
      rules.push(
        `${rule(lineName(colour, level, certainty))} { ${line} }`,
        `${names.join(", ")} { background-color: var(--code-${colour}-on); ${active} }`,
      );
    }
  }
  return rules;
}

/** Forced colours keep the lines, drop the tints, and show the active mark as a selection. */
function forcedRulesOf(colour) {
  const names = Object.keys(STYLES).flatMap((certainty) => [1, 2, 3].map((level) => [level, certainty]));
  const each = (name) => names.map(([level, certainty]) => rule(name(level, certainty))).join(", ");
  return [
    `${rule(tintName(colour))} { background-color: transparent; }`,
    `${each((...given) => lineName(colour, ...given))} { text-decoration-color: CanvasText; }`,
    `${each((...given) => activeName("active", colour, ...given))} { background-color: Highlight; color: HighlightText; text-decoration-color: CanvasText; }`,
  ];
}

/** The whole style sheet for some colours in a text of one direction ("ltr" or "rtl"). */
export function styleSheet(colours, direction) {
  const forced = colours.flatMap(forcedRulesOf).join("\n");
  const rules = colours.flatMap((colour) => rulesOf(colour, direction)).join("\n");
  return `${rules}\n@media (forced-colors: active) {\n${forced}\n}\n`;
}
