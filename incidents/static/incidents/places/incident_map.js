// Maps that ask no other server: countries from the vendored world-atlas, drawn by Leaflet as SVG,
// so that the style sheet colours them in light, dark and print. Leaflet and topojson-client are
// classic scripts (window.L, window.topojson), deferred like this module and run before it.
import { answer } from "./map_marks.js";
import { extent, small } from "./small_map.js";
import { acrossTheMeridian } from "./date_line.js";
import { throughTime } from "./map_through_time.js";

const { L, topojson } = window;
const ANTARCTICA = "010";
const MIN_RADIUS = 4; // px of one incident; the area grows with their number
const MAX_RADIUS = 34;

for (const box of document.querySelectorAll("[data-map]")) draw(box);

async function draw(box) {
  const map = base(box);
  const world = await (await fetch(box.dataset.world)).json();
  const countries = land(map, world);
  if (box.dataset.map) list(map, box, countries, await (await fetch(box.dataset.map)).json());
  else small(map, box, countries);
  box.dataset.ready = "";
}

function base(box) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(box, {
    attributionControl: false,
    minZoom: 1,
    maxZoom: 11,
    zoomSnap: 0.5,
    worldCopyJump: false,
    zoomAnimation: !still,
    fadeAnimation: !still,
    scrollWheelZoom: false,
    maxBounds: [
      [-75, -200],
      [86, 200],
    ],
    maxBoundsViscosity: 0.8,
    renderer: L.svg({ padding: 0.6 }),
  });
  box.setAttribute("role", "application");
  box.setAttribute("aria-roledescription", "map");
  map.on("focus", () => map.scrollWheelZoom.enable());
  map.on("blur", () => map.scrollWheelZoom.disable());
  return map.setView([25, 45], 2);
}

/** Draw land and the lines between countries; return country features by numeric code.
    The cut at 180° is no line: only borders that two countries share are stroked. */
function land(map, world) {
  const all = world.objects.countries;
  const drawn = { ...all, geometries: all.geometries.filter(({ id }) => id !== ANTARCTICA) };
  const plain = { interactive: false, smoothFactor: 0.6 };
  const shapes = acrossTheMeridian(topojson.feature(world, drawn));
  L.geoJSON(shapes, { ...plain, style: { className: "map-land" } }).addTo(map);
  L.geoJSON(
    topojson.mesh(world, drawn, (a, b) => a !== b),
    { ...plain, style: { className: "map-lines" } },
  ).addTo(map);
  return new Map(shapes.features.map((each) => [each.id, each]));
}

/** Draw the whole list and fit the map to it. A period drawn later keeps the view and the scales. */
function list(map, box, countries, found) {
  const bounds = L.latLngBounds([]);
  const scales = {
    most: Math.max(1, ...found.areas.map(({ n }) => n)),
    top: Math.max(1, ...found.features.map(({ properties }) => properties.n)),
  };
  const markers = new MarkerNavigation(map, box, layersOf(map, box, countries, found, scales, bounds));
  if (bounds.isValid()) map.fitBounds(bounds.pad(0.1), { maxZoom: 7, animate: false });
  throughTime(box, found, (part, query) => {
    box.dataset.period = query;
    markers.redraw(() => layersOf(map, box, countries, part, scales, L.latLngBounds([])));
  });
}

function layersOf(map, box, countries, found, { most, top }, bounds) {
  const areas = [];
  for (const area of found.areas) {
    const shape = countries.get(area.numeric);
    if (!shape) continue;
    const shade = Math.max(1, Math.ceil((4 * Math.log1p(area.n)) / Math.log1p(most)));
    const group = L.geoJSON(shape, { style: { className: `map-area map-area-${shade}` } }).addTo(map);
    areas.push(
      ...group.getLayers().map((layer) => drawSpot(map, layer, box, area.name, area, `&country_alone=${area.country}`)),
    );
    bounds.extend(extent(shape));
  }
  const circles = found.features.map((feature) => circle(map, box, feature, top));
  for (const each of circles) bounds.extend(each.getLatLng());
  return [...circles, ...areas];
}

function circle(map, box, { geometry, properties }, top) {
  const [lon, lat] = geometry.coordinates;
  const wide = MIN_RADIUS * Math.sqrt(properties.n);
  const radius = Math.min(MAX_RADIUS, wide * Math.min(1, MAX_RADIUS / (MIN_RADIUS * Math.sqrt(top))) + 1.5);
  const layer = L.circleMarker([lat, lon], { radius, className: "map-spot" }).addTo(map);
  layer.top = top;
  layer.from = isApart(properties.box) ? properties.box : null;
  const within = properties.box ?? [lat, lon, lat, lon];
  return drawSpot(map, layer, box, properties.name, properties, `&box=${within.join(",")}`);
}

/** Whether what a circle gathers lies at more than one point. */
const isApart = (box) => Boolean(box) && (box[0] < box[2] || box[1] < box[3]);

/** Give a layer its words, and lead to the records that it stands for. */
function drawSpot(map, layer, box, name, numbers, query) {
  const lines = said(box, numbers);
  layer.words = [name, ...lines].join(", ");
  layer.records = box.dataset.list + (box.dataset.period ?? "") + query;
  answer(map, layer, { name, lines, words: layer.words, url: layer.records, open: box.dataset.open });
  return layer;
}

/** Circles and shaded countries as one stop of the Tab key, the largest first; arrow keys lead from
    one to the next. Enter opens the records, and shows apart what a circle gathers. */
class MarkerNavigation {
  constructor(map, box, layers) {
    Object.assign(this, { map, box, layers: [], opened: [] });
    this.take(layers);
    map.on("zoomend", () => this.gather());
    box.addEventListener("keydown", (event) => {
      if (event.key === "Escape") map.closePopup();
    });
  }

  /** Make these the layers that are walked; the first of them takes the Tab key. */
  take(layers) {
    this.layers = layers;
    for (const layer of layers) {
      if (!layer.walked) this.listen(layer);
      layer.getElement().setAttribute("tabindex", layer === layers[0] ? "0" : "-1");
    }
  }

  /** Draw other layers instead of all that are there. */
  redraw(draw) {
    for (const layer of this.layers) layer.remove();
    this.opened = [];
    this.take(draw());
  }

  listen(layer) {
    layer.walked = true;
    if (layer.from) layer.off("click").on("click", () => this.open(layer));
    layer.on("add", () => this.name(layer));
    this.name(layer);
  }

  /** The drawn path is a new element each time that the layer comes onto the map. */
  name(layer) {
    const path = layer.getElement();
    path.setAttribute("role", layer.from ? "button" : "link");
    path.setAttribute("aria-label", [layer.words, layer.from && this.box.dataset.apart].filter(Boolean).join(". "));
    path.addEventListener("keydown", (event) => this.keyed(event, layer));
    path.addEventListener("focus", () => this.focused(layer));
  }

  focused(layer) {
    for (const each of this.layers) each.getElement().setAttribute("tabindex", each === layer ? "0" : "-1");
    const at = layer.getLatLng ? layer.getLatLng() : layer.getBounds().getCenter();
    if (!this.map.getBounds().contains(at)) this.map.panTo(at, { animate: false });
  }

  keyed(event, layer) {
    const at = this.layers.indexOf(layer);
    const last = this.layers.length - 1;
    const to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: last }[
      event.key
    ];
    if (to !== undefined) this.layers[Math.max(0, Math.min(last, to))].getElement().focus({ preventScroll: true });
    else if (event.key === "Enter" || event.key === " ") this.enter(layer);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  enter(layer) {
    if (layer.from) return this.open(layer, { focus: true });
    location.assign(layer.records);
    return undefined;
  }

  /** Zoom into what a circle gathers and draw its members in its stead; they are asked for now. */
  async open(layer, { focus = false } = {}) {
    const [south, west, north, east] = layer.from;
    let found;
    try {
      const answer = await fetch(`${this.box.dataset.map}${this.box.dataset.period ?? ""}&box=${layer.from.join(",")}`);
      found = answer.ok && (await answer.json());
    } catch {
      found = null; // not reached: it is described like any other circle
    }
    if (!found?.features.length || !this.layers.includes(layer)) return location.assign(layer.records);
    const before = this.map.getZoom();
    this.map.fitBounds(
      [
        [south, west],
        [north, east],
      ],
      { padding: [60, 60], animate: false },
    );
    const zoom = Math.min(before, this.map.getZoom() - 0.5);
    const parts = found.features.map((feature) => circle(this.map, this.box, feature, layer.top));
    this.opened.push({ layer, parts, zoom });
    this.replace([layer], parts);
    if (focus) parts[0].getElement().focus({ preventScroll: true });
    return undefined;
  }

  /** Where the map is as far out as before a circle was opened, its members are one again. */
  gather() {
    const zoom = this.map.getZoom();
    for (const each of this.opened.filter((opened) => zoom <= opened.zoom).reverse()) {
      this.opened.splice(this.opened.indexOf(each), 1);
      const held = each.parts.some((part) => part.getElement() === document.activeElement);
      this.map.addLayer(each.layer);
      this.replace(each.parts, [each.layer]);
      if (held) each.layer.getElement().focus({ preventScroll: true });
    }
  }

  replace(gone, come) {
    const at = this.layers.findIndex((layer) => gone.includes(layer));
    const rest = this.layers.filter((layer) => !gone.includes(layer));
    rest.splice(Math.max(0, at), 0, ...come);
    for (const layer of gone) layer.remove();
    this.take(rest);
  }
}

/** “2 incidents”, “5 places near each other”, “within 5 km”, as far as each is to be said. */
function said(box, { n, places = 1, within_m: within }) {
  const { one, many, places: near, within: about } = box.dataset;
  const parts = [
    n === 1 ? one : many.replace("%n", n),
    places > 1 && near.replace("%n", places),
    within && about.replace("%n", within / 1000),
  ];
  return parts.filter(Boolean);
}
