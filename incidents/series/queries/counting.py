"""Count incidents by bucket and group.

Incidents that share their days and their group are added up first, by the database where possible;
these sums are then distributed over the buckets. Incident i has the days D from earliest to latest.
Bucket t counts it in n_min if D lies in t, in n_max if D overlaps t, and in n_expected with the
share of D's days that lie in t. So n_min <= n_expected <= n_max, and over all buckets n_expected
adds up to the number of incidents. An incident in which a participation is only suspected counts
only in n_max: how likely a suspicion is true is not known, so none is expected to be.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial, reduce
from operator import or_

from ctplatform.charts import buckets
from incidents.series.models.series import TOTAL, Series, SeriesPoint
from incidents.series.queries.groups.coded_groups import NamedGroups, groups_of
from incidents.series.queries.groups.countries_and_actors import COUNTRY, ActorGroups
from incidents.series.queries.population import Population, beginning_in, reaching_into
from incidents.series.queries.records.grouping import sums_of_records
from incidents.series.queries.records.population import record_population
from incidents.series.queries.summing import (
    sums_by_actor,
    sums_by_days,
    sums_of_many,
    sums_of_pairs,
)


@dataclass(slots=True)
class Tally:
    """The numbers of one bucket and group.

    `open` is the number of incidents without a highest figure. `shares` are {length of D: days of D
    in t, weighted} (see the module).
    """

    n_min: int = 0
    n_max: int = 0
    incidents: int = 0
    open: int = 0
    suspected: int = 0
    unknown: int = 0
    without_best: int = 0
    shares: dict[int, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, row, inside: int, days: int):
        if inside == days:
            self.n_min += row["low"]
        self.n_max += row["high"]
        self.incidents += row["n"]
        self.open += row["open"]
        self.suspected += row["suspected"]
        self.unknown += row["unknown"]
        self.without_best += row["without_best"]
        self.shares[days] += row["best"] * inside

    @property
    def is_open(self) -> bool:
        """Whether some incident has no highest figure."""
        return self.open > 0

    @property
    def n_expected(self) -> float | None:
        """The expected number, added up exactly so that the order of rows does not matter.

        None if it would be 0 and some best figure is not known.
        """
        found = float(sum(Fraction(weight, days) for days, weight in self.shares.items()))
        return found if found or not self.without_best else None


def tally_buckets(series: Series, wanted: list) -> dict[tuple, Tally]:
    """{(bucket, group): Tally} of the wanted buckets, without those that count nothing."""
    if series.record_type != "incident":
        return _tally_records(series, wanted)
    found, population = defaultdict(Tally), Population(series)
    by_month = series.bucket != "week"  # all other buckets consist of months
    for run in bucket_runs(wanted, series.bucket):
        first, last = run[0], buckets.last_day(run[-1], series.bucket)
        conditions = [beginning_in(first, last), *reaching_into(first, series.bucket)]
        # Separate queries, each answered by an index; joined by OR, none would be used.
        for condition in conditions:
            rows = population.counted().filter(condition)
            for group, row in added_up(series, rows, population, by_month=by_month):
                add_to_buckets(row, group, (first, last), series.bucket, found)
        # Further places are few, so one separate query reads them all.
        rows = population.counted().filter(reduce(or_, conditions))
        for group, row in added_up_elsewhere(series, rows, population):
            add_to_buckets(row, group, (first, last), series.bucket, found)
    return found


def _tally_records(series, wanted):
    """The same for assessments and warnings, of which each counts as one."""
    found, population = defaultdict(Tally), record_population(series)
    for run in bucket_runs(wanted, series.bucket):
        days = (run[0], buckets.last_day(run[-1], series.bucket))
        for group, first, last, n in sums_of_records(population, *days):
            add_to_buckets(sums_of_many(first, last, n), group, days, series.bucket, found)
    return found


def added_up(series: Series, rows, population: Population, *, by_month=False):
    """(group, row of sums: see `empty_sums`) for each group, the total, and each span of days.

    With `by_month` incidents of one day are summed by its month (see `sums_by_days`).

    Countries are those of main places; see `added_up_elsewhere` for further places.
    """
    groups, sums = groups_of(series, population), partial(sums_by_days, by_month=by_month)
    columns, has_rows = groups.columns if groups else (), False
    for part, is_certain in _by_certainty(rows, population):
        whole = list(sums(part, series.harms, *columns, is_certain=is_certain))
        if not whole:  # no incident, and so none of a group
            continue
        has_rows = True
        for row in whole:
            yield TOTAL, row
            for column in columns:
                yield from ((group, row) for group in groups.of_value(row[column]))
        if isinstance(groups, NamedGroups):
            yield from _added_up_by_name(groups, part, partial(sums, is_certain=is_certain), series)
    if has_rows and isinstance(groups, ActorGroups):
        yield from sums_by_actor(series, rows, population, groups)


def _added_up_by_name(groups, rows, sums, series):
    """(group, row of sums) for each group that the filters of a series name."""
    for group, condition in groups.conditions.items():
        for row in sums(rows.filter(condition), series.harms):
            yield group, row


def added_up_elsewhere(series: Series, rows, population: Population):
    """(country, row of sums) of further places; in the total they count by their main place."""
    if series.group_by != COUNTRY:
        return
    groups = population.country_groups
    for part, is_certain in _by_certainty(rows, population):
        if series.harms:
            pairs = groups.further_pairs(part)
            yield from sums_of_pairs(pairs, series.harms, is_certain=is_certain)
        else:
            for first, last, country, n in groups.further_sums(part):
                yield country, sums_of_many(first, last, n, is_certain=is_certain)


def _by_certainty(rows, population):
    """(incidents, whether they certainly count): first the certain ones, then the suspected."""
    if population.certain is None:
        yield rows, True
        return
    yield rows.filter(population.certain), True
    yield rows.filter(~population.certain), False


def bucket_runs(wanted: list, size: str) -> list[list]:
    """The wanted buckets as runs without gaps, each in order."""
    pieces = []
    for bucket in sorted(wanted):
        follows = pieces and (bucket - buckets.last_day(pieces[-1][-1], size)).days == 1
        if follows:
            pieces[-1].append(bucket)
        else:
            pieces.append([bucket])
    return pieces


def add_to_buckets(row, group, run, size, found):
    """Add a row of sums to each bucket that its days overlap; `run` is (first, last day)."""
    days = (row["date_earliest"], row["date_latest"])
    if days[0] == days[1]:  # most rows
        found[buckets.first_day(days[0], size), group].add(row, 1, 1)
        return
    length = (days[1] - days[0]).days + 1
    start, end = max(days[0], run[0]), min(days[1], run[1])
    for bucket in buckets.buckets_between(start, end, size):
        inside = buckets.days_in_common(days, (bucket, buckets.last_day(bucket, size)))
        found[bucket, group].add(row, inside, length)


def points_of_tally(series: Series, found: dict, covered: dict) -> list[SeriesPoint]:
    """Unsaved points of a tally."""
    return [
        SeriesPoint(
            series=series,
            bucket=bucket,
            group=group,
            coverage=covered[bucket],
            n_min=each.n_min,
            n_expected=each.n_expected,
            n_max=each.n_max,
            incidents=each.incidents,
            is_open=each.is_open,
            suspected=each.suspected,
            unknown=each.unknown,
            without_best=each.without_best,
        )
        for (bucket, group), each in found.items()
    ]
