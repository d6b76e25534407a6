"""The periods through which a map of incidents is walked, and what is shown in each."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Max, Min, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ctplatform.charts import buckets
from incidents.events.vocabulary import MAP_PERIODS
from incidents.records.models import read_date

MOST_STEPS = 400
"""The most periods of a size that are offered; years are offered however many they are."""


@dataclass(frozen=True)
class Periods:
    """The periods of one `size`, [(EDTF, words)]; the other `sizes` that can be chosen.

    `undated` is the number of records that are in no period, since no end of their date is known.
    """

    size: str
    sizes: list[str]
    steps: list[tuple[str, str]]
    undated: int


def periods_of(rows, size="", first=None, last=None) -> Periods:
    """The periods of some incidents within the days that their list is limited to; two queries.

    An unknown size, or one with more than MOST_STEPS periods, gives the finest one that has fewer
    than an eighth of that many, so that it can be looked through.
    """
    known = rows.order_by().aggregate(first=Min("date_earliest"), last=Max("date_latest"))
    undated = rows.filter(date_earliest=None, date_latest=None).order_by().count()
    first = max(filter(None, (first, known["first"])), default=None)
    last = min(filter(None, (last, known["last"])), default=None)
    if first is None or last is None or last < first:
        return Periods("year", [], [], undated)
    numbers = {each: _number_of(first, last, each) for each in MAP_PERIODS}
    sizes = [each for each, n in numbers.items() if n <= MOST_STEPS or each == "year"]
    if size not in sizes:
        size = next((each for each in sizes if numbers[each] <= MOST_STEPS / 8), "year")
    days = buckets.buckets_between(first, last, size)
    dates = [edtf_of(day, size) for day in days]
    return Periods(size, sizes, [(date, read_date(date).words) for date in dates], undated)


def _number_of(first, last, size) -> int:
    if size == "week":
        return (last - first).days // 7 + 1
    return ((last.year - first.year) * 12 + last.month - first.month) // buckets.MONTHS[size] + 1


def edtf_of(day: dt.date, size: str) -> str:
    """A period as EDTF: `2015`, `2015-03`, `2015-01/2015-03` or `2015-03-02/2015-03-08`."""
    end = buckets.last_day(day, size)
    if size == "year":
        return f"{day.year:04}"
    if size == "month":
        return day.isoformat()[:7]
    if size == "quarter":
        return f"{day.isoformat()[:7]}/{end.isoformat()[:7]}"
    return f"{day.isoformat()}/{end.isoformat()}"


def dated_within(first, last) -> Q:
    """The condition that all days on which a record may have been lie between two days.

    That no first day is later than `last` follows; it is said so that an index is read in part.
    """
    return Q(date_earliest__range=(first, last), date_latest__lte=last)


def dated_across(first, last) -> Q:
    """The condition that a record may have been between two days, and also outside them."""
    begun = Q(date_earliest__lte=last) | Q(date_earliest=None, date_latest__isnull=False)
    not_over = Q(date_latest__gte=first) | Q(date_latest=None, date_earliest__isnull=False)
    starts_before = Q(date_earliest__lt=first) | Q(date_earliest=None)
    ends_after = Q(date_latest__gt=last) | Q(date_latest=None)
    return begun & not_over & (starts_before | ends_after)


def period_in_words(words: str, total: int, nowhere: int) -> str:
    """“March 2015: 12 incidents, of which 3 without a position”."""
    text = ngettext("%(n)s incident", "%(n)s incidents", total) % {"n": total}
    said = _("%(period)s: %(incidents)s") % {"period": words, "incidents": text}
    if nowhere:
        said = _("%(said)s, of which %(n)s without a position") % {"said": said, "n": nowhere}
    return said


def across_in_words(n: int) -> str:
    """How many records may have been in a period and are not drawn."""
    text = ngettext(
        "%(n)s more may have been then; its date is not exact enough to draw it",
        "%(n)s more may have been then; their dates are not exact enough to draw them",
        n,
    )
    return text % {"n": n} if n else ""
