"""Pure: great-circle distances, and a grid of cells for finding positions nearby."""

import math
from itertools import product

CELL = 0.25  # degrees of latitude: 27.8 km, more than 25 km


def distance_km(one, other) -> float:
    """Great-circle distance of two (latitude, longitude) in degrees; infinite if one is None."""
    if one is None or other is None:
        return math.inf
    lat1, lon1, lat2, lon2 = map(math.radians, (*one, *other))
    half = (
        math.sin((lat2 - lat1) / 2) ** 2
        + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    )
    return 2 * 6371.0 * math.asin(math.sqrt(half))


def cell_of(lat: float, lon: float) -> tuple[int, int]:
    """The grid cell of a position; it is CELL degrees high and at least as wide in kilometres."""
    band = math.floor(lat / CELL)
    return band, math.floor((lon % 360) / _cell_width(band))


def cells_around(lat: float, lon: float) -> set[tuple[int, int]]:
    """The cells that contain every position within KM_APART, also across the date line."""
    found = set()
    band = math.floor(lat / CELL)
    for row in (band - 1, band, band + 1):
        width = _cell_width(row)
        spread = min(width, 180.0)
        columns = (math.floor(((lon + step) % 360) / width) for step in (-spread, 0, spread))
        found |= set(product([row], columns))
    return found


def _cell_width(band: int) -> float:
    """The degrees of longitude that are at least as wide as CELL anywhere in the band."""
    edge = max(abs(band), abs(band + 1)) * CELL
    return CELL / max(math.cos(math.radians(min(edge, 89.9))), 0.001)
