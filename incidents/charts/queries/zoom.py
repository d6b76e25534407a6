"""A part of a figure: the buckets between two dates, for a closer look."""

import datetime as dt
from dataclasses import dataclass, replace

from django.core.exceptions import BadRequest
from django.utils.translation import gettext as _

from ctplatform.charts import buckets
from ctplatform.edtf import dates


class InvalidPart(BadRequest):
    """The dates of a part cannot be read, or it has no bucket; the message names what to do."""


@dataclass(frozen=True, slots=True)
class Part:
    """The first and the last day that is shown."""

    first: dt.date
    last: dt.date

    @property
    def query(self) -> str:
        """The query string that shows this part."""
        return f"?from={self.first}&to={self.last}"


def part_of(series, start: str, end: str) -> Part | None:
    """The part between two dates in words (EDTF), widened to whole buckets; None without dates.

    An empty side is that end of the series. Raises InvalidPart.
    """
    if not start and not end:
        return None
    first = _day(start, "earliest") if start else series.start
    last = _day(end, "latest") if end else series.end
    first, last = max(first, series.start), min(last, series.end)
    if last < first:
        raise InvalidPart(_("No part of the series lies between these dates. Choose others."))
    first = buckets.first_day(first, series.bucket)
    return Part(first, buckets.last_day(buckets.first_day(last, series.bucket), series.bucket))


def _day(words, side):
    try:
        day = getattr(dates.parse(words), side)
    except dates.DateError as error:
        raise InvalidPart(str(error)) from error
    if day is None:
        raise InvalidPart(_("Write a date with a known end, such as 2021, 2021-03 or 2021-03-01."))
    return day


def within(figure, part: Part | None):
    """A copy of a figure with the buckets of a part; the figure itself without one."""
    if part is None:
        return figure

    def kept(points):
        return {day: each for day, each in points.items() if part.first <= day <= part.last}

    return replace(
        figure,
        days=[day for day in figure.days if part.first <= day <= part.last],
        groups=[(group, label, kept(points)) for group, label, points in figure.groups],
        total=kept(figure.total),
        answers=None,
    )
