"""Pure: whether counts vary more than independent events of a constant rate would."""

from dataclasses import dataclass
from math import sqrt
from statistics import fmean, pvariance, variance

from scipy.stats import chi2

from incidents.findings.methods.observations import YEAR, Insufficient, Row, expected, known


@dataclass(frozen=True, slots=True)
class Dispersion:
    """The variance-to-mean ratio (1 for a constant rate), and p that it is this high by chance."""

    ratio: float
    p: float
    n: int


def dispersion(row: Row) -> Dispersion | Insufficient:
    """The index of dispersion of the counts; needs `YEAR` fully covered buckets with any events.

    (n - 1) times the ratio follows a chi-squared distribution with n - 1 degrees of freedom. R. A.
    Fisher, Statistical Methods for Research Workers (1925), section 16.
    """
    values = known(expected(row))
    if len(values) < YEAR:
        return Insufficient("few_buckets", len(values), YEAR)
    mean = fmean(values)
    if mean == 0:
        return Insufficient("nothing_counted", len(values))
    ratio = variance(values, mean) / mean
    freedom = len(values) - 1
    return Dispersion(ratio, float(chi2.sf(freedom * ratio, freedom)), len(values))


LAGS = 12


@dataclass(frozen=True, slots=True)
class Autocorrelation:
    """The correlation of a series with itself at lags 1, 2, ...; `limit` is 1.96 / sqrt(n)."""

    values: list[float]
    limit: float
    n: int


def autocorrelation(row: Row) -> Autocorrelation | Insufficient:
    """The autocorrelation at lags 1 to 12; needs two `YEAR`s of buckets without a gap.

    G. E. P. Box and G. M. Jenkins, Time Series Analysis (1976), section 2.1.
    """
    values = expected(row)
    while values and values[-1] is None:
        values.pop()
    while values and values[0] is None:
        values.pop(0)
    if len(values) < 2 * YEAR:
        return Insufficient("few_buckets", len(values), 2 * YEAR)
    if None in values:
        return Insufficient("gaps", len(known(values)))
    mean, spread, n = fmean(values), pvariance(values), len(values)
    if spread == 0:
        return Insufficient("no_variation", n)
    found = [
        sum((values[i] - mean) * (values[i + lag] - mean) for i in range(n - lag)) / n / spread
        for lag in range(1, LAGS + 1)
    ]
    return Autocorrelation(found, 1.96 / sqrt(n), n)
