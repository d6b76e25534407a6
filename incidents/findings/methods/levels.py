"""Pure: lulls, elevated runs, and the all-time high of a series."""

from dataclasses import dataclass

from incidents.findings.methods.observations import (
    YEAR,
    Insufficient,
    Row,
    expected,
    known,
    quantile,
    runs,
    trailing_means,
)

LOW, HIGH = 0.25, 0.75
SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Run:
    """The first and last place of a run of buckets, and the mean of the trailing means in it."""

    first: int
    last: int
    level: float

    @property
    def length(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class ElevatedRuns:
    """All elevated runs in order, the longest, and how it compares with those before it.

    `ratio` is its length divided by that of the longest run before it; None if there is none.
    """

    threshold: float
    all: list[Run]
    longest: Run
    ratio: float | None


@dataclass(frozen=True, slots=True)
class AllTimeHigh:
    """The places with the highest expected number, and whether imprecise dates could change it.

    `is_robust` is whether the certain number of the one place is no lower than the highest possible
    number of any other.
    """

    places: list[int]
    value: float
    is_robust: bool


def lulls(row: Row) -> list[Run] | Insufficient:
    """Maximal runs of at least 3 buckets whose trailing mean of 3 is low; needs `YEAR` of them.

    Low means at most the first quartile of the series' own trailing means until then, or 0. The
    quartile is read from the twelfth trailing mean on; before, only 0 is low.
    """
    means = trailing_means(expected(row))
    if len(known(means)) < YEAR:
        return Insufficient("few_buckets", len(known(means)), YEAR)
    flags, history = [], []
    for mean in means:
        if mean is None:
            flags.append(False)
            continue
        history.append(mean)
        limit = quantile(history, LOW) if len(history) >= YEAR else 0
        flags.append(mean <= limit or mean == 0)
    return _runs(means, flags)


def elevated_runs(row: Row) -> ElevatedRuns | Insufficient:
    """The runs whose trailing mean of 3 is in the highest quarter of the series' trailing means.

    Needs `YEAR` trailing means, and some that differ: where all are the same, none is elevated.
    """
    means = trailing_means(expected(row))
    if len(known(means)) < YEAR:
        return Insufficient("few_buckets", len(known(means)), YEAR)
    if max(known(means)) == min(known(means)):
        return Insufficient("no_variation", len(known(means)))
    threshold = quantile(known(means), HIGH)
    flags = [mean is not None and mean >= threshold for mean in means]
    found = _runs(means, flags, shortest=1)
    longest = max(found, key=lambda run: (run.length, run.level, -run.first))
    earlier = [run.length for run in found if run.first < longest.first]
    ratio = longest.length / max(earlier) if earlier else None
    return ElevatedRuns(threshold, found, longest, ratio)


def all_time_high(row: Row) -> AllTimeHigh | Insufficient:
    """The highest bucket of all that are covered, fully or not; ties are listed.

    A partly covered bucket can be the highest, since what is missing would only add to it.
    """
    values = [None if each is None else each.expected for each in row]
    if not any(known(values)):
        return Insufficient("nothing_counted", len(known(values)))
    highest = max(known(values))
    places = [place for place, value in enumerate(values) if value == highest]
    return AllTimeHigh(places, highest, len(places) == 1 and _is_robust(row, places[0]))


def _is_robust(row, place):
    others = [each for n, each in enumerate(row) if each is not None and n != place]
    if any(each.is_open or not each.is_full for each in others):
        return False
    return row[place].low >= max((each.high for each in others), default=0)


def _runs(means, flags, shortest=SHORTEST):
    return [
        Run(first, last, sum(means[first : last + 1]) / (last - first + 1))
        for first, last in runs(flags)
        if last - first + 1 >= shortest
    ]
