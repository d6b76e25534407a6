"""The period that a timeline shows: read from a query, zoomed and moved. Pure."""

import datetime as dt
from dataclasses import dataclass

from ctplatform.edtf import dates

FIRST, LAST = dt.date(1, 1, 1), dt.date(9999, 12, 31)
SHORTEST = 7  # days of a period that is zoomed into


class PeriodError(ValueError):
    """The period cannot be read; the message is for users."""


@dataclass(frozen=True, slots=True)
class Period:
    """Both days are included."""

    first: dt.date
    last: dt.date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def zoomed_in(self) -> "Period":
        """The middle half, but no less than a week."""
        return self._around_middle(max(self.days // 2, min(self.days, SHORTEST)))

    def zoomed_out(self) -> "Period":
        """Twice as long, with the same middle."""
        return self._around_middle(self.days * 2)

    def earlier(self) -> "Period":
        return self._moved(-max(1, self.days // 2))

    def later(self) -> "Period":
        return self._moved(max(1, self.days // 2))

    def _around_middle(self, days):
        start = self.first.toordinal() + (self.days - days) // 2
        return _within_calendar(start, start + days - 1)

    def _moved(self, days):
        days = max(days, FIRST.toordinal() - self.first.toordinal())
        days = min(days, LAST.toordinal() - self.last.toordinal())
        return Period(self.first + dt.timedelta(days), self.last + dt.timedelta(days))


def _within_calendar(start, end):
    bounds = FIRST.toordinal(), LAST.toordinal()
    start, end = (min(max(each, bounds[0]), bounds[1]) for each in (start, end))
    return Period(dt.date.fromordinal(start), dt.date.fromordinal(end))


def read_period(first: str, last: str, whole: Period) -> Period:
    """The period of two EDTF texts, such as 2015 and 2016-03; an empty one is the end of `whole`.

    Raises PeriodError.
    """
    start = _day(first, "earliest") or whole.first
    end = _day(last, "latest") or whole.last
    if not first.strip():
        start = min(start, end)
    if not last.strip():
        end = max(start, end)
    if end < start:
        raise PeriodError(f"“{first.strip()}” is after “{last.strip()}”.")
    return Period(start, end)


def _day(text, bound):
    if not text.strip():
        return None
    try:
        day = getattr(dates.parse(text.strip()), bound)
    except dates.DateError as error:
        raise PeriodError(str(error)) from error
    if day is None:
        raise PeriodError(f"“{text.strip()}” has no such day.")
    return day
