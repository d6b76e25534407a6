"""Pure: analysis of competing hypotheses, one analyst's matrix at a time.

R. J. Heuer, "Psychology of Intelligence Analysis" (1999), chapter 8: evidence against a hypothesis
is diagnostic, evidence that agrees with it is not. Weighted inconsistency as in PARC's ACH 2: II
counts 2, I counts 1, everything else 0; weights low 1/√2, medium 1, high √2, for credibility and
for relevance. It helps to audit an argument and proves nothing: C. W. Karvetski and D. R. Mandel,
Judgment and Decision Making 15 (2020) 939-958, found no gain in the coherence of analysts'
judgements.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

POINTS = {"II": 2, "I": 1}
ORDER = {"II": -2, "I": -1, "N": 0, "C": 1, "CC": 2}
"""The ratings on one scale; NA is not on it."""

WEIGHTS = {"low": 1 / sqrt(2), "medium": 1.0, "high": sqrt(2)}

Ratings = Mapping[tuple[Hashable, Hashable], str]
"""{(item, hypothesis): rating}; pairs without a rating are not in it."""


@dataclass(frozen=True, slots=True)
class Item:
    """A row of the matrix: its key, and its weights (None is medium)."""

    key: Hashable
    credibility: str | None = None
    relevance: str | None = None

    @property
    def weight(self) -> float:
        return WEIGHTS[self.credibility or "medium"] * WEIGHTS[self.relevance or "medium"]


def inconsistency_scores(
    items: Sequence[Item], hypotheses: Sequence[Hashable], ratings: Ratings
) -> dict[Hashable, float]:
    """{hypothesis: weighted inconsistency}, from 0; lower means less evidence against it."""
    return {
        hypothesis: sum(
            item.weight * POINTS.get(ratings.get((item.key, hypothesis)), 0) for item in items
        )
        for hypothesis in hypotheses
    }


def rank_hypotheses(scores: Mapping[Hashable, float]) -> dict[Hashable, int]:
    """{hypothesis: rank}, 1 for the least inconsistent; equal scores share a rank (1, 1, 3)."""
    rounded = {key: round(score, 9) for key, score in scores.items()}
    return {
        key: 1 + sum(other < score for other in rounded.values()) for key, score in rounded.items()
    }


def item_diagnosticity(item: Item, hypotheses: Sequence[Hashable], ratings: Ratings) -> int | None:
    """The distance between the extreme ratings of an item, 0 to 4; None with fewer than two.

    0 does not distinguish the hypotheses, however strong the item looks (Heuer's step 3).
    """
    given = [ratings.get((item.key, hypothesis)) for hypothesis in hypotheses]
    places = [ORDER[each] for each in given if each in ORDER]
    return max(places) - min(places) if len(places) > 1 else None


def decisive_items(
    items: Sequence[Item], hypotheses: Sequence[Hashable], ratings: Ratings
) -> list[Hashable]:
    """Keys of the items without which other hypotheses would have rank 1 (Heuer's step 6)."""
    best = _best_hypotheses(items, hypotheses, ratings)
    return [
        item.key
        for item in items
        if _best_hypotheses([other for other in items if other is not item], hypotheses, ratings)
        != best
    ]


def _best_hypotheses(items, hypotheses, ratings):
    placed = rank_hypotheses(inconsistency_scores(items, hypotheses, ratings))
    return {hypothesis for hypothesis, rank in placed.items() if rank == 1}


def analyst_disagreement(matrices: Sequence[Ratings]) -> dict[tuple[Hashable, Hashable], int]:
    """{(item, hypothesis): distance} of the pairs on which analysts differ, 1 to 4.

    The distance is between the two extreme ratings; NA against a rating counts as 1.
    """
    apart = {}
    for pair in {pair for ratings in matrices for pair in ratings}:
        given = {ratings[pair] for ratings in matrices if pair in ratings}
        places = [ORDER[each] for each in given if each in ORDER]
        if len(given) > 1:
            apart[pair] = max(1, max(places) - min(places))
    return apart
