"""Pure: values of a series after a transform: per population, cumulated, rolling mean, indexed.

They are applied in this order. A row is the values of one group by bucket, in order, with None
where nothing is covered; see `Observed`. A result is None where the transform has no value there.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

LONGEST_WINDOW = 60


@dataclass(frozen=True, slots=True)
class Observed:
    """One bucket of one group: its lowest, expected (None: not known) and highest number.

    `is_open`: the highest number means "at least"; `is_at_least`: so does the expected one;
    `is_full`: all days of the bucket are covered.
    """

    low: float
    expected: float | None
    high: float
    is_open: bool = False
    is_at_least: bool = False
    is_full: bool = True

    def times(self, factor: float) -> "Observed":
        """All numbers multiplied by a factor."""
        expected = None if self.expected is None else self.expected * factor
        return replace(self, low=self.low * factor, expected=expected, high=self.high * factor)


Row = Sequence[Observed | None]


def per_population(row: Row, people: Sequence[int | None], per: int) -> list:
    """Numbers for each `per` people; None where the number of people is not known."""
    return [
        seen.times(per / n) if seen is not None and n else None
        for seen, n in zip(row, people, strict=True)
    ]


def cumulated(row: Row) -> list:
    """The sum of all buckets up to each; None where a bucket is not covered.

    After a gap, or a bucket that is not known, the sum is "at least". An incident that may lie in
    two buckets is in the highest number of both, so that the band is wider than it need be.
    """
    found, total = [], Observed(0.0, None, 0.0)
    for seen in row:
        if seen is None:
            total = replace(total, is_at_least=True)
            found.append(None)
            continue
        total = _sum([total, seen])
        found.append(replace(total, is_full=seen.is_full))
    return found


def rolling_mean(row: Row, window: int) -> list:
    """The mean of each bucket and those before it, `window` in all.

    None until there are so many buckets in a row that are fully covered; not known where one of
    them is not known.
    """
    found = []
    for end in range(1, len(row) + 1):
        seen = row[end - window : end] if end >= window else []
        if not seen or any(each is None or not each.is_full for each in seen):
            found.append(None)
            continue
        mean = _sum(seen).times(1 / window)
        is_known = all(each.expected is not None for each in seen)
        found.append(mean if is_known else replace(mean, expected=None))
    return found


def indexed(row: Row, base: int) -> list:
    """Numbers as a percentage of the expected number of the bucket with index `base`.

    All None if that is 0, not known, or not fully covered. The band shows the uncertainty of each
    bucket, not that of the base.
    """
    found = row[base] if 0 <= base < len(row) else None
    if found is None or not found.is_full or found.is_at_least or not found.expected:
        return [None] * len(row)
    return [None if seen is None else seen.times(100 / found.expected) for seen in row]


def _sum(seen) -> Observed:
    known = [each.expected for each in seen if each.expected is not None]
    return Observed(
        low=sum(each.low for each in seen),
        expected=sum(known) if known else None,
        high=sum(each.high for each in seen),
        is_open=any(each.is_open for each in seen),
        is_at_least=any(each.is_at_least for each in seen)
        or (len(known) < len(seen) and any(each.high or each.is_open for each in _unknown(seen))),
        is_full=all(each.is_full for each in seen),
    )


def _unknown(seen):
    return [each for each in seen if each.expected is None]
