"""Pure: rates before and after a day that was chosen beforehand, with intervals."""

from dataclasses import dataclass

from scipy.stats import beta

from incidents.findings.methods.observations import Insufficient

ERROR = 0.05


@dataclass(frozen=True, slots=True)
class RateRatio:
    """The rate after divided by the rate before; None where nothing happened before.

    `low` and `high` are the exact interval of 95 %; `high` is None where it has no end.
    """

    ratio: float | None
    low: float
    high: float | None
    before: float
    after: float
    days_before: float
    days_after: float


def clopper_pearson(k: float, n: float, error: float = ERROR) -> tuple[float, float]:
    """The exact interval of a share.

    C. J. Clopper and E. S. Pearson, Biometrika 26 (1934) 404-413; method 5 in R. G. Newcombe,
    Statistics in Medicine 17 (1998) 857-872.
    """
    low = 0.0 if k <= 0 else float(beta.ppf(error / 2, k, n - k + 1))
    high = 1.0 if k >= n else float(beta.ppf(1 - error / 2, k + 1, n - k))
    return low, high


def rate_ratio(
    before: float, days_before: float, after: float, days_after: float
) -> RateRatio | Insufficient:
    """Compare two Poisson rates; needs covered days on both sides and any event.

    Of N events, those after the day follow a binomial distribution with p = t r / (1 + t r), where
    r is the ratio of rates and t that of times: so the exact interval of p gives that of r. E. L.
    Lehmann and J. P. Romano, Testing Statistical Hypotheses (2005), section 4.5.
    """
    if days_before <= 0 or days_after <= 0:
        return Insufficient("not_covered")
    total = before + after
    if total <= 0:
        return Insufficient("nothing_counted")
    times = days_before / days_after
    low, high = (None if p >= 1 else p / (1 - p) * times for p in clopper_pearson(after, total))
    ratio = after / before * times if before else None
    return RateRatio(ratio, low, high, before, after, days_before, days_after)
