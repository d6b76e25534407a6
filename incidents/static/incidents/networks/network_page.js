// The network of a project, laid out by d3-force and drawn in place of the drawing that the server
// made. d3-force is a classic script (window.d3), deferred like this module and run before it.

import { drawNetwork } from "./network_drawing.js";

const { d3 } = window;
const TICKS = 300; // as many as d3-force takes to come to rest
const MARGIN = 40; // px around the outermost points
const LEAST = 320; // px, the narrowest drawing
const STEP = 1.4; // one step of zoom
const MOST_STEPS = 5;

for (const figure of document.querySelectorAll("[data-network]")) start(figure);

async function start(figure) {
  const answer = await fetch(figure.dataset.network).catch(() => null);
  if (!answer?.ok) {
    figure.querySelector("[data-failed]").hidden = false;
    return;
  }
  new NetworkFigure(figure, await answer.json());
}

/** Positions of the actors from 0 to 1 in both directions; equal networks give equal positions. */
function layOut({ actors, ties }) {
  const nodes = actors.map(({ id }) => ({ id }));
  const links = ties.map(({ subject, object }) => ({ source: subject, target: object }));
  const simulation = d3
    .forceSimulation(nodes)
    .force(
      "tie",
      d3
        .forceLink(links)
        .id(({ id }) => id)
        .distance(60),
    )
    .force("apart", d3.forceManyBody().strength(-220))
    .force("room", d3.forceCollide(18))
    .force("x", d3.forceX().strength(0.05))
    .force("y", d3.forceY().strength(0.09)) // wider than high, as windows are
    .stop();
  simulation.tick(TICKS);
  const share = (name) => {
    const values = nodes.map((node) => node[name]);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return (node) => (high > low ? (node[name] - low) / (high - low) : 0.5);
  };
  const [x, y] = [share("x"), share("y")];
  return new Map(nodes.map((node) => [node.id, { x: x(node), y: y(node) }]));
}

class NetworkFigure {
  constructor(figure, network) {
    Object.assign(this, { figure, network, zoom: 0 });
    this.box = figure.querySelector("[data-drawing]");
    this.note = figure.querySelector("[data-unnamed]");
    this.words = {
      ...JSON.parse(document.getElementById("network-words").textContent),
      actor: (actor) => this.describe(actor),
    };
    this.places = layOut(network);
    figure.querySelector("[data-zoom-group]").hidden = false;
    figure.addEventListener("click", (event) => this.zoomed(event));
    for (const name of ["focusin", "pointerover"]) figure.addEventListener(name, (event) => this.pointed(event));
    let timer;
    addEventListener("resize", () => {
      clearTimeout(timer);
      timer = setTimeout(() => this.width !== this.box.clientWidth && this.draw(), 150);
    });
    this.draw();
    figure.dataset.ready = "";
  }

  describe(actor) {
    const { one, many, wider, none } = this.words;
    const ties = (n) => (n === 1 ? one : many.replace("%n", n));
    const more = actor.wider_degree - actor.degree;
    const parts = [actor.name, ties(actor.degree)];
    if (more) parts.push(wider.replace("%n", more));
    if (actor.negative) parts.push(none.replace("%n", actor.negative));
    return parts.join(", ");
  }

  draw() {
    this.width = this.box.clientWidth;
    const wanted = Math.max(LEAST, this.width, 62 * Math.sqrt(this.network.actors.length));
    const width = Math.round(wanted * STEP ** this.zoom);
    const high = Math.max(280, Math.min(wanted * 0.62, innerHeight * 0.78)) * STEP ** this.zoom;
    const frame = { width, height: Math.round(high) };
    const points = new Map(
      this.network.actors.map((actor) => {
        const { x, y } = this.places.get(actor.id);
        const radius = Math.min(14, 4 + 1.6 * Math.sqrt(actor.degree));
        const at = { x: MARGIN + x * (frame.width - 2 * MARGIN), y: MARGIN + y * (frame.height - 2 * MARGIN) };
        return [actor.id, { ...at, radius, actor }];
      }),
    );
    const { svg, unnamed } = drawNetwork(points, this.network.ties, frame, this.words);
    this.box.replaceChildren(svg);
    this.note.hidden = unnamed === 0;
    this.note.textContent = (unnamed === 1 ? this.words.unnamedOne : this.words.unnamed).replace("%n", unnamed);
    // The first stop of the Tab key is the actor with most ties, not a tie.
    setTimeout(() => {
      for (const mark of svg.querySelectorAll(".mark[tabindex='0']")) mark.setAttribute("tabindex", "-1");
      svg.querySelector(".network-node")?.setAttribute("tabindex", "0");
    });
  }

  zoomed({ target }) {
    const button = target.closest("[data-zoom]");
    if (!button) return;
    const change = Number(button.dataset.zoom);
    this.zoom = change ? Math.max(0, Math.min(MOST_STEPS, this.zoom + change)) : 0;
    const { scrollLeft, scrollTop, scrollWidth, scrollHeight, clientWidth, clientHeight } = this.box;
    const middle = [(scrollLeft + clientWidth / 2) / scrollWidth, (scrollTop + clientHeight / 2) / scrollHeight];
    this.draw();
    this.box.scrollTo(
      middle[0] * this.box.scrollWidth - this.box.clientWidth / 2,
      middle[1] * this.box.scrollHeight - this.box.clientHeight / 2,
    );
  }

  /** Show which ties and actors belong to the one that is pointed at. */
  pointed({ target }) {
    const svg = this.box.querySelector("svg");
    const point = target.closest?.(".network-node");
    const id = point?.dataset.actor;
    const near = new Set([id]);
    for (const tie of svg.querySelectorAll("[data-ends]")) {
      const ends = tie.dataset.ends.split(" ");
      const isNear = Boolean(id) && ends.includes(id);
      tie.classList.toggle("is-near", isNear);
      if (isNear) for (const end of ends) near.add(end);
    }
    for (const node of svg.querySelectorAll("[data-actor], [data-name]")) {
      node.classList.toggle("is-near", Boolean(id) && near.has(node.dataset.actor ?? node.dataset.name));
    }
    svg.classList.toggle("has-focus", Boolean(id));
  }
}
