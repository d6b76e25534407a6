"""Pure: weigh the evidence for and against a statement."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from math import sqrt

CREDIBILITY = {1: 1.0, 2: 0.8, 3: 0.6, 4: 0.4, 5: 0.2}
"""Weight of an Admiralty credibility grade, in equal steps; 6, "cannot be judged", has none."""

RELEVANCE = {"low": 1 / sqrt(2), "medium": 1.0, "high": sqrt(2)}


def root_of(source: Hashable, repeats: Mapping[Hashable, Hashable]) -> Hashable:
    """The original source from which a source has its reports, through a chain of any length.

    `repeats` is {source: the source that it repeats}. All sources of a circle have the same root.
    """
    passed = []
    while source not in passed:
        passed.append(source)
        if source not in repeats:
            return source
        source = repeats[source]
    return min(passed[passed.index(source) :], key=str)


@dataclass(frozen=True, slots=True)
class Piece:
    """One passage for or against.

    `group` names its origin: the pieces of one group repeat the same report and count once.
    `credibility` is 1 to 6 or None, `relevance` low, medium, high or None (medium).
    """

    supports: bool
    group: str
    credibility: int | None = None
    relevance: str | None = None

    @property
    def weight(self) -> float | None:
        """Credibility times relevance; None where the credibility is unknown."""
        grade = CREDIBILITY.get(self.credibility)
        return None if grade is None else grade * RELEVANCE[self.relevance or "medium"]


@dataclass(frozen=True, slots=True)
class Balance:
    """`value` is (S - C) / (S + C), -1 (all against) to 1 (all for); None without any weight.

    `supporting` is S and `contradicting` is C; `passages_for` and `passages_against` are counts,
    `groups` is the number of independent groups among all pieces, `unweighed` the number of pieces
    without a weight.
    """

    value: float | None
    supporting: float
    contradicting: float
    passages_for: int
    passages_against: int
    groups: int
    unweighed: int

    @property
    def is_single_source(self) -> bool:
        return self.groups == 1


def evidence_balance(pieces: Iterable[Piece]) -> Balance:
    """Weigh pieces of evidence: of each group, the heaviest for and the heaviest against count."""
    pieces = list(pieces)
    weights = {True: _sum_of_groups(pieces, True), False: _sum_of_groups(pieces, False)}
    whole = weights[True] + weights[False]
    return Balance(
        value=(weights[True] - weights[False]) / whole if whole else None,
        supporting=weights[True],
        contradicting=weights[False],
        passages_for=sum(piece.supports for piece in pieces),
        passages_against=sum(not piece.supports for piece in pieces),
        groups=len({piece.group for piece in pieces}),
        unweighed=sum(piece.weight is None for piece in pieces),
    )


def _sum_of_groups(pieces, supports):
    heaviest = {}
    for piece in pieces:
        if piece.supports is supports and piece.weight is not None:
            heaviest[piece.group] = max(piece.weight, heaviest.get(piece.group, 0))
    return sum(heaviest.values())
