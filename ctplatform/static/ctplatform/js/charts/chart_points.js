// Charts that answer. The points of a drawing ([data-marks]) are links (.mark) to their records, or
// groups where there are none; each says its value in its <title>. With this script a drawing is one
// stop of the Tab key: arrow keys lead from point to point, and what a point says is shown beside it.
// A tap shows it too; another one opens the records.

import { hush, speak } from "../page/spoken_words.js";

const GAP = 8; // px between a point and its words

/** Points that are shown: the page has one drawing for wide windows and one for phones. */
const visible = (marks) => marks.filter((mark) => mark.getClientRects().length > 0);
const marksIn = (root) => [...root.querySelectorAll(".mark")];
const drawingOf = (mark) => mark.closest("[data-marks]");

let tip;
let shown; // the mark whose words are shown
let tapped; // the mark that a finger touched last
let last; // {figure, at}: where the cursor was, should the drawing be replaced

function prepare() {
  for (const drawing of document.querySelectorAll("[data-marks]:not([data-answers])")) {
    drawing.dataset.answers = "";
    for (const mark of marksIn(drawing)) {
      const title = mark.querySelector(":scope > title");
      mark.setAttribute("aria-label", title?.textContent ?? "");
      title?.remove();
      mark.setAttribute("tabindex", "-1");
    }
    visible(marksIn(drawing)).at(0)?.setAttribute("tabindex", "0");
  }
}

/** After a resize another drawing may be the one that is shown; a replaced one takes the focus back. */
function refresh() {
  if (shown && !shown.isConnected) hide();
  prepare();
  for (const drawing of document.querySelectorAll("[data-marks]")) {
    const marks = visible(marksIn(drawing));
    if (marks.length && !marks.some((mark) => mark.getAttribute("tabindex") === "0")) {
      marks[0].setAttribute("tabindex", "0");
    }
  }
  if (last && !last.mark.isConnected && document.activeElement === document.body) {
    const figure = last.figure && document.getElementById(last.figure);
    const again = figure && visible(marksIn(figure)).at(last.at);
    last = null;
    if (again) move(again);
  }
}

function move(mark) {
  for (const each of marksIn(drawingOf(mark))) each.setAttribute("tabindex", each === mark ? "0" : "-1");
  mark.focus();
}

/** Where a key leads: left and right along a line, up and down to the next line at the same place. */
function target(mark, key) {
  const drawing = drawingOf(mark);
  const lines = [...drawing.querySelectorAll("[data-line]")].map((line) => visible(marksIn(line)));
  const row = lines.findIndex((line) => line.includes(mark));
  const line = row < 0 ? visible(marksIn(drawing)) : lines[row];
  const at = line.indexOf(mark);
  const beside = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: line.length - 1 }[key];
  if (beside !== undefined) return line[Math.max(0, Math.min(line.length - 1, beside))];
  const step = { ArrowDown: 1, ArrowUp: -1 }[key];
  if (!step) return undefined;
  if (lines.length < 2) return line[Math.max(0, Math.min(line.length - 1, at + step))];
  const next = lines[Math.max(0, Math.min(lines.length - 1, row + step))];
  return next[Math.min(at, next.length - 1)];
}

function show(mark, way) {
  tip ??= document.getElementById("chart-tip")?.content.firstElementChild.cloneNode(true);
  if (!tip) return;
  if (!tip.isConnected) document.body.append(tip);
  shown?.classList.remove("mark-shown");
  shown = mark;
  mark.classList.add("mark-shown");
  tip.querySelector("b").textContent = mark.getAttribute("aria-label");
  for (const hint of tip.querySelectorAll("[data-hint]")) {
    hint.hidden = mark.localName !== "a" || (hint.dataset.hint === "touch") !== (way === "touch");
  }
  tip.hidden = false;
  speak(mark.getAttribute("aria-label"), mark);
  place(mark.getBoundingClientRect(), tip.getBoundingClientRect());
}

/** Above the point, or below it where there is no room; always within the window. */
function place(point, box) {
  const above = point.top - box.height - GAP;
  const top = above >= GAP ? above : Math.min(point.bottom + GAP, innerHeight - box.height - GAP);
  const left = point.left + point.width / 2 - box.width / 2;
  tip.style.top = `${Math.max(GAP, top)}px`;
  tip.style.left = `${Math.max(GAP, Math.min(left, document.documentElement.clientWidth - box.width - GAP))}px`;
}

function hide() {
  shown?.classList.remove("mark-shown");
  shown = undefined;
  hush();
  if (tip) tip.hidden = true;
}

/** A sparkline gets its points once somebody points at it. */
async function fetchMarks(link, focus) {
  if (link.dataset.asked !== undefined) return;
  link.dataset.asked = "";
  const answer = await fetch(link.dataset.marksFrom).catch(() => null);
  const markup = document.createElement("template");
  markup.innerHTML = answer?.ok ? await answer.text() : "";
  const drawing = markup.content.querySelector("svg");
  const old = link.querySelector("svg");
  if (!drawing || !old) return; // the link still leads to the figure
  drawing.setAttribute("width", old.getAttribute("width"));
  drawing.setAttribute("aria-label", link.textContent.trim());
  link.replaceWith(drawing);
  prepare();
  if (focus && marksIn(drawing).length) move(marksIn(drawing).at(-1));
}

document.addEventListener("focusin", ({ target: at }) => {
  const link = at.closest?.("[data-marks-from]");
  if (link) fetchMarks(link, true);
  const mark = at.closest?.("[data-marks] .mark");
  if (!mark) return hide();
  const figure = mark.closest("figure[id]");
  last = { mark, figure: figure?.id, at: figure ? visible(marksIn(figure)).indexOf(mark) : -1 };
  return show(mark, "key");
});

document.addEventListener("focusout", ({ target: at }) => {
  // A point that is replaced keeps its place for the one that comes; one that is left does not.
  setTimeout(() => {
    if (last?.mark === at && at.isConnected && document.activeElement !== at) last = undefined;
  });
});

document.addEventListener("pointerover", (event) => {
  if (event.pointerType === "touch") return;
  const link = event.target.closest?.("[data-marks-from]");
  if (link) fetchMarks(link, document.activeElement === link);
  const mark = event.target.closest?.("[data-marks] .mark");
  if (mark) show(mark, "key");
  else if (shown && !event.target.closest?.(".chart-tip") && shown !== document.activeElement) hide();
});

document.addEventListener("click", (event) => {
  const mark = event.target.closest?.("[data-marks] .mark");
  if (!mark) {
    tapped = undefined;
    return;
  }
  if (event.pointerType === "touch" && tapped !== mark) {
    event.preventDefault();
    tapped = mark;
    show(mark, "touch");
    return;
  }
  reveal(mark);
});

/** What a point leads to on its own page may lie in a closed table. */
function reveal(mark) {
  const address = mark.getAttribute("href") ?? "";
  if (!address.startsWith("#")) return;
  const found = document.getElementById(address.slice(1));
  const fold = found?.closest("details:not([open])");
  if (fold) fold.open = true;
}

document.addEventListener(
  "keydown",
  (event) => {
    if (event.key === "Escape" && shown) hide();
    const mark = event.target.closest?.("[data-marks] .mark");
    if (!mark || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter") event.stopPropagation();
    const next = target(mark, event.key);
    if (!next) return;
    event.preventDefault();
    event.stopPropagation();
    move(next);
  },
  true,
);

addEventListener("scroll", () => shown && shown !== document.activeElement && hide(), { passive: true });
addEventListener("resize", refresh);
for (const root of document.querySelectorAll("main")) {
  new MutationObserver(refresh).observe(root, { childList: true, subtree: true });
}
prepare();
