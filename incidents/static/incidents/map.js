// Maps that ask no other server: countries from the vendored world-atlas, drawn by Leaflet as SVG,
// so that the style sheet colours them in light, dark and print. Leaflet and topojson-client are
// classic scripts (window.L, window.topojson), deferred like this module and run before it.
import { acrossTheMeridian } from "./meridian.js";

const { L, topojson } = window;
const ANTARCTICA = "010";
const MIN_RADIUS = 4; // px of one incident; the area grows with their number
const MAX_RADIUS = 34;
const CLOSEST = 4; // of a small map: nearer, no line of land or border is left to tell where it is

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
    attributionControl: false, minZoom: 1, maxZoom: 11, zoomSnap: 0.5, worldCopyJump: false,
    zoomAnimation: !still, fadeAnimation: !still, scrollWheelZoom: false,
    maxBounds: [[-75, -200], [86, 200]], maxBoundsViscosity: 0.8, renderer: L.svg({ padding: 0.6 }),
  });
  box.setAttribute("role", "application");
  box.setAttribute("aria-roledescription", "map");
  map.getPane("overlayPane").querySelector("svg")?.setAttribute("aria-hidden", "true");
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
  L.geoJSON(topojson.mesh(world, drawn, (a, b) => a !== b), { ...plain, style: { className: "map-lines" } }).addTo(map);
  return new Map(shapes.features.map((each) => [each.id, each]));
}

function list(map, box, countries, found) {
  const bounds = L.latLngBounds([]);
  const most = Math.max(1, ...found.areas.map(({ n }) => n));
  for (const area of found.areas) {
    const shape = countries.get(area.numeric);
    if (!shape) continue;
    const shade = Math.max(1, Math.ceil((4 * Math.log1p(area.n)) / Math.log1p(most)));
    const layer = L.geoJSON(shape, { style: { className: `map-area map-area-${shade}` } }).addTo(map);
    layer.bindPopup(() => words(box, area.name, area, `&country=${area.country}`));
    bounds.extend(extent(shape));
  }
  const top = Math.max(1, ...found.features.map(({ properties }) => properties.n));
  for (const { geometry, properties } of found.features) {
    const [lon, lat] = geometry.coordinates;
    const radius = Math.min(MAX_RADIUS, MIN_RADIUS * Math.sqrt(properties.n) * Math.min(1, MAX_RADIUS / (MIN_RADIUS * Math.sqrt(top))) + 1.5);
    const spot = L.circleMarker([lat, lon], { radius, className: "map-spot" }).addTo(map);
    spot.bindPopup(() => words(box, properties.name, properties, properties.place && `&place=${properties.place}`));
    bounds.extend([lat, lon]);
  }
  if (bounds.isValid()) map.fitBounds(bounds.pad(0.1), { maxZoom: 7, animate: false });
}

function small(map, box, countries) {
  const { lat, lon, within, numeric, name } = box.dataset;
  if (lat !== undefined) {
    const centre = [Number(lat), Number(lon)];
    const circle = within && L.circle(centre, { radius: Number(within), className: "map-within", interactive: false }).addTo(map);
    L.circleMarker(centre, { radius: 5, className: "map-spot" }).addTo(map).bindTooltip(name);
    map.fitBounds(circle ? circle.getBounds().pad(3) : L.latLng(centre).toBounds(600_000), { maxZoom: CLOSEST, animate: false });
    return;
  }
  const shape = countries.get(numeric);
  if (!shape) return;
  L.geoJSON(shape, { style: { className: "map-area" }, interactive: false }).addTo(map);
  map.fitBounds(extent(shape), { animate: false });
}

/** The bounds of a country's largest part: with all its islands it may reach round the world. */
function extent({ geometry }) {
  const parts = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  const boxes = parts.map(([ring]) => L.latLngBounds(ring.map(([x, y]) => [y, x])));
  const size = (each) => (each.getEast() - each.getWest()) * (each.getNorth() - each.getSouth());
  return boxes.reduce((largest, each) => (size(each) > size(largest) ? each : largest));
}

function words(box, name, { n, places = 1, within_m: within }, query) {
  const { one, many, places: near, within: about, open, list } = box.dataset;
  const said = [n === 1 ? one : many.replace("%n", n), places > 1 && near.replace("%n", places), within && about.replace("%n", within / 1000)];
  const content = document.createElement("div");
  content.append(line("b", name), line("span", said.filter(Boolean).join(" · ")));
  if (query) content.append(Object.assign(line("a", open).firstChild, { href: list + query }));
  return content;
}

function line(tag, text) {
  const row = document.createElement("p");
  row.dir = "auto";
  row.append(Object.assign(document.createElement(tag), { textContent: text }));
  return row;
}
