// Draws a network as SVG: points with their names, ties with their signs and words. No name or word
// covers another; what has no room is counted, and is read by pointing at it or in the tables.

import { placeName, placeWords, TakenBoxes } from "./label_places.js";
import { bendsOf, shapeOf } from "./tie_shapes.js";

const SVG = "http://www.w3.org/2000/svg";
const LINE = 14; // px of a line of words
const SHARES = [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8]; // along a tie, where its words may go
const STEPS = Array.from({ length: 65 }, (_each, n) => n / 64); // points at which a tie is looked at
const SIGNS = {
  negative: "M0-6a6 6 0 1 0 .01 0zm-4.2 1.8 8.4 8.4",
  rejected: "m-5-5 10 10m0-10-10 10",
  uncertain: "M0-7a7 7 0 1 0 .01 0z",
};

const ruler = document.createElement("canvas").getContext("2d");

function make(name, attributes, ...children) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

function widthOf(text, font) {
  ruler.font = font;
  return ruler.measureText(text).width;
}

/** “negative”, “rejected”, “uncertain”, or "" for a tie that is recorded as fact. */
export function sortOf(tie) {
  if (tie.status === "rejected") return "rejected";
  if (tie.negative) return "negative";
  return ["asserted", "ended"].includes(tie.status) ? "" : "uncertain";
}

/** The drawing of `points` ({id: {x, y, radius, actor}}) and `ties` in a frame: {svg, unnamed}. */
export function drawNetwork(points, ties, frame, words) {
  const svg = make("svg", {
    class: "chart-svg network-svg",
    width: frame.width,
    height: frame.height,
    viewBox: `0 0 ${frame.width} ${frame.height}`,
    role: "group",
    "data-marks": "",
    "aria-label": words.label,
  });
  const taken = new TakenBoxes();
  const all = [...points.values()];
  for (const { x, y, radius } of all) taken.take([x - radius, y - radius, x + radius, y + radius]);
  const bends = bendsOf(ties);
  const shapes = ties.map((tie) => ({
    tie,
    ...shapeOf(points.get(tie.subject), points.get(tie.object), bends.get(tie.id), tie.directed),
  }));
  const lines = make("g", { "data-line": "" }, ...shapes.map((shape) => drawTie(shape, taken)));
  const dots = make("g", { "data-line": "" }, ...all.map((point) => drawPoint(point, words)));
  const names = make("g", { "aria-hidden": "true" });
  const courses = shapes.map(({ at }) => STEPS.map((share) => Object.values(at(share))));
  const unnamed = all.filter((point) => !drawName(point, names, taken, frame, courses)).length;
  const claims = make("g", { "aria-hidden": "true" });
  for (const shape of shapes) drawClaim(shape, claims, taken, frame, words);
  svg.append(lines, claims, dots, names);
  return { svg, unnamed };
}

function drawTie({ tie, path, head, at }, taken) {
  const sort = sortOf(tie);
  const negative = tie.negative ? " tie-negative" : "";
  const href = document.getElementById(`relation-${tie.id}`)
    ? `#relation-${tie.id}`
    : `/actors/${tie.subject}/#relation-${tie.id}`;
  const link = make("a", { class: "mark", href, "data-ends": `${tie.subject} ${tie.object}` });
  const title = make("title", {});
  title.textContent = tie.words;
  link.append(title, make("path", { class: "mark-line", d: path }));
  link.append(make("path", { class: `tie tie-${tie.status}${negative}`, d: path }));
  if (head) {
    const empty = tie.negative ? " tie-head-negative" : "";
    link.append(make("path", { class: `tie-head tie-head-${tie.status}${empty}`, d: head }));
  }
  if (sort) link.append(drawSign(sort, at, taken));
  return link;
}

/** The sign on a tie that is not recorded as fact, where it covers nothing if it can; it is always drawn. */
function drawSign(sort, at, taken) {
  const boxAt = ({ x, y }) => [x - 8, y - 8, x + 8, y + 8];
  const free = SHARES.find((share) => taken.isFree(boxAt(at(share))));
  const { x, y } = at(free ?? 0.5);
  taken.take(boxAt({ x, y }));
  const place = `translate(${x.toFixed(1)} ${y.toFixed(1)})`;
  const sign = make("g", { transform: place, "aria-hidden": "true" });
  const shape = { negative: "tie-mark tie-no", rejected: "tie-mark", uncertain: "tie-doubt" }[sort];
  sign.append(make("path", { class: shape, d: SIGNS[sort] }));
  if (sort === "uncertain") {
    const text = make("text", { class: "tie-doubt-sign", dy: 4, "text-anchor": "middle" });
    text.textContent = "?";
    sign.append(text);
  }
  return sign;
}

function drawPoint({ x, y, radius, actor }, words) {
  const link = make("a", { class: "network-node mark", href: `/actors/${actor.id}/`, "data-actor": actor.id });
  const title = make("title", {});
  title.textContent = words.actor(actor);
  link.append(title, make("circle", { class: "mark-area", cx: x, cy: y, r: Math.max(12, radius + 3) }));
  link.append(make("circle", { class: "node-actor", cx: x, cy: y, r: radius }));
  return link;
}

function drawName(point, group, taken, frame, ties) {
  const { actor } = point;
  const name = actor.name.length > 34 ? `${actor.name.slice(0, 33).trimEnd()}…` : actor.name;
  const place = placeName(point, widthOf(name, '500 13px "IBM Plex Sans", sans-serif'), 16, taken, frame, ties);
  if (!place) return false;
  const text = make("text", { class: "node-name", x: place.x, y: place.y, dy: 4, "text-anchor": place.anchor });
  text.setAttribute("data-name", actor.id);
  text.textContent = name;
  group.append(text);
  return true;
}

/** Print who alleges a tie and what was found; where that has no room, what sort of tie it is. */
function drawClaim({ tie, at }, group, taken, frame, words) {
  const sort = sortOf(tie);
  if (!sort) return;
  const short = [sort === "uncertain" ? words.status[tie.status] : words[sort]];
  for (const lines of [tie.claim.length ? tie.claim : short, short]) {
    const wide = Math.max(...lines.map((line) => widthOf(line, '400 11px "IBM Plex Sans", sans-serif'))) + 4;
    const high = LINE * lines.length;
    const near = SHARES.flatMap((share) => {
      const { x, y } = at(share);
      return [
        { x, y: y - high / 2 - 9 },
        { x, y: y + high / 2 + 9 },
        { x: x + wide / 2 + 10, y },
        { x: x - wide / 2 - 10, y },
      ];
    });
    const place = placeWords(near, wide, high, taken, frame);
    if (!place) continue;
    for (const [number, line] of lines.entries()) {
      const y = place.y + 4 + LINE * (number - (lines.length - 1) / 2);
      const said = tie.status === "alleged" ? " tie-said" : "";
      const text = make("text", { class: `tie-detail${said}`, x: place.x, y, "text-anchor": "middle" });
      text.textContent = line;
      group.append(text);
    }
    return;
  }
}
