"""Which incidents a series counts, and which it leaves out and why."""

from django.db.models import Q
from django.utils import timezone

from incidents.models import Incident, Participation, Series
from incidents.models.incidents import WIDE

BOUNDED = Q(date_earliest__isnull=False, date_latest__isnull=False)


def population(series: Series):
    """What every reader of the project may see of what the series is about, dated or not."""
    lifted = Q(embargo_until__isnull=True) | Q(embargo_until__lte=timezone.now())
    return candidates(series).filter(lifted)


def candidates(series: Series):
    """The population and what is still under embargo."""
    rows = Incident.objects.in_project(series.project_id).counted()
    for name, value in series.filters.items():
        rows = NARROWING[name](rows, value if isinstance(value, list) else [value])
    return rows


def reaching(first, last):
    """The condition of having a day in first..last, such that indexes find it: dates that reach
    over a month's end are few, so all others begin where they end."""
    beyond = Q(date_precision__in=WIDE, date_earliest__lt=first, date_latest__gte=first)
    return BOUNDED & (Q(date_earliest__range=(first, last)) | beyond)


def perpetrated_by(actors):
    acts = Participation.objects.filter(role="perpetrator", actor__in=actors)
    return Q(pk__in=acts.values("incident"))


def of_attack_type(types):
    # A list of slugs as JSON text, on both databases: "bombing" stands there in its quotes.
    found = Q(pk__in=[])
    for each in types:
        found |= Q(attack_types__icontains=f'"{each}"')
    return found


NARROWING = {
    "country": lambda rows, values: rows.filter(country__in=values),
    "lifecycle": lambda rows, values: rows.filter(lifecycle__in=values),
    "attack_type": lambda rows, values: rows.filter(of_attack_type(values)),
    "actor": lambda rows, values: rows.filter(perpetrated_by(values)),
}
"""SERIES_FILTERS, each as a clause."""


def left_out(series: Series) -> dict:
    """{"undated", "unplaced", "embargoed"}: how many are in no bucket, in no group, not yet shown.

    The last is for editors only.
    """
    shown = population(series)
    inside = reaching(series.start, series.end)
    no_place = shown.filter(inside, country__isnull=True) if series.group_by == "country" else None
    hidden = candidates(series).filter(inside, embargo_until__gt=timezone.now())
    return {
        "undated": shown.exclude(BOUNDED).count(),
        "unplaced": 0 if no_place is None else no_place.count(),
        "embargoed": hidden.count(),
    }
