"""Pure: shares of the members of a series by responsibility, attack status, warning and actor.

Every interval is that of E. B. Wilson, Journal of the American Statistical Association 22 (1927)
209-212. Quartiles are definition 7 in R. J. Hyndman and Y. Fan, The American Statistician 50 (1996)
361-365.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

from incidents.assessments.statistics.forecasts import wilson_interval
from incidents.findings.methods.coded_shares import FEWEST, Share, share_of
from incidents.findings.methods.observations import Insufficient, quantile

RESPONSIBILITY_PARTS = (
    "claimed_undisputed",
    "claimed_disputed",
    "heralded_only",
    "attributed_official",
    "attributed_analyst",
    "recorded_only",
    "suspected_only",
    "denied_only",
    "nobody_named",
)
"""Mutually exclusive, the strongest first; see `incidents.findings.vocabulary`."""

ATTEMPTED = ("failed", "attempted", "completed")
"""Statuses of attacks that were begun."""

PLANNED = ("plot_intended", "plot_advanced", "foiled", *ATTEMPTED)
"""Statuses of attacks that were planned, whatever became of them."""


@dataclass(frozen=True, slots=True)
class ResponsibilityShares:
    """Who is held responsible: {part: Share as a dict} of all `whole` incidents.

    `denied` are those in which somebody denies it, whatever else is said.
    """

    whole: int
    shares: dict
    denied: dict


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of attacks: how many reached it, of those that reached the stage before.

    `share`, `low` and `high` are None for the first stage and where the stage before is too small,
    of which `needed` says how many it takes.
    """

    n: int
    of: int | None = None
    share: float | None = None
    low: float | None = None
    high: float | None = None
    needed: int = FEWEST


@dataclass(frozen=True, slots=True)
class LifecycleFunnel:
    """How many attacks reached each stage: planned, attempted, carried_out, with_fatalities.

    Left out and counted apart: `threats` and `campaigns`, since they are not single attacks;
    `not_coded`, without a status; and `fatalities_unknown`, carried out without a figure of
    fatalities.
    """

    stages: dict
    threats: int
    campaigns: int
    not_coded: int
    fatalities_unknown: int


@dataclass(frozen=True, slots=True)
class LeadTimes:
    """Days from warnings to their incidents: the median and quartiles of `n` lead times."""

    n: int
    lower: float
    median: float
    upper: float
    shortest: int
    longest: int


@dataclass(frozen=True, slots=True)
class WarningsHeeded:
    """What recipients did with the warnings of the members of a series.

    `counts` are {outcome: number}; `share`, `low` and `high` are of the warnings that were heeded
    in full among those of which it is known, None where these are fewer than `FEWEST`. `lead` is
    LeadTimes or Insufficient as a dict; `without_lead` warnings have no lead time.
    """

    warnings: int
    incidents: int
    whole: int
    known: int
    counts: dict
    share: float | None
    low: float | None
    high: float | None
    needed: int
    lead: dict
    without_lead: int = 0


@dataclass(frozen=True, slots=True)
class ActorShare:
    """The share of incidents in which an actor certainly has a part.

    `highest` is the share if it also has one in the `suspected` incidents.
    """

    part: int
    whole: int
    share: float
    low: float
    high: float
    suspected: int
    highest: float


@dataclass(frozen=True)
class WarningRows:
    """The warnings of the members of a series: {outcome or None: number}, and the days known.

    `days` are the days from each warning to its incident, where both are known to the day.
    """

    counts: Mapping
    incidents: int
    days: Sequence[int] = field(default_factory=list)


def responsibility_shares(
    counts: Mapping[str, int], denied: int
) -> ResponsibilityShares | Insufficient:
    """The share of each part of the ladder in all incidents; `counts` are disjoint."""
    whole = sum(counts.values())
    if whole < FEWEST:
        return Insufficient("few_events", whole, FEWEST)
    shares = {name: asdict(share_of(counts.get(name, 0), whole)) for name in RESPONSIBILITY_PARTS}
    return ResponsibilityShares(whole, shares, asdict(share_of(denied, whole)))


def lifecycle_funnel(
    counts: Mapping, with_fatalities: int, without_fatalities: int
) -> LifecycleFunnel | Insufficient:
    """How far attacks went, stage by stage.

    `counts` are incidents by status, None for those without one; the other two are the attacks
    carried out that have a figure of fatalities, above 0 and 0.
    """
    reached = {
        "planned": sum(counts.get(each, 0) for each in PLANNED),
        "attempted": sum(counts.get(each, 0) for each in ATTEMPTED),
        "carried_out": counts.get("completed", 0),
    }
    if reached["planned"] < FEWEST:
        return Insufficient("few_coded", reached["planned"], FEWEST)
    figured = with_fatalities + without_fatalities
    stages = {
        "planned": Stage(reached["planned"]),
        "attempted": _stage(reached["attempted"], reached["planned"]),
        "carried_out": _stage(reached["carried_out"], reached["attempted"]),
        "with_fatalities": _stage(with_fatalities, figured),
    }
    return LifecycleFunnel(
        {name: asdict(stage) for name, stage in stages.items()},
        threats=counts.get("threat_statement", 0),
        campaigns=counts.get("ongoing_campaign", 0),
        not_coded=counts.get(None, 0),
        fatalities_unknown=reached["carried_out"] - figured,
    )


def _stage(n, before):
    if before < FEWEST:
        return Stage(n, before)
    return Stage(n, before, n / before, *wilson_interval(n, before))


def lead_times(days: Sequence[int]) -> LeadTimes | Insufficient:
    """The median and quartiles of days from a warning to its incident."""
    if len(days) < FEWEST:
        return Insufficient("few_leads", len(days), FEWEST)
    quartiles = (quantile(days, share) for share in (0.25, 0.5, 0.75))
    return LeadTimes(len(days), *quartiles, min(days), max(days))


def warnings_heeded(rows: WarningRows, whole: int) -> WarningsHeeded | Insufficient:
    """What became of the warnings of `whole` incidents; a few warnings have counts and no share."""
    counts = {name: rows.counts.get(name, 0) for name in ("yes", "partly", "no")}
    known, warnings = sum(counts.values()), sum(rows.counts.values())
    if not warnings:
        return Insufficient("no_warnings")
    few = known < FEWEST
    interval = (None, None) if few else wilson_interval(counts["yes"], known)
    return WarningsHeeded(
        warnings,
        rows.incidents,
        whole,
        known,
        {**counts, "not_known": warnings - known},
        None if few else counts["yes"] / known,
        *interval,
        FEWEST,
        asdict(lead_times(rows.days)),
        warnings - len(rows.days),
    )


def actor_share(certain: int, suspected: int, whole: int) -> ActorShare | Insufficient:
    """The share of an actor in `whole` incidents; `suspected` ones are not among the certain."""
    found = share_of(certain, whole)
    if not isinstance(found, Share):
        return found
    highest = (certain + suspected) / whole
    return ActorShare(certain, whole, found.share, found.low, found.high, suspected, highest)
