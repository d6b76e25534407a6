"""The results of all methods on a series, as JSON.

Each is {"method", "group"} and either {"reason", "n", "needed"}, where it has no result, or
{"result"}: what the dataclass of the method holds, with first days of buckets in place of numbers.
`rate_ratio` adds {"breakpoint"}, the day; `co_movement` adds {"other"}, the second group.
"""

from dataclasses import asdict
from itertools import combinations

from ctplatform.charts import buckets
from incidents.findings.methods import gaps as gap_methods
from incidents.findings.methods.change_points import change_points
from incidents.findings.methods.co_movement import co_movement, down_here_up_there
from incidents.findings.methods.coded_shares import (
    attack_statuses,
    share_of,
    transnational_share,
)
from incidents.findings.methods.dispersion import autocorrelation, dispersion
from incidents.findings.methods.levels import all_time_high, elevated_runs, lulls
from incidents.findings.methods.member_shares import (
    actor_share,
    lifecycle_funnel,
    responsibility_shares,
    warnings_heeded,
)
from incidents.findings.methods.observations import Insufficient
from incidents.findings.methods.peaks import peaks
from incidents.findings.methods.rates import rate_ratio
from incidents.findings.methods.recovery import recovery_after_lulls
from incidents.findings.methods.waves import waves
from incidents.findings.observed_series import MOST_EVENTS, Observed
from incidents.series.models.series import TOTAL

MOST_COMPARED = 4
"""Groups of which each pair is compared."""

METHODS = {
    "all_time_high": all_time_high,
    "peaks": peaks,
    "lulls": lulls,
    "elevated_runs": elevated_runs,
    "change_points": change_points,
    "recovery": recovery_after_lulls,
    "waves": waves,
    "dispersion": dispersion,
    "autocorrelation": autocorrelation,
}
"""The methods that read the observations of one group."""

OF_INCIDENTS = {"dispersion"}
"""Methods that assume that what is counted happened one by one, as incidents do and deaths do not.

The ratio of rates at a breakpoint assumes it too.
"""


def results(observed: Observed) -> list[dict]:
    """What every method finds in the total and in each group."""
    found = []
    left_out = set() if observed.series.measure == "count" else OF_INCIDENTS
    methods = {name: method for name, method in METHODS.items() if name not in left_out}
    for group, row in observed.rows.items():
        found += [entry(name, group, method(row), observed) for name, method in methods.items()]
        found += [each for _ratio, each in _ratios(observed, group)]
    found += [*_between_events(observed), *_pairs(observed), *_shares(observed)]
    return found + list(_of_members(observed))


def entry(method, group, result, observed, **more) -> dict:
    """A result as JSON."""
    head = {"method": method, "group": group, **more}
    if isinstance(result, Insufficient):
        return head | asdict(result)
    return head | {"result": _with_days(result, observed.days)}


PLACES = {"place", "places", "first", "last"}
"""Fields of results that are numbers of buckets."""


def _with_days(result, days):
    if isinstance(result, list):
        return [_with_days(each, days) for each in result]
    return _dated(asdict(result), days)


def _dated(value, days, name=None):
    """A value with the first days of buckets in place of their numbers."""
    if isinstance(value, dict):
        return {str(key): _dated(each, days, key) for key, each in value.items()}
    if isinstance(value, list):
        return [_dated(each, days, name) for each in value]
    return days[value].isoformat() if name in PLACES else value


def _ratios(observed, group):
    """(result, entry) of the rate ratio at each breakpoint of a series of incidents."""
    if observed.series.measure != "count":
        return
    for each in observed.series.breakpoints:
        ratio = ratio_at(observed, group, each["day"])
        yield ratio, entry("rate_ratio", group, ratio, observed, breakpoint=each["day"])


def ratio_at(observed, group, day):
    """Compare the whole buckets before a day with those from it on."""
    before, after = [0.0, 0], [0.0, 0]
    for bucket, seen in zip(observed.days, observed.rows[group], strict=True):
        if seen is None or seen.expected is None:
            continue
        last = buckets.last_day(bucket, observed.series.bucket).isoformat()
        side = before if last < day else after if bucket.isoformat() >= day else None
        if side is not None:
            side[0] += seen.expected
            side[1] += observed.covered_days(bucket)
    return rate_ratio(*before, *after)


def _between_events(observed):
    """The findings from the days of incidents, of the total alone."""
    if observed.series.measure != "count":
        return
    if observed.spans is None:
        for name in ("gaps", "burstiness"):
            few = Insufficient("many_events", MOST_EVENTS, MOST_EVENTS)
            yield entry(name, TOTAL, few, observed)
        return
    middles = [
        earliest + (latest - earliest) // 2
        for earliest, latest, n in observed.spans
        for _each in range(n)
    ]
    imprecise = sum(n for earliest, latest, n in observed.spans if earliest != latest)
    until = max(
        (min(end, observed.series.end) for _start, end in observed.series.windows), default=None
    )
    until = min(until, observed.today) if until else observed.today
    yield entry("gaps", TOTAL, gap_methods.gaps(middles, until, imprecise), observed)
    yield entry("burstiness", TOTAL, gap_methods.burstiness(middles), observed)


def _pairs(observed):
    """The movement of each pair of the largest groups, and what each breakpoint says of them."""
    groups = [group for group in observed.rows if group != TOTAL][:MOST_COMPARED]
    for first, second in combinations(groups, 2):
        result = co_movement(observed.rows[first], observed.rows[second])
        found = entry("co_movement", first, result, observed, other=second)
        found["verdicts"] = [
            {"breakpoint": each["day"], "first_falls": asdict(falls), "second_falls": asdict(rises)}
            for each, falls, rises in _verdicts(observed, first, second)
        ]
        yield found


def _verdicts(observed, first, second):
    """(breakpoint, verdict of “first falls, second rises”, verdict of the reverse)."""
    if observed.series.measure != "count":
        return
    covered = observed.covered_share
    for each in observed.series.breakpoints:
        ratios = [ratio_at(observed, group, each["day"]) for group in (first, second)]
        yield (
            each,
            down_here_up_there(*ratios, covered),
            down_here_up_there(*reversed(ratios), covered),
        )


OF_CODES = {
    "transnational": ("transnational_share", transnational_share),
    "lifecycle": ("attack_statuses", attack_statuses),
}
"""{field: (name of the method, method)} of the shares by code."""


def _shares(observed):
    """The shares of incidents by code, and that of each group in all."""
    for name, counts in observed.coded.items():
        method, of_counts = OF_CODES[name]
        if observed.series.values_of(name):
            yield entry(method, TOTAL, Insufficient("limited_to_it"), observed)
            continue
        known = {code: n for code, n in counts.items() if code}
        yield entry(method, TOTAL, of_counts(known, counts.get(None, 0)), observed)
    whole = sum(next(iter(observed.coded.values()), {}).values())
    for group, part in observed.of_groups.items():
        yield entry("share", group, share_of(part, whole), observed)


def _of_members(observed):
    """Who is held responsible, how far attacks went, what became of warnings, and who acted."""
    members = observed.members
    if members is None:
        return
    held = responsibility_shares(members.responsibility, members.denied)
    yield entry("responsibility", TOTAL, held, observed)
    limited = observed.series.values_of("lifecycle")
    funnel = lifecycle_funnel(observed.coded["lifecycle"], *members.fatal)
    found = Insufficient("limited_to_it") if limited else funnel
    yield entry("lifecycle_funnel", TOTAL, found, observed)
    heeded = warnings_heeded(members.warnings, members.incident_count)
    yield entry("warnings_heeded", TOTAL, heeded, observed)
    for actor, counts in members.of_actors.items():
        share = actor_share(*counts, members.incident_count)
        yield entry("actor_share", actor, share, observed)
