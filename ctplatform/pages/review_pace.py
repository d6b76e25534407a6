"""How many proposals were decided a week, how long that took, and what is still open."""

import datetime as dt
from dataclasses import dataclass, field
from math import ceil
from statistics import median

from django.db.models import F
from django.template.defaultfilters import floatformat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ctplatform.curation.models import Proposal

WEEKS = 12
MOST = 2000
"""Decisions that are read, the latest first; weeks before the first of them have no number."""

FEW_FOR_MEDIAN, FEW_FOR_PERCENTILE = 5, 10
"""Fewer decisions than this have no median, or no 90th percentile."""

DECIDED = (Proposal.State.APPLIED, Proposal.State.REJECTED)
DAY = dt.timedelta(days=1)


@dataclass
class Pace:
    """Decisions of a second person in the last weeks, as far as the user sees the records.

    `weeks` are (first day, number), None where it was not counted; the last week is the present
    one. `median` and `ninetieth` are days from a proposal to its decision, None where there are too
    few; `is_cut` where only the latest MOST decisions were read. `is_open` proposals are without a
    decision, the oldest since `oldest`, and half of them since `half` or longer.
    """

    decided: int
    weeks: list = field(default_factory=list)
    median: float | None = None
    ninetieth: float | None = None
    is_cut: bool = False
    is_open: int = 0
    oldest: dt.datetime | None = None
    half: dt.datetime | None = None

    few_for_median, few_for_percentile = FEW_FOR_MEDIAN, FEW_FOR_PERCENTILE

    @property
    def numbers(self) -> list:
        return [number for _first, number in self.weeks]

    @property
    def median_words(self) -> str:
        return time_in_words(self.median)

    @property
    def ninetieth_words(self) -> str:
        return time_in_words(self.ninetieth)


def review_pace(user, project, since) -> Pace:
    """The Pace of a project; `since` are the moments of its open proposals, the oldest first."""
    first = first_week()
    moments = decisions(user, project, first)
    pace = Pace(len(moments), weekly(moments, first), is_cut=len(moments) == MOST)
    days = sorted((decided - created) / DAY for created, decided in moments)
    if len(days) >= FEW_FOR_MEDIAN:
        pace.median = median(days)
    if len(days) >= FEW_FOR_PERCENTILE:
        pace.ninetieth = nearest_rank(days, 0.9)
    if since:
        pace.is_open = len(since)
        pace.oldest, pace.half = since[0], since[(len(since) - 1) // 2]
    return pace


def time_in_words(days) -> str:
    """A length of time, given in days: in hours below two days, below ten with one decimal."""
    if days * 24 < 1:
        return _("less than an hour")
    if days < 2:
        hours = ceil(days * 24)
        return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
    return _("%(n)s days") % {"n": floatformat(days, -1 if days < 10 else 0)}


def first_week() -> dt.date:
    """The Monday with which the first of the last WEEKS weeks began."""
    today = timezone.localdate()
    return today - dt.timedelta(days=today.weekday(), weeks=WEEKS - 1)


def decisions(user, project, first) -> list[tuple]:
    """(created, decided) of the latest decisions since a day, the latest first.

    Changes that a person applied without a second one are no decisions; nor are withdrawals.
    """
    start = timezone.make_aware(dt.datetime.combine(first, dt.time()))
    rows = Proposal.objects.filter(project=project, state__in=DECIDED, decided__gte=start)
    rows = rows.exclude(reviewer=F("author"))
    rows = rows.visible_to(user, rows.order_by().roots()).order_by("-decided")
    return list(rows.values_list("created", "decided")[:MOST])


def weekly(moments, first) -> list[tuple]:
    """[(first day of a week, number of decisions)]; None for weeks that were not wholly read."""
    found = [[first + dt.timedelta(weeks=n), 0] for n in range(WEEKS)]
    for _created, decided in moments:
        found[(timezone.localdate(decided) - first).days // 7][1] += 1
    if len(moments) == MOST:
        last_read = timezone.localdate(moments[-1][1])
        for week in found:
            week[1] = week[1] if week[0] > last_read else None
    return [(day, number) for day, number in found]


def nearest_rank(ordered, share) -> float:
    """The smallest value that at least this share of the values does not exceed."""
    return ordered[ceil(share * len(ordered)) - 1]
