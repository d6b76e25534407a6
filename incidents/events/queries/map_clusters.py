"""Incidents on a map: the number at each place, as exact as the user may see it, and the rest."""

from collections import Counter
from math import isfinite
from typing import NamedTuple

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from incidents.countries import countries
from incidents.events.models.incident_places import IncidentPlace, further_places_of, with_further
from incidents.places.coordinate_redaction import (
    PlaceRule,
    Position,
    coordinate_redactor,
    incident_position,
)
from incidents.places.models.places import Place

MOST = 1_500
"""The most circles that a map draws at once; beyond that, circles near each other are clustered."""

STEPS = (0, 0.25, 0.5, 1, 2, 5, 10)
"""Grid sizes for clusters, in degrees; the first that leaves MOST or fewer is used."""

LARGE = frozenset({"country", "region", "continent"})
"""Kinds of place that a point would misrepresent."""

COLUMNS = (
    "project", "place_precision", "lat", "lon", "uncertainty_m", "country", "place",
    "place__name", "place__project", "place__kind", "place__public_precision",
    "place__lat", "place__lon", "place__uncertainty_m",
)  # fmt: skip


def is_large(kind, stated, has_own):
    """Whether a point would misrepresent where an incident was, by the incident's own stated
    precision, else by the kind of the place that gives its position."""
    return stated == "country" if stated else kind in LARGE and not has_own


FURTHER = (
    "place", "place__name", "place__project", "place__kind", "place__public_precision",
    "place__lat", "place__lon", "place__uncertainty_m",
)  # fmt: skip


class Box(NamedTuple):
    """A part of the map, in degrees, including its edges."""

    south: float
    west: float
    north: float
    east: float

    def holds(self, spot) -> bool:
        return self.south <= spot.lat <= self.north and self.west <= spot.lon <= self.east


def read_box(text) -> Box | None:
    """Read “south,west,north,east” as a Box; None for "", ValueError if it is wrong."""
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
    """`n` incidents at one position; or a cluster: then `places` is more than 1, `place` is None,
    and `box` bounds the positions of its incidents."""

    lat: float
    lon: float
    within_m: int | None
    n: int
    name: str
    place: str | None
    places: int = 1
    box: Box | None = None

    @property
    def within(self) -> str:
        """The bounds of the spot, in the form that `read_box` reads."""
        return ",".join(map(repr, self.box or (self.lat, self.lon, self.lat, self.lon)))


class Area(NamedTuple):
    """`n` incidents of which the user may see only the country."""

    country: str
    name: str
    n: int


class Spots(NamedTuple):
    """What a map shows: `step` is the grid size in degrees (0: no clusters), `nowhere` counts
    incidents on no map, `several` those drawn at more than one place."""

    spots: list[Spot]
    areas: list[Area]
    nowhere: int
    total: int
    step: float
    several: int = 0


def spots_of(rows, user, box=None):
    """Return the Spots of some incidents, with positions as exact as the user may see them.

    With a `box`, only positions within it are returned; the other counts do not change.
    """
    at, areas, nowhere, total = Counter(), Counter(), 0, 0
    kept = places_kept()
    groups = rows.order_by().prefetch_related(None).values_list(*COLUMNS).annotate(n=Count("id"))
    for spot, country, n in drawn_first(groups.iterator(), user, kept):
        total += n
        if spot:
            at[spot] += n
        elif country:
            areas[country] += n
        else:
            nowhere += n
    further = add_further(rows, user, at, areas, kept)
    found = [
        Spot(*shown, n, name or _("No named place"), place and str(place))
        for (shown, place, name), n in at.items()
    ]
    shared = drawn_at_several(rows, further, user, kept, box)
    step, found = cluster_spots(found if box is None else filter(box.holds, found), shared)
    found.sort(key=lambda spot: (-spot.n, spot.name))
    large = [Area(code, countries.name_of(code), n) for code, n in areas.most_common()]
    unplaced = rows.filter(place=None, country=None, lat=None)
    nowhere -= unplaced.filter(placed_elsewhere(user)).count()
    return Spots(found, large, nowhere, total, step, len(further))


def placed_elsewhere(user):
    """The condition on incidents that one of their further places is on a map."""
    places = IncidentPlace.objects.visible_to(user)
    return with_further(places, Q(country__isnull=False) | Q(place__lat__isnull=False))


def drawn_first(groups, user, kept):
    """Yield (spot, country, last): where the incidents of each row are drawn.

    Rows have the COLUMNS and one more value, `last`, which is passed through. A spot is (Position,
    place, name), or None where the user may know only the country. `kept` maps merged places to
    their canonical ones.
    """
    redact = coordinate_redactor(user)
    for project, stated, *rest, last in groups:
        own, (country, place, name) = Position(*rest[:3]), rest[3:6]
        rule = PlaceRule(*rest[6:9], Position(*rest[9:]))
        if place in kept:
            place, name, rule = kept[place].pk, kept[place].name, rule_of(kept[place])
        shown = incident_position(redact, project, own, rule)
        is_point = shown.lat is not None and not is_large(rule.kind, stated, own.lat is not None)
        yield (shown, place, name) if is_point else None, country, last


def drawn_further(rows, places, user, kept):
    """Yield (incident, spot, country) for the further places of incidents: a spot as in
    `drawn_first`, else the country to shade; neither if it is drawn already."""
    redact = coordinate_redactor(user)
    columns = ("owner", "first_place", "first_country", "country", *FURTHER)
    further = further_places_of(rows, places).values_list(*columns)
    for owner, first, first_country, country, place, name, *rest in further:
        rule, canonical = PlaceRule(*rest[:3], Position(*rest[3:])), kept.get(place)
        if canonical:
            place, name, rule = canonical.pk, canonical.name, rule_of(canonical)
        shown = redact(*rule)
        is_again = place == (kept[first].pk if first in kept else first)
        if not is_again and shown.lat is not None and rule.kind not in LARGE:
            yield owner, (shown, place, name), None
        elif not is_again and country and country != first_country:
            yield owner, None, country
        else:
            yield owner, None, None


def add_further(rows, user, at, areas, kept) -> dict:
    """Count incidents at their further places as well, each once at a place and in a country.

    `at` and `areas` are the Counters of `spots_of`, and are updated. Returns {id of an incident
    with further places: its further spots that are not drawn already}.
    """
    places = IncidentPlace.objects.visible_to(user)
    found = list(drawn_further(rows, places, user, kept))
    at.update(spot for _owner, spot in {(owner, spot) for owner, spot, _c in found if spot})
    areas.update(code for _owner, code in {(owner, code) for owner, _s, code in found if code})
    further = {owner: set() for owner, _spot, _country in found}
    for owner, spot, _country in found:
        further[owner] |= {spot} - {None}
    return further


def drawn_at_several(rows, further, user, kept, box=None) -> list:
    """For each incident that is drawn at a further place, its Positions within a box."""
    shared = {owner: set(spots) for owner, spots in further.items() if spots}
    if not shared:
        return []
    owners = with_further(IncidentPlace.objects.visible_to(user))
    firsts = rows.order_by().prefetch_related(None).filter(owners).values_list(*COLUMNS, "pk")
    for spot, _country, pk in drawn_first(firsts.iterator(), user, kept):
        if spot and pk in shared:
            shared[pk].add(spot)
    return [
        [shown for shown, *_ in spots if not box or box.holds(shown)] for spots in shared.values()
    ]


ROUNDED = 0.11
"""The greatest distance, in degrees, between the recorded position and the one that is shown."""


def spots_within(rows, user, box: Box) -> Q:
    """The condition for the incidents that a map draws within a box, at any of their places."""
    kept, places = places_kept(), IncidentPlace.objects.visible_to(user)
    of_place = _in_box(box, "place__") | _in_box(box, "place__merged_into__")
    near = rows.order_by().prefetch_related(None).filter(_in_box(box) | of_place)
    firsts = near.values_list(*COLUMNS, "pk").iterator()
    found = {pk for spot, _c, pk in drawn_first(firsts, user, kept) if spot and box.holds(spot[0])}
    beside = places.filter(of_place)
    others = drawn_further(rows, beside, user, kept)
    return Q(pk__in=found | {owner for owner, spot, _c in others if spot and box.holds(spot[0])})


def within_country_alone(rows, user, code) -> Q:
    """The condition for the incidents for which a map shades a country."""
    kept, places = places_kept(), IncidentPlace.objects.visible_to(user)
    inside = rows.order_by().prefetch_related(None).filter(country=code)
    firsts = drawn_first(inside.values_list(*COLUMNS, "pk").iterator(), user, kept)
    found = {pk for spot, _country, pk in firsts if not spot}
    beside = drawn_further(rows, places.filter(country=code), user, kept)
    return Q(pk__in=found | {owner for owner, _spot, country in beside if country == code})


def _in_box(box, path="") -> Q:
    lats = (box.south - ROUNDED, box.north + ROUNDED)
    lons = (box.west - ROUNDED, box.east + ROUNDED)
    return Q(**{f"{path}lat__range": lats, f"{path}lon__range": lons})


def places_kept() -> dict:
    """{id of a merged place: its canonical Place}."""
    rows = Place.objects.filter(merged_into__isnull=False).select_related("merged_into")
    return {row.pk: row.merged_into for row in rows}


def rule_of(place):
    position = Position(place.lat, place.lon, place.uncertainty_m)
    return PlaceRule(place.project_id, place.kind, place.public_precision, position)


def cluster_spots(spots, shared=()):
    """Cluster spots by the first grid that leaves at most MOST; return (step, spots).

    `shared` are the positions of each incident that is counted at several spots, so that it counts
    once in a cluster.
    """
    spots = list(spots)
    for step in STEPS:
        cells = {}
        for spot in spots:
            cells.setdefault(_grid_cell(spot, step), []).append(spot)
        if len(cells) <= MOST:
            break
    again = Counter()
    for positions in shared:
        for key, times in Counter(_grid_cell(each, step) for each in positions).items():
            again[key] += times - 1
    return step, [merge_spots(cell, again[key]) for key, cell in cells.items()]


def _grid_cell(spot, step):
    return (spot.lat // step, spot.lon // step) if step else (spot.lat, spot.lon)


def merge_spots(cell, again=0):
    """Merge the spots of a cell into one, at the mean position of their incidents.

    `again` is how often incidents are counted at more than one spot of the cell.
    """
    if len(cell) == 1:
        return cell[0]
    n = sum(spot.n for spot in cell)
    lat = sum(spot.lat * spot.n for spot in cell) / n
    lon = sum(spot.lon * spot.n for spot in cell) / n
    names = ", ".join(spot.name for spot in sorted(cell, key=lambda spot: -spot.n)[:3])
    lats, lons = ([spot[at] for spot in cell] for at in (0, 1))
    box = Box(min(lats), min(lons), max(lats), max(lons))
    return Spot(round(lat, 4), round(lon, 4), None, n - again, names, None, len(cell), box)
