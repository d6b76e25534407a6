// Choose a part of a chart: drag over its points, or extend from one with Shift and the arrow keys
// and press Enter. The chosen buckets are written into the form of the page, which is then sent.

const SHAPE = "http://www.w3.org/2000/svg";

/** The first days of a drawing's buckets. */
const daysOf = (drawing) => drawing.dataset.zoom.split(" ");
const lineOf = (mark) => [...mark.closest("[data-line]").querySelectorAll(".mark")];

let chosen; // {drawing, line, from, to}: numbers of buckets

/** The part between two points, whichever comes first. */
export function span(from, to) {
  return [Math.min(from, to), Math.max(from, to)];
}

function choose(mark, from, to) {
  const line = lineOf(mark);
  chosen = { drawing: mark.closest("[data-zoom]"), line, from, to };
  const [first, last] = span(from, to);
  const left = line[first].querySelector("rect");
  const right = line[last].querySelector("rect");
  let shape = chosen.drawing.querySelector(".zoom-chosen");
  if (!shape) {
    shape = document.createElementNS(SHAPE, "rect");
    shape.setAttribute("class", "zoom-chosen");
    chosen.drawing.append(shape);
  }
  const number = (rect, name) => Number(rect.getAttribute(name));
  shape.setAttribute("x", number(left, "x"));
  shape.setAttribute("y", number(left, "y"));
  shape.setAttribute("width", number(right, "x") + number(right, "width") - number(left, "x"));
  shape.setAttribute("height", number(left, "height"));
}

function forget() {
  chosen?.drawing.querySelector(".zoom-chosen")?.remove();
  chosen = undefined;
}

/** Show the chosen part. */
function zoom() {
  const days = daysOf(chosen.drawing);
  const [first, last] = span(chosen.from, chosen.to);
  const form = document.querySelector("[data-chart-part]");
  form.elements.from.value = days[first];
  form.elements.to.value = days[last];
  form.requestSubmit();
}

/** The point under the pointer or the focus; the numbers of events are no buckets. */
const markAt = (event) => event.target.closest?.("[data-zoom] [data-line]:not([data-events]) .mark");

document.addEventListener("pointerdown", (event) => {
  const mark = markAt(event);
  if (!mark || event.button !== 0 || event.pointerType === "touch") return;
  event.preventDefault(); // a link would be dragged in its stead
  mark.focus({ preventScroll: true });
  const at = lineOf(mark).indexOf(mark);
  const line = mark.closest("[data-line]");
  const drag = (moved) => {
    const over = document.elementFromPoint(moved.clientX, moved.clientY)?.closest?.(".mark");
    if (over && line.contains(over)) choose(mark, at, lineOf(over).indexOf(over));
  };
  const end = (released) => {
    removeEventListener("pointermove", drag);
    if (chosen && chosen.from !== chosen.to) {
      addEventListener("click", (click) => click.preventDefault(), { capture: true, once: true });
      setTimeout(() => chosen && zoom());
    } else forget();
    released.preventDefault();
  };
  addEventListener("pointermove", drag);
  addEventListener("pointerup", end, { once: true });
});

document.addEventListener(
  "keydown",
  (event) => {
    const mark = markAt(event);
    if (!mark) return;
    if (event.key === "Escape" && chosen) forget();
    else if (event.key === "Enter" && chosen) zoom();
    else if (event.shiftKey && (event.key === "ArrowRight" || event.key === "ArrowLeft")) extend(mark, event.key);
    else {
      if (chosen && event.key.startsWith("Arrow")) forget();
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  true,
);

/** Extend the part from the point of the cursor by one bucket, and move the cursor there. */
function extend(mark, key) {
  const line = lineOf(mark);
  const at = line.indexOf(mark);
  const to = Math.max(0, Math.min(line.length - 1, at + (key === "ArrowRight" ? 1 : -1)));
  choose(mark, chosen?.line[0] === line[0] ? chosen.from : at, to);
  for (const each of line) each.setAttribute("tabindex", each === line[to] ? "0" : "-1");
  line[to].focus({ preventScroll: true });
}
