"""Read a series for a check: counts within a window, rows of a group, rates at a day, coverage."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from django.db.models import Q

from ctplatform.charts import buckets
from incidents.checks.measurements.coverage import Coverage
from incidents.checks.measurements.measured import MOST_RECORDS, named
from incidents.checks.methods.bounds import Bounds
from incidents.findings.methods.observations import Observation
from incidents.findings.observed_series import Observed, observe
from incidents.findings.results import ratio_at
from incidents.series.models.series import TOTAL, Series
from incidents.series.queries.behind import in_group
from incidents.series.queries.counting import Tally, added_up, added_up_elsewhere
from incidents.series.queries.population import Population


@dataclass(frozen=True)
class Counted:
    """A count within a window.

    `undated` incidents may lie in it, and count in the upper bound; `summaries` of several events
    and `references` to unresolved ones are left out, and leave it without an upper limit.
    """

    bounds: Bounds
    suspected: int
    undated: int
    summaries: int
    references: int

    @property
    def figures(self) -> dict:
        names = ("suspected", "undated", "summaries", "references")
        return {name: getattr(self, name) for name in names if getattr(self, name)}


class SeriesReader:
    """Reads one series for one check, as far as `condition` (a Q) holds of its incidents.

    `own_source` is the name of the source of the claim; see `Coverage`.
    """

    def __init__(self, series: Series, parameters: dict, own_source: str = ""):
        self.series, self.parameters, self.own_source = series, parameters, own_source
        self.condition = Q()
        self.start = max(self._day("start") or series.start, series.start)
        self.end = min(self._day("end") or series.end, series.end)
        self.coverage = Coverage(
            series, self.start, self.end, own_source, parameters.get("covered_by", ())
        )

    def _day(self, name):
        value = self.parameters.get(name)
        return dt.date.fromisoformat(value) if value else None

    @property
    def group(self) -> str:
        return self.parameters.get("group", TOTAL)

    @cached_property
    def population(self) -> Population:
        return Population(self.series)

    def only(self, condition: Q) -> "SeriesReader":
        """A reader of the same series that reads only the incidents of this condition."""
        found = SeriesReader(self.series, self.parameters, self.own_source)
        found.condition = condition
        return found

    # Counts ---------------------------------------------------------------------------------------

    def records(self, group=TOTAL, rows=None):
        """The counted incidents that may lie in the window, dated or not."""
        rows = self.population.counted() if rows is None else rows
        rows = rows.filter(self.condition)
        begun = Q(date_earliest__isnull=True) | Q(date_earliest__lte=self.end)
        rows = rows.filter(begun, Q(date_latest__isnull=True) | Q(date_latest__gte=self.start))
        if group == TOTAL:
            return rows
        return rows.filter(in_group(self.series, self.population, group))

    def counts(self) -> dict[str, Tally]:
        """{group: Tally} of the window, for the total and every group that counts something."""
        rows, found = self.records(), {}
        for group, row in chain(
            added_up(self.series, rows, self.population),
            added_up_elsewhere(self.series, rows, self.population),
        ):
            tally = found.setdefault(group, (Tally(), []))
            days = (row["date_earliest"], row["date_latest"])
            if None in days:
                tally[1].append(row)
                continue
            inside = buckets.days_in_common(days, (self.start, self.end))
            tally[0].add(row, inside, (days[1] - days[0]).days + 1)
        return found

    @property
    def covered_share(self) -> float:
        return self.coverage.share

    @property
    def is_covered(self) -> bool:
        return self.coverage.share >= 1

    def count(self, group=TOTAL, counts=None) -> Counted:
        """The count of a group within the window."""
        tally, undated = (self.counts() if counts is None else counts).get(group, (Tally(), []))
        left = {
            kind: self.records(group, self._left_out(kind)).count()
            for kind in ("series", "reference")
        }
        is_open = tally.is_open or any(left.values()) or sum(each["open"] for each in undated) > 0
        high = tally.n_max + sum(each["high"] for each in undated)
        expected = tally.n_expected
        return Counted(
            Bounds(tally.n_min, None if is_open else high, expected and round(expected, 3)),
            tally.suspected,
            sum(each["n"] for each in undated),
            left["series"],
            left["reference"],
        )

    def _left_out(self, kind):
        rows = self.population.in_role()
        return rows.none() if kind in self.series.record_kinds else rows.filter(record_kind=kind)

    def named_records(self, group=TOTAL) -> list:
        """References to the latest counted incidents of the window."""
        rows = self.records(group).order_by("-date_latest", "-id")
        return named("incident", rows.values_list("pk", flat=True)[:MOST_RECORDS])

    # Points ---------------------------------------------------------------------------------------

    @cached_property
    def observed(self) -> Observed:
        """The points; those of days that do not count as covered are left out."""
        names = [self.parameters.get(name) for name in ("group", "falls", "rises")]
        found = observe(self.series, [name for name in names if name])
        return self.coverage.observed(found)

    def row(self, group=TOTAL) -> list:
        """The observations of a group; zeros in covered buckets where it counts nothing at all."""
        found = self.observed.rows[group]
        if any(found):
            return found
        total = self.observed.rows[TOTAL]
        return [each and Observation(0, 0.0, 0, is_full=each.is_full) for each in total]

    def ratio(self, group, day):
        """The ratio of rates of a group at a day (ISO)."""
        self.observed.rows[group] = self.row(group)
        return ratio_at(self.observed, group, day)

    def places(self) -> set[int]:
        """The numbers of the buckets that overlap the window."""
        last = [buckets.last_day(day, self.series.bucket) for day in self.observed.days]
        return {
            number
            for number, day in enumerate(self.observed.days)
            if day <= self.end and last[number] >= self.start
        }

    def place_of(self, day: str) -> int:
        """The number of the first bucket that ends on a day (ISO) or later."""
        for number, bucket in enumerate(self.observed.days):
            if buckets.last_day(bucket, self.series.bucket).isoformat() >= day:
                return number
        return len(self.observed.days)
