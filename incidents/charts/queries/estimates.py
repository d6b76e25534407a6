"""The incidents of a series with the most fatalities, as estimates to draw."""

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from ctplatform.charts.figures.estimate_plot import Estimate
from ctplatform.web.bidirectional import isolated
from incidents.figures.estimates import about_band, figures_in_words, is_vague
from incidents.records.models import date_in_words
from incidents.series.queries.left_out import rows_by_reason
from incidents.series.queries.records.days import within_series

MOST = 40
"""Incidents that are drawn."""

OPEN_UPWARD = ("at_least", "more_than")


def deadliest(series, user, part=None) -> list[Estimate]:
    """Estimates of fatalities of the MOST deadliest incidents that a series counts.

    Only incidents that the user may see are read; the series counts no others. `part`
    (zoom.Part) keeps those that may have happened in it.
    """
    rows = rows_by_reason(series)["counted"].visible_to(user).filter(within_series(series))
    if part is not None:
        rows = rows.filter(date_earliest__lte=part.last, date_latest__gte=part.first)
    rows = rows.filter(killed_figure__isnull=False).order_by(
        F("killed_figure").desc(), "date_earliest", "pk"
    )
    return [estimate_of(each) for each in rows[:MOST]]


def estimate_of(incident) -> Estimate:
    """The stored figure of an incident as it is drawn; a vague number is drawn as its range."""
    low, best, high = incident.killed_low, incident.killed_best, incident.killed_high
    qualifier = incident.killed_qualifier
    words = figures_in_words(low, best, high, qualifier)
    if None not in (low, best, high) and low < high:
        words = _("%(range)s, best %(best)s") % {"range": words, "best": best}
    if low is None and high is None and best is not None and is_vague(qualifier):
        low, high = about_band(best)
    is_open = high is None and (low is not None or qualifier in OPEN_UPWARD)
    if low is None and high is not None:
        low = 0  # "up to 20": any number from zero
    end = f" ({date_in_words(incident.date)})" if incident.date else ""
    label = f"{incident.title}{end}"
    return Estimate(
        label,
        low,
        best,
        high,
        is_open,
        words=f"{isolated(incident.title)}{end}: {words}",
        url=reverse("incident", args=[incident.pk]),
        end=end,
    )
