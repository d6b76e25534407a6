"""What has moved: series of a project whose numbers or findings changed in the last days."""

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import F
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ctplatform.charts.buckets import bucket_label
from incidents.findings.models import SeriesFindings
from incidents.series.list_urls import records_url
from incidents.series.measure_words import buckets_in_words, incomplete_in_words
from incidents.series.models.series import Series

SHOWN = 5
NAMED = 3
"""Findings that are named; of further ones there is the number."""

NEW = {
    "all_time_high": gettext_lazy("now highest: %s"),
    "peaks": gettext_lazy("new peak: %s"),
    "lulls": gettext_lazy("new lull from %s"),
    "change_points": gettext_lazy("new change of level: %s"),
}
LOST = {
    "all_time_high": gettext_lazy("no longer the only highest: %s"),
    "peaks": gettext_lazy("no longer a peak: %s"),
    "lulls": gettext_lazy("no longer a lull from %s"),
    "change_points": gettext_lazy("no longer a change of level: %s"),
}


@dataclass
class Moved:
    """A series that moved: what changed in words, and `links` to the records of single buckets."""

    series: Series
    since: str
    words: list[str]
    links: list[tuple] = field(default_factory=list)


def moved_series(user, project) -> list[Moved]:
    """The series of a project that moved in the last days, those with most changes first.

    What was found for another definition is left out: its readers may have been others.
    """
    week = timezone.now() - dt.timedelta(days=7)
    rows = SeriesFindings.objects.visible_to(user).filter(
        series__project=project, version=F("series__version"), moved__gt=0, computed__gte=week
    )
    rows = rows.select_related("series__project").defer("results", "states")
    return [_in_words(row) for row in rows.order_by("-moved", "series")[:SHOWN]]


def _in_words(row) -> Moved:
    found, series = row.movement, row.series
    since = date_format(dt.date.fromisoformat(found["since"]), "j F")
    words, links = [], []
    if found["changed"]:
        words.append(_("%s changed") % buckets_in_words(series.bucket, found["changed"]))
        links = [_changed(series, *each) for each in reversed(found["points"])][:NAMED]
    said = [(NEW, *each) for each in found["new"]] + [(LOST, *each) for each in found["lost"]]
    for labels, method, day in said[:NAMED]:
        words.append(labels[method] % bucket_label(dt.date.fromisoformat(day), series.bucket))
    if more := len(said[NAMED:]):
        words.append(ngettext("%(n)d more finding", "%(n)d more findings", more) % {"n": more})
    return Moved(series, since, words, links)


def _changed(series, bucket, before, after) -> tuple:
    """(words, URL of the records) of a bucket that changed: `November 2016: 4 → 5`."""
    label = bucket_label(dt.date.fromisoformat(bucket), series.bucket)
    if not series.transform:  # the numbers are as counted, and pages show others
        label = f"{label}: {_number(before)} → {_number(after)}"
    return label, records_url(series, bucket=bucket)


def _number(numbers) -> str:
    if numbers is None:
        return _("not covered")
    low, expected, _high, is_incomplete = numbers
    if expected is None:
        return _("not known")
    words = f"{expected:,.1f}".removesuffix(".0")
    return incomplete_in_words(expected, low) % words if is_incomplete else words
