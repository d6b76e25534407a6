"""Incidents on a map: as many at each place as a reader is told of, and what is on no map."""

from collections import Counter
from math import isfinite
from typing import NamedTuple

from django.db.models import Count
from django.utils.translation import gettext as _

from incidents import countries
from incidents.positions import Position, teller

MOST = 1_500
"""Circles that a map draws at once; of more, those near each other are gathered."""

STEPS = (0, 0.25, 0.5, 1, 2, 5, 10)
"""Degrees within which circles are gathered; the first that leaves MOST or fewer is taken."""

LARGE = frozenset({"country", "region", "continent"})
"""Kinds that a point would misrepresent."""

COLUMNS = (
    "place", "place__project", "place__kind", "place__public_precision", "place__name",
    "place__lat", "place__lon", "place__uncertainty_m", "country",
)  # fmt: skip


class Box(NamedTuple):
    """A part of the map, in degrees, its edges included."""

    south: float
    west: float
    north: float
    east: float

    def holds(self, spot) -> bool:
        return self.south <= spot.lat <= self.north and self.west <= spot.lon <= self.east


def read_box(text) -> Box | None:
    """“south,west,north,east” as a Box; None for nothing, ValueError that says what is wrong."""
    if not text:
        return None
    try:
        found = Box(*map(float, text.split(",")))
    except (TypeError, ValueError):
        raise ValueError(_("Give four numbers: south,west,north,east, in degrees.")) from None
    if not all(map(isfinite, found)):
        raise ValueError(_("Give four numbers: south,west,north,east, in degrees."))
    if found.south > found.north or found.west > found.east:
        raise ValueError(_("South comes before north, and west before east."))
    return found


class Spot(NamedTuple):
    """`n` incidents at a position, or near it: then `places` is more than 1, `place` None, and
    `box` the part of the map from which they were gathered."""

    lat: float
    lon: float
    within_m: int | None
    n: int
    name: str
    place: str | None
    places: int = 1
    box: Box | None = None


class Area(NamedTuple):
    """`n` incidents of which no more is told than the country."""

    country: str
    name: str
    n: int


class Spots(NamedTuple):
    """`step` is in degrees, 0 where nothing was gathered; `nowhere` counts what is on no map."""

    spots: list[Spot]
    areas: list[Area]
    nowhere: int
    total: int
    step: float


def spots_of(rows, user, box=None):
    """Return the Spots of some incidents, each position as exact as the reader is told.

    With a `box` only those that are told to lie in it are gathered and shown; the rest is counted
    as ever.
    """
    tell, found, areas, nowhere, total = teller(user), [], Counter(), 0, 0
    groups = rows.order_by().prefetch_related(None).values_list(*COLUMNS).annotate(n=Count("id"))
    for place, project, kind, precision, name, lat, lon, within, country, n in groups.iterator():
        total += n
        told = tell(project, kind, precision, Position(lat, lon, within))
        if told.lat is not None and kind not in LARGE:
            found.append(Spot(*told, n, name, str(place)))
        elif country:
            areas[country] += n
        else:
            nowhere += n
    step, found = gathered(found if box is None else filter(box.holds, found))
    found.sort(key=lambda spot: (-spot.n, spot.name))
    large = [Area(code, countries.name_of(code), n) for code, n in areas.most_common()]
    return Spots(found, large, nowhere, total, step)


def gathered(spots):
    """(step, spots): at most MOST of them, those within a step of each other as one."""
    spots = list(spots)
    for step in STEPS:
        cells = {}
        for spot in spots:
            key = (spot.lat // step, spot.lon // step) if step else spot[:2]
            cells.setdefault(key, []).append(spot)
        if len(cells) <= MOST:
            break
    return step, [one(cell) for cell in cells.values()]


def one(cell):
    """The spots of a cell as one, at the mean of where their incidents are."""
    if len(cell) == 1:
        return cell[0]
    n = sum(spot.n for spot in cell)
    lat = sum(spot.lat * spot.n for spot in cell) / n
    lon = sum(spot.lon * spot.n for spot in cell) / n
    names = ", ".join(spot.name for spot in sorted(cell, key=lambda spot: -spot.n)[:3])
    lats, lons = ([spot[at] for spot in cell] for at in (0, 1))
    box = Box(min(lats), min(lons), max(lats), max(lons))
    return Spot(round(lat, 4), round(lon, 4), None, n, names, None, len(cell), box)
