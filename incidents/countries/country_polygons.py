"""Pure: whether a point is in a country, by the polygons of world-atlas (Natural Earth 1:50m).

The file is TopoJSON: arcs of integers, each the difference from the one before, scaled by a
transform; polygons refer to arcs by position, `~i` reversed. Natural Earth draws borders by actual
control. They assert no claim here, and the check only gives a warning.
"""

import json
from functools import lru_cache
from math import cos, hypot, radians

SIMPLIFIED_KM = 12
"""How far drawn lines may be off: 1:50 million leaves out bends, islets and harbours."""

KM_PER_DEGREE = 111.2


@lru_cache(maxsize=1)
def polygons_by_country(path):
    """{numeric ISO code: [ring, ...]}; a ring is a list of (lon, lat). Cached: loading is slow."""
    with open(path, "rb") as file:
        world = json.load(file)
    arcs = [_arc_points(arc, world["transform"]) for arc in world["arcs"]]
    found = {}
    for shape in world["objects"]["countries"]["geometries"]:
        polygons = shape.get("arcs") or []
        if shape["type"] == "Polygon":
            polygons = [polygons]
        if "id" in shape:
            rings = (_polygon_ring(ring, arcs) for polygon in polygons for ring in polygon)
            found.setdefault(shape["id"], []).extend(rings)
    return found


def _arc_points(arc, transform):
    (scale_x, scale_y), (move_x, move_y) = transform["scale"], transform["translate"]
    x = y = 0
    points = []
    for step_x, step_y in arc:
        x, y = x + step_x, y + step_y
        points.append((x * scale_x + move_x, y * scale_y + move_y))
    return points


def _polygon_ring(indices, arcs):
    ring = []
    for index in indices:
        part = arcs[index] if index >= 0 else arcs[~index][::-1]
        ring.extend(part[1:] if ring else part)
    return ring


def polygon_contains(rings, lon, lat):
    """Even-odd rule: whether a ray to the east crosses the rings an odd number of times."""
    inside = False
    for ring in rings:
        x0, y0 = ring[-1]
        for x1, y1 in ring:
            if (y0 > lat) != (y1 > lat) and lon < (x1 - x0) * (lat - y0) / (y1 - y0) + x0:
                inside = not inside
            x0, y0 = x1, y1
    return inside


def distance_km(rings, lon, lat):
    """Kilometres to the nearest line of the rings, on a plane tangent to the globe here.

    Accurate to a few per cent within some hundred kilometres, also across the date line.
    """
    wide = KM_PER_DEGREE * cos(radians(lat))
    nearest = float("inf")
    for ring in rings:
        before = None
        for x, y in ring:
            here = (((x - lon + 180) % 360 - 180) * wide, (y - lat) * KM_PER_DEGREE)
            if before is not None and abs(here[0] - before[0]) < 180 * wide:
                nearest = min(nearest, _to_segment(before, here))
            before = here
    return nearest


def _to_segment(a, b):
    """The distance from the origin to a segment."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = dx * dx + dy * dy
    t = 0 if length == 0 else max(0, min(1, -(a[0] * dx + a[1] * dy) / length))
    return hypot(a[0] + t * dx, a[1] + t * dy)


def outside_km(path, numeric, lon, lat, uncertainty_m=None):
    """How far a point is outside a country, beyond its uncertainty and that of the drawing.

    0 where it may be inside; None where the atlas does not have the country.
    """
    rings = polygons_by_country(path).get(numeric)
    if not rings:
        return None
    if polygon_contains(rings, lon, lat):
        return 0
    away = distance_km(rings, lon, lat)
    return round(away) if away > SIMPLIFIED_KM + (uncertainty_m or 0) / 1000 else 0
