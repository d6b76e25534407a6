// What crosses the 180th meridian (Russia, Fiji) is drawn beyond it. Left as it is, a ring jumps
// from one edge of the map to the other, and its fill becomes a band around the world.

const HALF = 180;
const WHOLE = 360;

/** The ring with each longitude within half a turn of the one before: 179, -179 is 179, 181. */
export function unwrapped(ring) {
  let turns = 0;
  const moved = ring.map(([lon, lat], at) => {
    const jump = at ? lon - ring[at - 1][0] : 0;
    if (Math.abs(jump) > HALF) turns -= Math.sign(jump);
    return [lon + turns * WHOLE, lat];
  });
  const middle = moved.reduce((sum, [lon]) => sum + lon, 0) / moved.length;
  const home = Math.abs(middle) > HALF ? -Math.sign(middle) * WHOLE : 0;
  return moved.map(([lon, lat]) => [lon + home, lat]);
}

/** GeoJSON features with the rings of their polygons unwrapped. */
export function acrossTheMeridian(collection) {
  const features = collection.features.map((feature) => {
    const { type, coordinates } = feature.geometry;
    const polygon = (rings) => rings.map(unwrapped);
    const changed = { Polygon: polygon, MultiPolygon: (polygons) => polygons.map(polygon) }[type];
    return changed ? { ...feature, geometry: { type, coordinates: changed(coordinates) } } : feature;
  });
  return { ...collection, features };
}
