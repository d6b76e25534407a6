"""From rows of the register to numbers per bucket and group.

Incidents that share their days and their group are added up first, by the database where it can;
what is left to do here is to deal these sums out over the buckets. Incident i has the days D from
earliest to latest, bucket t counts it in n_min where D lies in t, in n_max where D meets t, and in
n_expected with the share of D's days that lie in t. So n_min <= n_expected <= n_max, and over all
buckets n_expected adds up to the number of incidents.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction

from django.db.models import Count, F, Value

from ctplatform.markings.levels import up_to
from incidents import buckets
from incidents.aggregates.fatalities import fatalities
from incidents.aggregates.perpetrators import gained
from incidents.aggregates.population import beginning_in, population, reaching_into
from incidents.models import Series
from incidents.models.series import TOTAL, SeriesPoint

GROUPS = {"country": "country", "actor": "participations__actor"}


@dataclass(slots=True)
class Tally:
    """The numbers of one bucket and group; `shares` are {length of D: days of D in t, weighted}."""

    n_min: int = 0
    n_max: int = 0
    incidents: int = 0
    is_open: bool = False
    shares: dict[int, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, row, inside: int, days: int):
        if inside == days:
            self.n_min += row["low"]
        self.n_max += row["high"]
        self.incidents += row["n"]
        self.is_open = self.is_open or bool(row["open"])
        self.shares[days] += row["best"] * inside

    @property
    def n_expected(self) -> float:
        """Added up exactly, so that the order of the rows does not matter."""
        return float(sum(Fraction(weight, days) for days, weight in self.shares.items()))


def tally(series: Series, wanted: list) -> dict[tuple, Tally]:
    """{(bucket, group): Tally} of the wanted buckets, without those that count nothing."""
    found = defaultdict(Tally)
    for run in runs(wanted, series.bucket):
        first, last = run[0], buckets.last_day(run[-1], series.bucket)
        # Queries that an index answers each; joined by OR, none is used.
        for condition in (beginning_in(first, last), *reaching_into(first)):
            rows = population(series).filter(condition)
            for group, row in added_up(series, rows):
                deal(row, group, run, series.bucket, found)
    return found


def added_up(series: Series, rows):
    """(group, row of sums: n, low, best, high, open), for the total and for each group; a row for
    those incidents that share their days."""
    measured = fatalities if series.measure == "fatalities" else counts
    return measured(series, rows)


def counts(series: Series, rows):
    """The sums of a series that counts incidents.

    An incident has one country at most, so the total is the sum of the countries and of those
    without one; it may have several perpetrators, so there the total is counted by itself.
    """
    if series.group_by != "country":
        for row in sums(series, rows):
            yield TOTAL, row
    if series.group_by == "actor":
        yield from by_merge(series, rows)
    if series.group_by:
        for row in sums(series, rows, group=series.group_by):
            if series.group_by == "country":
                yield TOTAL, row
            if row["group"] is not None:
                yield str(row["group"]), row


def by_merge(series: Series, rows):
    """(group, row of sums) of the perpetrators that incidents have through a merge alone."""
    found = defaultdict(set)
    for incident, actor in gained(rows.order_by().values("pk"), up_to(series.marking)):
        found[actor].add(incident)
    for actor, incidents in found.items():
        for row in sums(series, rows.filter(pk__in=incidents)):
            yield str(actor), row


def runs(wanted: list, size: str) -> list[list]:
    """The wanted buckets in pieces without gaps, each in order."""
    pieces = []
    for bucket in sorted(wanted):
        follows = pieces and (bucket - buckets.last_day(pieces[-1][-1], size)).days == 1
        if follows:
            pieces[-1].append(bucket)
        else:
            pieces.append([bucket])
    return pieces


def deal(row, group, run, size, found):
    """Add a row of sums to each bucket of the run that its days meet."""
    days = (row["date_earliest"], row["date_latest"])
    length = (days[1] - days[0]).days + 1
    start, end = max(days[0], run[0]), min(days[1], buckets.last_day(run[-1], size))
    for bucket in buckets.between(start, end, size):
        inside = buckets.overlap(days, (bucket, buckets.last_day(bucket, size)))
        found[bucket, group].add(row, inside, length)


def sums(series: Series, rows, group=None):
    """Rows of sums of incidents by their days (and group), as the database adds them up."""
    path = GROUPS.get(group)
    if group == "actor":
        rows = rows.filter(
            participations__role="perpetrator",
            participations__actor__merged_into=None,
            participations__actor__marking__in=up_to(series.marking),
        )
    columns = {"group": F(path)} if group else {}
    n = Count("id")
    return (
        rows.order_by()
        .values("date_earliest", "date_latest", **columns)
        .annotate(n=n, low=n, best=n, high=n, open=Value(0))
        .iterator(chunk_size=5000)
    )


def points(series: Series, found: dict, covered: dict) -> list[SeriesPoint]:
    """Unsaved points of a tally."""
    return [
        SeriesPoint(
            series=series, bucket=bucket, group=group, coverage=covered[bucket],
            n_min=each.n_min, n_expected=each.n_expected, n_max=each.n_max,
            incidents=each.incidents, is_open=each.is_open,
        )
        for (bucket, group), each in found.items()
    ]  # fmt: skip
