"""Pure: shares of incidents, with Wilson's interval, and with what is not coded counted both ways.

The interval is that of E. B. Wilson, Journal of the American Statistical Association 22 (1927)
209-212. It says how much a share may vary by chance; the bounds say what the incidents that are not
coded could make of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from incidents.assessments.statistics.forecasts import wilson_interval
from incidents.findings.methods.observations import Insufficient

FEWEST = 5
"""Fewest incidents of which a share is stated."""

ENDED = ("foiled", "failed", "attempted", "completed")
"""The statuses of attacks that have come to an end, in one way or another."""


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole` incidents, with the interval of 95 % from `low` to `high`."""

    part: int
    whole: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class CodedShare:
    """A share among the `coded` incidents, and its bounds with those that are not.

    At `lowest` none of the `unknown` incidents has the value, at `highest` all have. `counts` are
    the incidents by their code.
    """

    part: int
    coded: int
    unknown: int
    share: float
    low: float
    high: float
    lowest: float
    highest: float
    counts: dict


def share_of(part: int, whole: int) -> Share | Insufficient:
    """The share of a group in all incidents."""
    if whole < FEWEST:
        return Insufficient("few_events", whole, FEWEST)
    return Share(part, whole, part / whole, *wilson_interval(part, whole))


def transnational_share(counts: Mapping[str, int], unknown: int) -> CodedShare | Insufficient:
    """The share of transnational incidents; `counts` are those coded “yes” and “no”."""
    return _coded(counts.get("yes", 0), counts.get("no", 0), unknown, counts)


def attack_statuses(counts: Mapping[str, int], unknown: int) -> CodedShare | Insufficient:
    """How far attacks went: the share carried out of those that ended, by their status.

    Threats, plots that go on and campaigns are stated in `counts` and are in no share.
    """
    done = counts.get("completed", 0)
    return _coded(done, sum(counts.get(each, 0) for each in ENDED) - done, unknown, counts)


def _coded(yes, no, unknown, counts):
    coded = yes + no
    if coded < FEWEST:
        return Insufficient("few_coded", coded, FEWEST)
    bounds = yes / (coded + unknown), (yes + unknown) / (coded + unknown)
    interval = wilson_interval(yes, coded)
    return CodedShare(yes, coded, unknown, yes / coded, *interval, *bounds, dict(counts))
