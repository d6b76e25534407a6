// Marks as elements, for browsers without custom highlights and for print. Each disjoint piece
// becomes nested spans: the outermost carries the tint, each its own line.

function edgesOf(row) {
  const edges = new Set();
  for (const { start, end } of row.pieces) edges.add(start).add(end);
  return [...edges].sort((a, b) => a - b);
}

function span(className, mark) {
  const element = document.createElement("span");
  element.className = className;
  if (mark) element.dataset.colour = mark.colour;
  return element;
}

function marked(text, covering, top) {
  const outer = span("mark mark-tint", top);
  outer.dataset.ids = covering.map(({ id }) => id).join(" ");
  let inner = outer;
  for (const { level, mark } of covering.filter((piece) => piece.level)) {
    const line = span(`mark-line mark-level-${level} mark-${mark.certainty}`, mark);
    inner.append(line);
    inner = line;
  }
  inner.append(text);
  return outer;
}

function drawParagraph({ element, text }, row) {
  const edges = edgesOf(row);
  const parts = [];
  let done = 0;
  for (let at = 0; at + 1 < edges.length; at += 1) {
    const [from, to] = [edges[at], edges[at + 1]];
    const covering = row.pieces.filter((piece) => piece.start <= from && piece.end >= to);
    if (!covering.length) continue;
    const top = row.tints.find((piece) => piece.start <= from && piece.end >= to).mark.mark;
    parts.push(text.slice(done, from), marked(text.slice(from, to), covering, top));
    done = to;
  }
  element.replaceChildren(...parts.filter((part) => part !== ""), text.slice(done));
}

export function drawElements(map, plan) {
  plan.forEach((row, index) => drawParagraph(map.paragraphs[index], row));
}

export function removeElements(map) {
  for (const { element, text } of map.paragraphs) element.replaceChildren(text);
}
