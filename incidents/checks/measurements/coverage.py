"""The days of a check's window on which somebody looked, by source."""

import datetime as dt
from dataclasses import dataclass, replace
from functools import cached_property

from django.utils import timezone

from ctplatform.charts import buckets
from incidents.findings.observed_series import Observed
from incidents.series.models.series import FULL, Series

MOST_GAPS = 12
"""Gaps that are listed; how many days there are in all is stated as well."""
MOST_SOURCES = 50


@dataclass(frozen=True)
class Coverage:
    """The covered days of a window of a series.

    A day that only `own_source`, the source of the claim, is said to cover does not count, since a
    claim is not evidence for itself. With `wanted` (names of sources), only days count that one of
    these covers.
    """

    series: Series
    start: dt.date
    end: dt.date
    own_source: str = ""
    wanted: tuple = ()

    @property
    def until(self) -> dt.date:
        """The last day of the window that has come."""
        return min(self.end, timezone.localdate())

    @property
    def days(self) -> int:
        """The days of the window that have come."""
        return max(0, (self.until - self.start).days + 1)

    @cached_property
    def share(self) -> float:
        """The share of these days that are covered."""
        return self._covered(self.windows) / self.days if self.days else 0.0

    def _covered(self, windows) -> int:
        return sum(buckets.days_in_common((self.start, self.until), each) for each in windows)

    @cached_property
    def windows(self) -> list:
        """The covered days as disjoint windows, in order."""
        if self.series.coverage == FULL:
            return [] if self.wanted else self.series.windows
        return _merged(each for each in self.series.coverage if self._counts(each))

    def _counts(self, window) -> bool:
        sources = set(window["sources"])
        if self.own_source:
            if sources == {self.own_source}:
                return False
            sources.discard(self.own_source)
        return not self.wanted or bool(sources & {*self.wanted})

    def of_whole_series(self) -> "Coverage":
        """The coverage of all days of the series, on which comparisons of its shape rest."""
        return replace(self, start=self.series.start, end=self.series.end)

    @property
    def rests_on_own_source(self) -> bool:
        """Whether days are left out since only the source of the claim covers them."""
        given = [] if self.series.coverage == FULL else self.series.coverage
        return bool(self.own_source) and any(each["sources"] == [self.own_source] for each in given)

    @property
    def gaps(self) -> list:
        """The windows of days that do not count as covered, in order."""
        found, next_day = [], self.start
        for first, last in self.windows:
            if last < self.start or first > self.until:
                continue
            if first > next_day:
                found.append((next_day, first - dt.timedelta(days=1)))
            next_day = max(next_day, last + dt.timedelta(days=1))
        return [*found, (next_day, self.until)] if next_day <= self.until else found

    def as_json(self) -> dict:
        """What outcomes store: the window, the covered share, the gaps, and the share by source."""
        given = [] if self.series.coverage == FULL else self.series.coverage
        near = [
            each
            for each in given
            if each["start"] <= self.until.isoformat() and each["end"] >= self.start.isoformat()
        ]
        names = list(dict.fromkeys(name for each in near for name in each["sources"]))
        by_source = {name: self._share_of(name, near) for name in names[:MOST_SOURCES]}
        gaps = self.gaps
        return {
            "start": self.start.isoformat(),
            "end": self.end.isoformat(),
            "share": round(self.share, 4),
            "sources": names,
            "by_source": by_source,
            "gaps": [[day.isoformat() for day in each] for each in gaps[:MOST_GAPS]],
            "gap_days": sum((last - first).days + 1 for first, last in gaps),
        }

    def _share_of(self, name, near):
        windows = _merged(each for each in near if name in each["sources"])
        return round(self._covered(windows) / self.days, 4) if self.days else 0.0

    def observed(self, found: Observed) -> Observed:
        """The points of a series without those of buckets of which no day counts as covered."""
        if self.windows == self.series.windows:
            return found
        size = self.series.bucket
        covered = [buckets.coverage_of(day, size, self.windows) for day in found.days]
        rows = {
            group: [_seen(each, how) for each, how in zip(row, covered, strict=True)]
            for group, row in found.rows.items()
        }
        return replace(found, rows=rows, windows=self.windows)


def _merged(windows) -> list:
    days = dt.date.fromisoformat
    return buckets.merge_windows((days(each["start"]), days(each["end"])) for each in windows)


def _seen(observation, how):
    """An observation in a bucket of this coverage (see `coverage_of`); None where there is none."""
    if observation is None or how == "none":
        return None
    return observation if how == "full" else replace(observation, is_full=False)
