"""The comparisons that read a series: each takes a SeriesReader and returns a Judged."""

import datetime as dt

from django.db.models import Q

from incidents.checks.measurements.series_reader import SeriesReader
from incidents.checks.methods import levels, movements, shares
from incidents.checks.methods.bounds import (
    Bounds,
    Threshold,
    compare_count,
    compare_each,
    compare_largest,
)
from incidents.checks.methods.judged import Judged, too_little
from incidents.events.models.membership import membership_of
from incidents.findings.methods.co_movement import co_movement
from incidents.series.models.series import TOTAL


def threshold_of(parameters) -> Threshold:
    return Threshold(parameters.get("at_least"), parameters.get("at_most"))


def _with(judged: Judged, figures) -> Judged:
    return Judged(judged.outcome, judged.reason, {**judged.figures, **figures})


def count(reader: SeriesReader) -> Judged:
    found = reader.count(reader.group)
    threshold = threshold_of(reader.parameters)
    return _with(
        compare_count(found.bounds, threshold, is_covered=reader.is_covered), found.figures
    )


def none(reader: SeriesReader) -> Judged:
    found = reader.count(reader.group)
    judged = compare_count(found.bounds, Threshold(None, 0), is_covered=reader.is_covered)
    return _with(judged, found.figures)


def each_group(reader: SeriesReader) -> Judged:
    counts = reader.counts()
    found = [reader.count(group, counts).bounds for group in reader.parameters["groups"]]
    return compare_each(found, threshold_of(reader.parameters), is_covered=reader.is_covered)


def share(reader: SeriesReader) -> Judged:
    """The share of a group in all counted incidents; what is left out is stated, not estimated."""
    if way := reader.parameters.get("transnational"):
        reader = reader.only(Q(transnational=way))
    counts = reader.counts()
    part, whole = reader.count(reader.group, counts), reader.count(TOTAL, counts)
    part, closed = (_closed(part, counts.get(reader.group)), _closed(whole, counts.get(TOTAL)))
    given, covered = reader.parameters, reader.covered_share
    if "less_than" in given:
        judged = shares.compare_lower_share(part, closed, given["less_than"], covered)
    else:
        judged = shares.compare_share(part, closed, given.get("more_than", 0.5), covered)
    return _with(judged, whole.figures)


def each_target(reader: SeriesReader) -> Judged:
    found = [
        reader.only(Q(target_types__icontains=f'"{each}"')).count().bounds
        for each in reader.parameters["target_types"]
    ]
    return compare_each(found, threshold_of(reader.parameters), is_covered=reader.is_covered)


def target_share(reader: SeriesReader) -> Judged:
    """The share of incidents in which an actor, or one merged into it, is a target."""
    target = membership_of([reader.parameters["target"]], reader.population.reader)
    target = target.in_roles(("target",))
    all_counts = reader.counts()
    whole = reader.count(TOTAL, all_counts)
    certain = reader.only(target.condition(certain=True)).counts().get(TOTAL)
    possible = reader.only(target.condition()).counts().get(TOTAL)
    part = Bounds(certain[0].n_min if certain else 0, _highest(possible))
    return _with(
        shares.compare_share(
            part,
            _closed(whole, all_counts.get(TOTAL)),
            reader.parameters.get("more_than", 0.5),
            reader.covered_share,
        ),
        whole.figures,
    )


def _highest(tally):
    return 0 if tally is None else tally[0].n_max + sum(each["high"] for each in tally[1])


def _closed(counted, tally) -> Bounds:
    """The bounds of what is counted, whatever is left out as a summary or a reference."""
    if tally is None:
        return Bounds(0, 0, 0.0)
    high = None if tally[0].is_open else _highest(tally)
    return Bounds(counted.bounds.low, high, counted.bounds.expected)


def rank(reader: SeriesReader) -> Judged:
    counts = reader.counts()
    found = {
        group: _closed(reader.count(group, counts), counts[group])
        for group in sorted(counts)
        if group != TOTAL
    }
    group = found.pop(reader.group, Bounds(0, 0, 0.0))
    return shares.compare_rank(group, found, reader.parameters["top"], reader.covered_share)


def largest(reader: SeriesReader) -> Judged:
    """The fatalities of each counted incident; without a figure, one has no upper limit."""
    columns = ("killed_low", "killed_best", "killed_high", "killed_figure")
    rows = list(reader.records(reader.group).values_list(*columns))
    lows = [_least(*each) for each in rows]
    highs = [_most(*each) for each in rows]
    return compare_largest(lows, highs, threshold_of(reader.parameters))


def _least(low, best, high, _figure):
    if low is not None:
        return low
    return best if best is not None and high is None else 0


def _most(low, best, high, figure):
    if figure is None:
        return None
    if high is not None:
        return high
    return best if low is None else None


def highest_period(reader: SeriesReader) -> Judged:
    row = reader.row(reader.group)
    return levels.highest_within(row, reader.places(), reader.observed.covered_share)


def longest_run(reader: SeriesReader) -> Judged:
    first = reader.place_of(reader.parameters["start"])
    return levels.longest_run_from(reader.row(reader.group), first, reader.observed.covered_share)


def before_after(reader: SeriesReader) -> Judged:
    ratio = reader.ratio(reader.group, reader.parameters["day"])
    covered = reader.observed.covered_share
    return movements.rate_moves(ratio, reader.parameters["direction"], covered)


def opposite_moves(reader: SeriesReader) -> Judged:
    names = [reader.parameters[name] for name in ("falls", "rises")]
    first, second = (reader.ratio(name, reader.parameters["day"]) for name in names)
    moved = co_movement(*(reader.row(name) for name in names))
    return movements.opposite_moves(first, second, reader.observed.covered_share, moved)


def erratic(reader: SeriesReader) -> Judged:
    return levels.erratic(reader.row(reader.group))


def waves(reader: SeriesReader) -> Judged:
    return levels.in_waves(reader.row(reader.group))


def recovery(reader: SeriesReader) -> Judged:
    return levels.slow_recovery(reader.row(reader.group), reader.parameters["at_least"])


def transnational(reader: SeriesReader) -> Judged:
    """The share of incidents coded as transnational, of those that surely lie before or after."""
    day = dt.date.fromisoformat(reader.parameters["day"])
    if not reader.start < day <= reader.end:
        return too_little("window_not_covered", {"covered_share": reader.covered_share})
    before = reader.records(reader.group).filter(date_latest__lt=day)
    after = reader.records(reader.group).filter(date_earliest__gte=day)
    coded = [_coded(each.filter(date_latest__isnull=False)) for each in (before, after)]
    return shares.compare_shares(*coded, reader.covered_share)


def _coded(rows):
    found = list(rows.values_list("transnational", flat=True))
    return shares.CodedCounts(found.count("yes"), found.count("no"), found.count(None))


SERIES_CHECKS = {
    each.__name__: each
    for each in (
        count, none, each_group, share, each_target, target_share, rank, largest, highest_period,
        longest_run, before_after, opposite_moves, erratic, waves, recovery, transnational,
    )
}  # fmt: skip
"""{comparison: function of a SeriesReader}."""

OBSERVED = {"highest_period", "longest_run", "before_after", "opposite_moves", "erratic", "waves",
            "recovery"}  # fmt: skip
"""The comparisons that read points, so that the series must have been counted."""
