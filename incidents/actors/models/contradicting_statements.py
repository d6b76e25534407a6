"""Pure: statements that cannot hold together, and how they are found among many.

One asserts a tie between two ends, and the other denies it.
"""

import datetime as dt
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from itertools import accumulate

from incidents.vocabularies import SYMMETRIC_RELATIONS

TIES = (
    "affiliate_of",
    "branch_of",
    "same_as",
    "part_of",
    "splinter_of",
    "allied_with",
    "sponsors",
    "client_of",
    "cooperates_with",
    "member_of",
)
"""Kinds that "is unrelated to" contradicts. Rivals, enemies and targets may well be unrelated."""
MIRRORED = ("sponsors", "client_of")
"""Kinds that state the same from either end."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What a relation states: that `kind` holds (or does not) between `start` and `end`.

    `status` is the relation's; `first` and `last` are inclusive days, None where open.
    """

    kind: str
    start: Hashable
    end: Hashable
    holds: bool
    status: str = "asserted"
    first: dt.date | None = None
    last: dt.date | None = None

    @property
    def tie(self):
        """(kind, end, end) in one form, so that a relation and its mirror image are equal."""
        if self.kind == "client_of":
            return ("sponsors", self.end, self.start)
        if self.kind in SYMMETRIC_RELATIONS:
            return (self.kind, *sorted((self.start, self.end), key=str))
        return (self.kind, self.start, self.end)


def statements_contradict(one: Statement, other: Statement) -> bool:
    """Whether two statements about the same ends cannot hold together.

    An allegation and its rejection do not contradict each other. A relation that has ended
    contradicts a denial only where both have dates and the dates overlap.
    """
    if one.tie == other.tie:
        is_one_matter = {one.status, other.status} == {"alleged", "rejected"}
        opposite = one.holds != other.holds and not is_one_matter
        return opposite and _in_the_same_days(one, other)
    if {one.start, one.end} != {other.start, other.end}:
        return False
    kinds = {one.kind, other.kind}
    apart = "unrelated_to" in kinds and not kinds.isdisjoint(TIES)
    return apart and one.holds and other.holds and _in_the_same_days(one, other)


def _in_the_same_days(one, other):
    days = (one.first, one.last, other.first, other.last)
    if "ended" in (one.status, other.status) and None in days:
        return False
    latest_start = max(one.first or dt.date.min, other.first or dt.date.min)
    return latest_start <= min(one.last or dt.date.max, other.last or dt.date.max)


class StatementIndex:
    """Statements by key, found by what contradicts them without comparing each with each."""

    def __init__(self):
        self._groups: defaultdict[tuple, _Periods] = defaultdict(_Periods)

    def add(self, key: Hashable, said: Statement) -> None:
        self._groups[said.tie, said.holds].add(key, said)
        if said.holds and (said.kind == "unrelated_to" or said.kind in TIES):
            group = frozenset((said.start, said.end)), said.kind == "unrelated_to"
            self._groups[group].add(key, said)

    def contradicting(self, said: Statement) -> Iterator[Hashable]:
        """The keys of the statements that this one contradicts, in no order."""
        groups = [(said.tie, not said.holds)]
        if said.holds and (said.kind == "unrelated_to" or said.kind in TIES):
            groups.append((frozenset((said.start, said.end)), said.kind != "unrelated_to"))
        for group in groups:
            if group in self._groups:
                for key, other in self._groups[group].overlapping(said):
                    if statements_contradict(said, other):
                        yield key


class _Periods:
    """Statements in the order of their first days."""

    def __init__(self):
        self._added, self._parts = [], None

    def add(self, key, said):
        self._added.append((said.first or dt.date.min, key, said))
        self._parts = None

    def overlapping(self, said):
        """(key, statement) of those that share a day with this one."""
        if self._parts is None:
            self._parts = [
                _Part([each for each in self._added if (each[2].last is None) == is_open])
                for is_open in (True, False)
            ]
        for part in self._parts:
            yield from part.overlapping(said.first or dt.date.min, said.last or dt.date.max)


class _Part:
    """Statements that all have a last day, or all none: the search may end early."""

    def __init__(self, rows):
        self.rows = sorted(rows, key=lambda row: row[0])
        self.firsts = [first for first, _key, _said in self.rows]
        lasts = (said.last or dt.date.max for _first, _key, said in self.rows)
        self.latest = list(accumulate(lasts, max))  # the latest last day up to each row

    def overlapping(self, first, last):
        at = bisect_right(self.firsts, last) - 1
        while at >= 0 and self.latest[at] >= first:
            _first, key, said = self.rows[at]
            if (said.last or dt.date.max) >= first:
                yield key, said
            at -= 1
