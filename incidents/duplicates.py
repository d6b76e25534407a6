"""Which records may describe the same: pure scoring, each score with what it is made up of.

Incidents: two are compared where their days overlap or lie at most three days apart, and where one
place is, holds, or lies within 25 km of the other. Where one of them or both have no place, one
perpetrator in common stands in for it, if the days of both are known within a week and their
countries do not differ; it adds nothing to the score, so that without a place the rest must agree.
Where one alone has a place, there is nothing to compare: the part is left out. The score is
0.35 date + 0.25 place + 0.2 perpetrator + 0.1 attack type + 0.1 casualties, each part 0 to 1; 0.6
suggests. What is not known adds nothing. Pairs are found by a sweep over the days with an index of
the places and the perpetrators of the incidents that are still near, so that the work grows with
the number of near pairs.

Actors: the more alike of their names; case and accents do not matter.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from rapidfuzz import fuzz, process

DAYS_APART = 3
KM_APART = 25.0
LONGEST = 366  # days; a date that is wider tells nothing apart
LONGEST_UNPLACED = 7  # the same, where no two places tell them apart
SUGGEST = 0.6
WEIGHTS = {"date": 0.35, "place": 0.25, "perpetrator": 0.2, "attack_type": 0.1, "casualties": 0.1}
NAMES_ALIKE = 0.9
SHORTEST = 4  # letters of a name that may be misspelt; “AQ” and “AS” are two names
KM_PER_DEGREE = 111.2  # of latitude
TIDY = 20_000  # entries after which the sweep forgets what is over
CELL = 0.25  # degrees of latitude: 27.8 km, more than KM_APART


@dataclass(frozen=True, slots=True)
class Entry:
    """An incident as it is compared: days as ordinals, `above` its place and all that hold it,
    the narrowest first; `is_broad`: the place is a country or wider. `killed` is (low, high);
    `country` matters where there are no two places."""

    id: object
    first: int
    last: int
    above: tuple = ()
    position: tuple[float, float] | None = None
    is_broad: bool = False
    perpetrators: frozenset = frozenset()
    attack_types: tuple = ()
    killed: tuple | None = None
    country: str | None = None

    @property
    def is_comparable(self) -> bool:
        if self.above:
            return self.last - self.first < LONGEST
        return self.is_comparable_without_place

    @property
    def is_comparable_without_place(self) -> bool:
        """Whether its perpetrators may stand in for a place, its own or that of another."""
        return bool(self.perpetrators) and self.last - self.first < LONGEST_UNPLACED


def score(one: Entry, other: Entry) -> tuple[float, dict[str, float]]:
    """Return the score, 0 to 1, and its parts before they are weighted.

    There is no place among them where one alone has one.
    """
    parts = {
        "date": dates_alike(one, other),
        "place": places_alike(one, other),
        "perpetrator": shared(one.perpetrators, other.perpetrators),
        "attack_type": types_alike(one.attack_types, other.attack_types),
        "casualties": casualties_alike(one.killed, other.killed),
    }
    if bool(one.above) != bool(other.above):
        del parts["place"]
    parts = {name: round(value, 3) for name, value in parts.items()}
    return round(sum(WEIGHTS[name] * value for name, value in parts.items()), 3), parts


def dates_alike(one: Entry, other: Entry) -> float:
    """The mean share of each one's days that lie in the other's; less where there is a gap."""
    gap = max(one.first, other.first) - min(one.last, other.last)
    if gap > 0:
        return max(0.0, 1 - gap / (DAYS_APART + 1))
    both = 1 - gap
    return (both / (one.last - one.first + 1) + both / (other.last - other.first + 1)) / 2


def places_alike(one: Entry, other: Entry) -> float:
    """1 for the same place, less the more levels lie between, or the more kilometres."""
    best = 0.0
    if one.above and other.above:
        for upper, lower in ((one, other), (other, one)):
            if upper.above[0] in lower.above:
                near = 1 / (1 + lower.above.index(upper.above[0]))
                best = max(best, near / 2 if upper.is_broad else near)
    if not one.is_broad and not other.is_broad:
        far = kilometres(one.position, other.position)
        if far <= KM_APART:
            best = max(best, 1 - far / (2 * KM_APART))
    return best


def kilometres(one, other) -> float:
    """Great-circle distance of two (latitude, longitude) in degrees; infinite where unknown."""
    if one is None or other is None:
        return math.inf
    lat1, lon1, lat2, lon2 = map(math.radians, (*one, *other))
    half = (
        math.sin((lat2 - lat1) / 2) ** 2
        + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    )
    return 2 * 6371.0 * math.asin(math.sqrt(half))


def shared(one: frozenset, other: frozenset) -> float:
    """Jaccard's index; 0 where either is unknown."""
    return len(one & other) / len(one | other) if one and other else 0.0


def types_alike(one: tuple, other: tuple) -> float:
    """1 where the main types agree, a half where any does."""
    if not one or not other:
        return 0.0
    return 1.0 if one[0] == other[0] else 0.5 if {*one} & {*other} else 0.0


def casualties_alike(one, other) -> float:
    """1 where the two ranges meet; a null end is open."""
    if one is None or other is None:
        return 0.0
    low = max(one[0] or 0, other[0] or 0)
    high = min(math.inf if each[1] is None else each[1] for each in (one, other))
    return 1.0 if low <= high else 0.0


def near(one: Entry, other: Entry) -> bool:
    """Whether two are compared at all."""
    apart = max(one.first, other.first) - min(one.last, other.last)
    return apart <= DAYS_APART and (places_alike(one, other) > 0 or alike_unplaced(one, other))


def alike_unplaced(one: Entry, other: Entry) -> bool:
    """Whether two may be compared although one of them or both have no place."""
    if one.above and other.above:
        return False
    if not (one.is_comparable_without_place and other.is_comparable_without_place):
        return False
    elsewhere = one.country and other.country and one.country != other.country
    return not elsewhere and not one.perpetrators.isdisjoint(other.perpetrators)


def suggestions(entries: Iterable[Entry]) -> Iterator[tuple[Entry, Entry, float, dict]]:
    """Yield (one, other, score, parts) of every pair that may be the same."""
    for one, other in candidates(entries):
        total, parts = score(one, other)
        if total >= SUGGEST:
            yield one, other, total, parts


def candidates(entries: Iterable[Entry]) -> Iterator[tuple[Entry, Entry]]:
    """Yield each pair that is near in days and in space, once; a superset of what is `near`.

    (Where not both have a place, just what is.)

    The entries come in the order of their first days, and may be many: what is long over is
    forgotten.
    """
    index = _Index()
    for number, entry in enumerate(entries):
        if not entry.is_comparable:
            continue
        if number % TIDY == 0:
            index.forget(entry.first)
        for other in index.near(entry):
            if (entry.above and other.above) or alike_unplaced(other, entry):
                yield other, entry
        index.add(entry)


class _Index:
    """What has begun and not been over for long, by place, by what holds it, and by grid cell;
    by perpetrator as well, what has a place (`placed`) apart from what has none (`unplaced`)."""

    def __init__(self):
        self.tables = [defaultdict(list) for _ in range(5)]
        self.at, self.below, self.cells, self.placed, self.unplaced = self.tables

    def add(self, entry: Entry) -> None:
        if entry.is_comparable_without_place:
            table = self.placed if entry.above else self.unplaced
            for actor in entry.perpetrators:
                table[actor].append(entry)
        if not entry.above:
            return
        self.at[entry.above[0]].append(entry)
        for place in entry.above[1:]:
            self.below[place].append(entry)
        if entry.position and not entry.is_broad:
            self.cells[cell_of(*entry.position)].append(entry)

    def near(self, entry: Entry) -> list[Entry]:
        """Those whose place is the entry's, holds it, lies in it, or in a cell around it; without
        two places, those with one of its perpetrators."""
        found = {}
        lists = [(self.at, place) for place in entry.above]
        lists += [(self.below, place) for place in entry.above[:1]]
        if entry.is_comparable_without_place:
            tables = (self.unplaced,) if entry.above else (self.unplaced, self.placed)
            lists += product(tables, entry.perpetrators)
        if entry.position and not entry.is_broad:
            lists += [(self.cells, cell) for cell in cells_around(*entry.position)]
        for table, key in lists:
            for other in self._living(table, key, entry.first):
                found[id(other)] = other
        return list(found.values())

    def forget(self, day: int) -> None:
        """Drop what was over too long before `day` to be near anything that comes."""
        for table in self.tables:
            for key in list(table):
                self._living(table, key, day)
                if not table[key]:
                    del table[key]

    def _living(self, table, key, day) -> list[Entry]:
        rows = table.get(key)
        if not rows:
            return []
        living = [row for row in rows if row.last + DAYS_APART >= day]
        if len(living) < len(rows):
            table[key] = living
        return living


def cell_of(lat: float, lon: float) -> tuple[int, int]:
    """The grid cell of a position; each is CELL degrees high and at least as wide in kilometres."""
    band = math.floor(lat / CELL)
    return band, math.floor((lon % 360) / _width(band))


def cells_around(lat: float, lon: float) -> set[tuple[int, int]]:
    """The cells that hold every position within KM_APART, across the date line too."""
    found = set()
    band = math.floor(lat / CELL)
    for row in (band - 1, band, band + 1):
        width = _width(row)
        spread = min(width, 180.0)
        columns = (math.floor(((lon + step) % 360) / width) for step in (-spread, 0, spread))
        found |= set(product([row], columns))
    return found


def _width(band: int) -> float:
    """Degrees of longitude that are at least CELL of latitude wide, anywhere in the band."""
    edge = max(abs(band), abs(band + 1)) * CELL
    return CELL / max(math.cos(math.radians(min(edge, 89.9))), 0.001)


def alike(names: dict[object, set[str]], only=None) -> Iterator[tuple]:
    """Yield (one, other, score, parts) of actors whose folded names are alike.

    `names` are {actor: folded names}; with `only`, pairs of which one is among these.
    """
    owners = defaultdict(set)
    for actor, its in names.items():
        for name in its:
            owners[name].add(actor)
    asked = owners if only is None else {name for actor in only for name in names[actor]}
    best = {}
    for name, other, value in _close(sorted(asked), sorted(owners)):
        for one, two in product(owners[name], owners[other]):
            pair = (min(one, two), max(one, two))
            if one != two and value > best.get(pair, (0,))[0]:
                best[pair] = value, sorted((name, other))
    for (one, other), (value, its) in best.items():
        if only is None or one in only or other in only:
            yield one, other, value, {"name": value, "names": its}


def _close(asked, texts):
    """(name, text, 0 to 1) of the texts that are an asked name, or nearly."""
    for name in asked:
        cutoff = 100 * NAMES_ALIKE if len(name) >= SHORTEST else 100
        for text, value, _ in process.extract(
            name, texts, scorer=fuzz.token_sort_ratio, score_cutoff=cutoff, limit=None
        ):
            yield name, text, round(value / 100, 3)
