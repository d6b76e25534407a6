// The map on a page of one record: its places, each as exactly as it is known.
import { answer } from "./map_marks.js";

const { L } = window;
const CLOSEST = 4; // nearer, no line of land or border is left to tell where it is

/** A place's map, or that of a dossier with all its places: `more` are those beside the first. */
export function small(map, box, countries) {
  const { lat, lon, within, numeric, name, url, open, more = "[]" } = box.dataset;
  const marks = [{ lat, lon, within, numeric, name, url, open }, ...JSON.parse(more)];
  const bounds = L.latLngBounds([]);
  // Areas come first, so that no point lies under one.
  marks.sort((a, b) => (a.lat !== undefined) - (b.lat !== undefined));
  for (const each of marks) bounds.extend(mark(map, each, countries));
  const zoom = marks.some((each) => each.lat !== undefined) ? { maxZoom: CLOSEST } : {};
  if (bounds.isValid()) map.fitBounds(bounds, { ...zoom, animate: false });
}

/** Draw a point with the circle within which it is known, or a country; return what to show. */
function mark(map, { lat, lon, within, numeric, ...said }, countries) {
  if (lat !== undefined) {
    const centre = [Number(lat), Number(lon)];
    const circle =
      within && L.circle(centre, { radius: Number(within), className: "map-within", interactive: false }).addTo(map);
    lead(map, L.circleMarker(centre, { radius: 5, className: "map-spot" }).addTo(map), said);
    return circle ? circle.getBounds().pad(3) : L.latLng(centre).toBounds(600_000);
  }
  const shape = countries.get(numeric);
  if (!shape) return L.latLngBounds([]);
  const area = L.geoJSON(shape, { style: { className: "map-area" }, interactive: Boolean(said.url) }).addTo(map);
  if (said.url) for (const layer of area.getLayers()) lead(map, layer, said);
  return extent(shape);
}

/** Let a mark say its name, and lead to what it stands for: by Enter and by a click. */
function lead(map, layer, { name, url, open }) {
  answer(map, layer, { name, words: name, url, open });
  const path = layer.getElement();
  for (const [key, value] of Object.entries({ tabindex: "0", role: url ? "link" : "img", "aria-label": name }))
    path.setAttribute(key, value);
  path.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !url) return;
    event.preventDefault();
    event.stopPropagation();
    location.assign(url);
  });
}

/** The bounds of a country's largest part: with all its islands it may reach round the world. */
export function extent({ geometry }) {
  const parts = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  const boxes = parts.map(([ring]) => L.latLngBounds(ring.map(([x, y]) => [y, x])));
  const size = (each) => (each.getEast() - each.getWest()) * (each.getNorth() - each.getSouth());
  return boxes.reduce((largest, each) => (size(each) > size(largest) ? each : largest));
}
