"""From rows of the register to numbers per bucket and group.

The database adds up incidents that share their days and their group; what is left to do here is
to deal these sums out over the buckets. Incident i has the days D from earliest to latest, bucket
t counts it in n_min where D lies in t, in n_max where D meets t, and in n_expected with the share
of D's days that lie in t. So n_min <= n_expected <= n_max, and over all buckets n_expected adds
up to the number of incidents.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction

from django.db.models import Count, F, IntegerField, Max, Min, OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from ctplatform.markings.levels import up_to
from incidents import buckets
from incidents.aggregates.population import beginning_in, lifted, population, reaching_into
from incidents.models import CasualtyEstimate, Participation, Series
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
            for group, row in grouped(series, rows):
                deal(row, group, run, series.bucket, found)
    return found


def grouped(series: Series, rows):
    """(group, row of sums), for the total and for each group.

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
    for actor, incidents in gained(rows, up_to(series.marking)).items():
        for row in sums(series, rows.filter(pk__in=incidents)):
            yield str(actor), row


def gained(rows, levels) -> dict:
    """{actor: {incident}}: perpetrators that incidents have through a merge alone.

    By one of the records merged into the incident, or by an actor that was merged into another.
    """
    parts = Participation.objects.filter(
        role="perpetrator", actor__marking__in=levels, incident__marking__in=levels
    ).order_by()
    ids, actor = rows.order_by().values("pk"), Coalesce("actor__merged_into", "actor")
    inside = parts.filter(
        lifted("incident__"), incident__merged_into__isnull=False, incident__merged_into__in=ids
    )
    outside = parts.filter(actor__merged_into__isnull=False, incident__in=ids)
    pairs = {
        *inside.values_list("incident__merged_into", actor),
        *outside.values_list("incident", actor),
    }
    incidents = {incident for incident, _ in pairs}
    held = parts.filter(incident__in=incidents, actor__in={actor for _, actor in pairs})
    found = defaultdict(set)
    for incident, each in pairs - set(held.values_list("incident", "actor")):
        found[each].add(incident)
    return found


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
    """Rows of incidents added up by their days (and group): n, low, best, high, open."""
    path = GROUPS.get(group)
    if group == "actor":
        rows = rows.filter(
            participations__role="perpetrator",
            participations__actor__merged_into=None,
            participations__actor__marking__in=up_to(series.marking),
        )
    columns = {"group": F(path)} if group else {}
    if series.measure == "fatalities":
        numbers = {name: Sum(each) for name, each in fatalities(up_to(series.marking)).items()}
        numbers["n"] = Count("id")
    else:
        n = Count("id")
        numbers = {"n": n, "low": n, "best": n, "high": n, "open": Value(0)}
    return (
        rows.order_by()
        .values("date_earliest", "date_latest", **columns)
        .annotate(**numbers)
        .iterator(chunk_size=5000)
    )


def fatalities(levels) -> dict:
    """{low, best, high, open} of one incident: the chosen estimate of the killed, else those of all
    killed, else the groups' sum; where it has none, that of the first record merged into it that
    is marked with one of the levels.

    Nothing is made up: without a best figure the lowest stands for it, without a highest the best
    does and `open` is not 0. Estimates of all killed of which none is chosen are rivals: they
    reach from the lowest to the highest, and the lowest best figure is expected, as in the GTD. An
    incident of which no figure is known adds nothing and is open.
    """
    killed = CasualtyEstimate.objects.filter(kind="killed").order_by()
    own = killed.filter(incident=OuterRef("pk"))
    which = {"incident__merged_into": OuterRef("pk"), "incident__marking__in": levels}
    merged = killed.filter(lifted("incident__"), **which).order_by("incident")
    low, best = Coalesce("low", 0), Coalesce("best", "low", 0)
    high = Coalesce("high", "best", "low", 0)
    open_ended = Count("id") - Count("high")
    summed = {"low": Sum(low), "best": Sum(best), "high": Sum(high), "open": open_ended}
    rivals = {"low": Min(low), "best": Min(best), "high": Max(high), "open": open_ended}
    nothing = {"low": 0, "best": 0, "high": 0, "open": 1}

    def ladder(rows, name):
        steps = (
            (rows.filter(selected=True), summed), (rows.filter(group=""), rivals), (rows, summed),
        )  # fmt: skip
        for found, figures in steps:
            figure = found.values("incident").annotate(figure=figures[name]).values("figure")[:1]
            yield Subquery(figure, output_field=IntegerField())

    return {
        name: Coalesce(
            *ladder(own, name),
            *ladder(merged, name),
            Value(nothing[name], output_field=IntegerField()),
        )
        for name in nothing
    }


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
