"""Pure: scores of probability forecasts. Probabilities are fractions, outcomes 1 or 0.

Two conventions of the Brier score exist and are never mixed: `HALF`, 0 to 1, one category, and
`ORIGINAL`, 0 to 2, which sums over "yes" and "no" as Brier did and as GJ Open does; it is twice the
other. Everything here is in `HALF` unless stated otherwise.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

HALF = "half"
ORIGINAL = "original"
Z95 = 1.959963984540054  # the 97.5th percentile of the standard normal distribution


@dataclass(frozen=True, slots=True)
class Forecast:
    """A probability and the outcome; `weight` is its share of a question."""

    probability: float
    outcome: int
    weight: float = 1.0

    @property
    def score(self) -> float:
        return (self.probability - self.outcome) ** 2


@dataclass(frozen=True, slots=True)
class Murphy:
    """BS = reliability - resolution + uncertainty + residual.

    `residual` comes from differences between the probabilities inside a bin; it is 0 where each bin
    holds one value.
    """

    reliability: float
    resolution: float
    uncertainty: float
    residual: float


@dataclass(frozen=True, slots=True)
class Bin:
    """One point of a reliability diagram: forecasts from `low` to below `high`.

    `n` is the sum of weights; the rest is None where it is 0. `lower` and `upper` are the Wilson
    interval of `observed`, the share resolved yes; `mean` is the mean probability.
    """

    low: float
    high: float
    n: float
    mean: float | None = None
    observed: float | None = None
    lower: float | None = None
    upper: float | None = None


def brier_score(forecasts: Sequence[Forecast], scale: str = HALF) -> float | None:
    """Mean Brier score, or None without forecasts.

    G. W. Brier, "Verification of forecasts expressed in terms of probability", Monthly Weather
    Review 78 (1950) 1-3. `scale` is HALF (0 to 1) or ORIGINAL (0 to 2).
    """
    if not forecasts:
        return None
    factor = {HALF: 1, ORIGINAL: 2}[scale]
    return factor * _weighted_mean((each.score, each.weight) for each in forecasts)


def daily_forecasts(
    steps: Iterable[tuple[datetime.date, float]], closed: datetime.date, outcome: int
) -> list[Forecast]:
    """The forecasts of one question, weighted by days; the weights sum to 1.

    `steps` are (day, probability); each holds until the next, the last one until and including
    `closed`, the day on which the question ended. Of several on a day the last counts; those after
    `closed` do not; days before the first are not scored. So the weighted mean is the average of
    daily scores, as on GJ Open (gjopen.com/faq, question 4), in the scale HALF.
    """
    last = {day: probability for day, probability in steps if day <= closed}
    days = sorted(last)
    ends = [*days[1:], closed + datetime.timedelta(days=1)]
    total = (ends[-1] - days[0]).days if days else 0
    return [
        Forecast(last[day], outcome, (end - day).days / total)
        for day, end in zip(days, ends, strict=False)
    ]


def base_rate(forecasts: Sequence[Forecast]) -> float | None:
    """The share resolved yes."""
    return _weighted_mean((each.outcome, each.weight) for each in forecasts) if forecasts else None


def brier_skill_score(score: float | None, reference: float | None) -> float | None:
    """Brier skill score, 1 - BS / BS_ref; None where the reference is perfect or missing.

    Against the base rate o the reference is o(1 - o), against "fifty-fifty" it is 0.25.
    """
    return None if score is None or not reference else 1 - score / reference


def murphy_decomposition(
    forecasts: Sequence[Forecast], bands: Sequence[tuple[float, float]]
) -> Murphy | None:
    """The vector partition of the Brier score over half-open bands [low, high).

    A. H. Murphy, "A new vector partition of the probability score", Journal of Applied Meteorology
    12 (1973) 595-600; the residual of unequal probabilities inside a bin: D. B. Stephenson, C. A.
    S. Coelho, I. T. Jolliffe, Weather and Forecasting 23 (2008) 752-757.
    """
    if not forecasts:
        return None
    rate = base_rate(forecasts)
    bins = [each for each in reliability_bins(forecasts, bands) if each.n]
    total = sum(each.n for each in bins)
    rel = sum(each.n * (each.mean - each.observed) ** 2 for each in bins) / total
    res = sum(each.n * (each.observed - rate) ** 2 for each in bins) / total
    unc = rate * (1 - rate)
    return Murphy(rel, res, unc, brier_score(forecasts) - (rel - res + unc))


def reliability_bins(
    forecasts: Sequence[Forecast], bands: Sequence[tuple[float, float]]
) -> list[Bin]:
    """A Bin for each band, including empty ones."""
    return [
        _make_bin(low, high, [f for f in forecasts if low <= f.probability < high])
        for low, high in bands
    ]


def _make_bin(low, high, inside):
    if not inside:
        return Bin(low, high, 0)
    n = sum(each.weight for each in inside)
    observed = base_rate(inside)
    mean = _weighted_mean((each.probability, each.weight) for each in inside)
    return Bin(low, high, n, mean, observed, *wilson_interval(observed * n, n))


def wilson_interval(successes: float, n: float, z: float = Z95) -> tuple[float, float]:
    """The score interval of a share, without continuity correction; (0, 1) for n = 0.

    E. B. Wilson, Journal of the American Statistical Association 22 (1927) 209-212; method 3 in
    R. G. Newcombe, Statistics in Medicine 17 (1998) 857-872.
    """
    if n <= 0:
        return 0.0, 1.0
    share, square = successes / n, z * z
    middle = share + square / (2 * n)
    spread = z * sqrt(max(0.0, share * (1 - share) / n + square / (4 * n * n)))
    below, above = (middle - spread, middle + spread)
    return max(0.0, below / (1 + square / n)), min(1.0, above / (1 + square / n))


def _weighted_mean(pairs: Iterable[tuple[float, float]]) -> float:
    pairs = list(pairs)
    return sum(value * weight for value, weight in pairs) / sum(weight for _value, weight in pairs)
