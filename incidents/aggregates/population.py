"""Which incidents a series counts, and which it leaves out and why."""

from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone

from ctplatform.curation.models import family
from ctplatform.markings.levels import up_to
from incidents.models import Actor, Incident, Series
from incidents.models.incidents import WITHIN_A_YEAR
from incidents.models.participations import with_part

LAST_YEAR = date.max - timedelta(days=366)
IN_NO_BUCKET = Q(date_earliest__isnull=True) | Q(date_latest__isnull=True)
"""No date, or one whose start or end is not known; the indexes by either day answer it."""


def population(series: Series):
    """What everybody who sees the series may see of what the series is about, dated or not."""
    return candidates(series).filter(lifted())


def lifted(path="") -> Q:
    """The condition that an incident is under no embargo, or no longer."""
    name = f"{path}embargo_until"
    return Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__lte": timezone.now()})


def candidates(series: Series):
    """The population and what is still under embargo."""
    levels = up_to(series.marking)
    rows = Incident.objects.in_project(series.project_id).counted().filter(marking__in=levels)
    for name, value in series.filters.items():
        rows = NARROWING[name](rows, value if isinstance(value, list) else [value], levels)
    return rows


def beginning_in(first, last):
    """The condition of beginning in first..last, and having an end; the index by date finds it."""
    return Q(date_earliest__range=(first, last), date_latest__isnull=False)


def reaching_into(first):
    """The conditions of having begun before a bucket's first day and reaching into it.

    One for each precision, since the index by precision answers none that names several: dates
    that are wider than a month last a year at most, so that their ends lie in a window; those that
    last for years are few.
    """
    begun = Q(date_earliest__lt=first)
    window = (first, min(first, LAST_YEAR) + timedelta(days=366))
    for precision in WITHIN_A_YEAR:
        yield begun & Q(date_precision=precision, date_latest__range=window)
    yield begun & Q(date_precision="years", date_latest__gte=first)


def perpetrated_by(actors, levels):
    seen = Actor.objects.filter(pk__in=family(Actor, actors), marking__in=levels)
    return with_part(role="perpetrator", actor__in=seen.values("pk"))


def of_attack_type(types):
    # A list of slugs as JSON text, on both databases: "bombing" stands there in its quotes.
    found = Q(pk__in=[])
    for each in types:
        found |= Q(attack_types__icontains=f'"{each}"')
    return found


NARROWING = {
    "country": lambda rows, values, _levels: rows.filter(country__in=values),
    "lifecycle": lambda rows, values, _levels: rows.filter(lifecycle__in=values),
    "attack_type": lambda rows, values, _levels: rows.filter(of_attack_type(values)),
    "actor": lambda rows, values, levels: rows.filter(perpetrated_by(values, levels)),
}
"""SERIES_FILTERS, each as a clause."""


def left_out(series: Series) -> dict:
    """{"undated", "unplaced", "embargoed"}: how many are in no bucket, in no group, not yet shown.

    The last is for editors only.
    """
    shown = population(series)
    inside = Q(date_earliest__lte=series.end, date_latest__gte=series.start)
    no_place = shown.filter(inside, country__isnull=True) if series.group_by == "country" else None
    hidden = candidates(series).filter(inside, embargo_until__gt=timezone.now())
    return {
        "undated": shown.filter(IN_NO_BUCKET).count(),
        "unplaced": 0 if no_place is None else no_place.count(),
        "embargoed": hidden.count(),
    }
