"""Pure: score which records may describe the same incident or actor.

Incidents: two are compared if their days overlap or are at most three days apart, and if one place
is, contains, or is within 25 km of the other. Where one or both have no place, a common perpetrator
takes its part, if the days of both are known within a week and their countries do not differ; it
adds nothing to the score, so that without a place the other parts must agree. Where only one has a
place, that part is left out. The score is 0.35 date + 0.25 place + 0.2 perpetrator + 0.1 attack
type + 0.1 casualties, each part 0 to 1; pairs from 0.6 are suggested. What is unknown adds nothing.
Pairs are found by a sweep over the days with an index of the places and perpetrators of the
incidents that are still near, so that the work grows with the number of near pairs.
Actors: the similarity of their most similar names; case and accents are ignored.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

from rapidfuzz import fuzz, process

from incidents.duplicates.grid import cell_of, cells_around, distance_km

DAYS_APART = 3
KM_APART = 25.0
LONGEST = 366  # days; a longer date range does not distinguish incidents
LONGEST_UNPLACED = 7  # the same for incidents compared without two places
SUGGEST = 0.6
WEIGHTS = {"date": 0.35, "place": 0.25, "perpetrator": 0.2, "attack_type": 0.1, "casualties": 0.1}
NAMES_ALIKE = 0.9
SHORTEST = 4  # letters; shorter names must be equal: “AQ” is not “AS”
TIDY = 20_000  # entries after which the sweep forgets past ones


class Where(NamedTuple):
    """A further place of an incident, with the same fields as an ComparedIncident's first place."""

    above: tuple
    position: tuple[float, float] | None = None
    is_broad: bool = False


@dataclass(frozen=True, slots=True)
class ComparedIncident:
    """An incident as it is compared.

    `first` and `last` are days as ordinals, `above` the place and all places that contain it,
    narrowest first; `is_broad` says that the place is a country or larger. `killed` is (low, high);
    `country` is used where there are no two places; `further` are the other places.
    """

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
    further: tuple[Where, ...] = ()

    @property
    def places(self):
        """The first place and the further ones; the closest pair of places counts."""
        return (self, *self.further) if self.further else (self,)

    @property
    def is_comparable(self) -> bool:
        if self.above:
            return self.last - self.first < LONGEST
        return self.is_comparable_without_place

    @property
    def is_comparable_without_place(self) -> bool:
        """Whether it may be compared by its perpetrators instead of a place."""
        return bool(self.perpetrators) and self.last - self.first < LONGEST_UNPLACED


def pair_score(one: ComparedIncident, other: ComparedIncident) -> tuple[float, dict[str, float]]:
    """Return the score, 0 to 1, and its parts before weighting.

    The parts have no place where only one of the two has one.
    """
    parts = {
        "date": dates_alike(one, other),
        "place": places_alike(one, other),
        "perpetrator": jaccard_index(one.perpetrators, other.perpetrators),
        "attack_type": types_alike(one.attack_types, other.attack_types),
        "casualties": casualties_alike(one.killed, other.killed),
    }
    if bool(one.above) != bool(other.above):
        del parts["place"]
    parts = {name: round(value, 3) for name, value in parts.items()}
    return round(sum(WEIGHTS[name] * value for name, value in parts.items()), 3), parts


def dates_alike(one: ComparedIncident, other: ComparedIncident) -> float:
    """The mean share of each one's days that are in the other's; less where there is a gap."""
    gap = max(one.first, other.first) - min(one.last, other.last)
    if gap > 0:
        return max(0.0, 1 - gap / (DAYS_APART + 1))
    both = 1 - gap
    return (both / (one.last - one.first + 1) + both / (other.last - other.first + 1)) / 2


def places_alike(one: ComparedIncident, other: ComparedIncident) -> float:
    """1 for the same place, less with more levels or kilometres between; the best of all pairs."""
    return max(_name_similarity(*pair) for pair in product(one.places, other.places))


def _name_similarity(one: ComparedIncident | Where, other: ComparedIncident | Where) -> float:
    best = 0.0
    if one.above and other.above:
        for upper, lower in ((one, other), (other, one)):
            if upper.above[0] in lower.above:
                near = 1 / (1 + lower.above.index(upper.above[0]))
                best = max(best, near / 2 if upper.is_broad else near)
    if not one.is_broad and not other.is_broad:
        far = distance_km(one.position, other.position)
        if far <= KM_APART:
            best = max(best, 1 - far / (2 * KM_APART))
    return best


def jaccard_index(one: frozenset, other: frozenset) -> float:
    """Jaccard index; 0 where either set is empty."""
    return len(one & other) / len(one | other) if one and other else 0.0


def types_alike(one: tuple, other: tuple) -> float:
    """1 where the first attack types agree, 0.5 where any type is shared."""
    if not one or not other:
        return 0.0
    return 1.0 if one[0] == other[0] else 0.5 if {*one} & {*other} else 0.0


def casualties_alike(one, other) -> float:
    """1 where the two ranges overlap; None as an upper end is open."""
    if one is None or other is None:
        return 0.0
    low = max(one[0] or 0, other[0] or 0)
    high = min(math.inf if each[1] is None else each[1] for each in (one, other))
    return 1.0 if low <= high else 0.0


def is_near(one: ComparedIncident, other: ComparedIncident) -> bool:
    """Whether the two are close enough in days and place to be scored."""
    apart = max(one.first, other.first) - min(one.last, other.last)
    return apart <= DAYS_APART and (places_alike(one, other) > 0 or alike_unplaced(one, other))


def alike_unplaced(one: ComparedIncident, other: ComparedIncident) -> bool:
    """Whether two may be compared although one or both have no place."""
    if one.above and other.above:
        return False
    if not (one.is_comparable_without_place and other.is_comparable_without_place):
        return False
    elsewhere = one.country and other.country and one.country != other.country
    return not elsewhere and not one.perpetrators.isdisjoint(other.perpetrators)


def suggested_pairs(
    entries: Iterable[ComparedIncident],
) -> Iterator[tuple[ComparedIncident, ComparedIncident, float, dict]]:
    """Yield (one, other, score, parts) of every pair that scores at least SUGGEST."""
    for one, other in nearby_pairs(entries):
        total, parts = pair_score(one, other)
        if total >= SUGGEST:
            yield one, other, total, parts


def nearby_pairs(
    entries: Iterable[ComparedIncident],
) -> Iterator[tuple[ComparedIncident, ComparedIncident]]:
    """Yield each pair that is near in days and place, once: a superset of `near`.

    (Where not both have a place, exactly those that are near.) The entries must come in the order
    of their first days; there may be many, since past ones are forgotten.
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
    """Entries that have begun and are not long past, by place, containing place and grid cell.

    They are also indexed by perpetrator: `placed` those with a place, `unplaced` those without.
    """

    def __init__(self):
        self.tables = [defaultdict(list) for _ in range(5)]
        self.at, self.below, self.cells, self.placed, self.unplaced = self.tables

    def add(self, entry: ComparedIncident) -> None:
        if entry.is_comparable_without_place:
            table = self.placed if entry.above else self.unplaced
            for actor in entry.perpetrators:
                table[actor].append(entry)
        if not entry.above:
            return
        for where in entry.places:
            self.at[where.above[0]].append(entry)
            for place in where.above[1:]:
                self.below[place].append(entry)
            if where.position and not where.is_broad:
                self.cells[cell_of(*where.position)].append(entry)

    def near(self, entry: ComparedIncident) -> list[ComparedIncident]:
        """Entries that share, contain or are in the entry's place, or are in a cell around it.

        Without two places, entries that share a perpetrator.
        """
        found = {}
        lists = []
        for where in entry.places:
            lists += [(self.at, place) for place in where.above]
            lists += [(self.below, place) for place in where.above[:1]]
            if where.position and not where.is_broad:
                lists += [(self.cells, cell) for cell in cells_around(*where.position)]
        if entry.is_comparable_without_place:
            tables = (self.unplaced,) if entry.above else (self.unplaced, self.placed)
            lists += product(tables, entry.perpetrators)
        for table, key in lists:
            for other in self._living(table, key, entry.first):
                found[id(other)] = other
        return list(found.values())

    def forget(self, day: int) -> None:
        """Drop entries that ended too long before `day` to be near any that follow."""
        for table in self.tables:
            for key in list(table):
                self._living(table, key, day)
                if not table[key]:
                    del table[key]

    def _living(self, table, key, day) -> list[ComparedIncident]:
        rows = table.get(key)
        if not rows:
            return []
        living = [row for row in rows if row.last + DAYS_APART >= day]
        if len(living) < len(rows):
            table[key] = living
        return living


def similar_actors(names: dict[object, set[str]], only=None) -> Iterator[tuple]:
    """Yield (one, other, score, parts) of actors whose folded names are similar.

    `names` is {actor: folded names}; with `only`, just pairs with one of these actors.
    """
    owners = defaultdict(set)
    for actor, its in names.items():
        for name in its:
            owners[name].add(actor)
    asked = owners if only is None else {name for actor in only for name in names[actor]}
    best = {}
    for name, other, value in _similar_texts(sorted(asked), sorted(owners)):
        for one, two in product(owners[name], owners[other]):
            pair = (min(one, two), max(one, two))
            if one != two and value > best.get(pair, (0,))[0]:
                best[pair] = value, sorted((name, other))
    for (one, other), (value, its) in best.items():
        if only is None or one in only or other in only:
            yield one, other, value, {"name": value, "names": its}


def _similar_texts(asked, texts):
    """(name, text, similarity 0 to 1) of the texts equal or similar to one of the names."""
    for name in asked:
        cutoff = 100 * NAMES_ALIKE if len(name) >= SHORTEST else 100
        for text, value, _ in process.extract(
            name, texts, scorer=fuzz.token_sort_ratio, score_cutoff=cutoff, limit=None
        ):
            yield name, text, round(value / 100, 3)
