"""The figure of the killed that incidents are sorted by: a column, kept with what it follows from.

It is told to whoever sees the incident. So an incident without an estimate of its own takes over
the figure of a record merged into it only where that record is marked no stricter than itself, and
under no embargo that outlasts its own.
"""

from collections import defaultdict

from django.db.models import F, Q
from django.utils import timezone

from ctplatform.markings.levels import MARKINGS, up_to
from incidents.estimates import killed_of, standing

FIGURED_BY = ("merged_into", "marking", "embargo_until")
"""The fields of an incident that decide whose figure it shows."""

COLUMNS = ("incident_id", "kind", "selected", "group", "low", "best", "high")
INTO = "incident__merged_into"


def keep_killed(incidents, ids) -> None:
    """Store the figure of the incidents (a model, and ids) anew."""
    rows = incidents._base_manager.filter(pk__in={*ids} - {None}).order_by("pk")
    stored = dict(rows.select_for_update(no_key=True).values_list("pk", "killed_figure"))
    for pk, figure in killed_figures(incidents, list(stored)).items():
        if figure != stored[pk]:
            incidents._base_manager.filter(pk=pk).update(killed_figure=figure)


def figure_moved(before, after, incident):
    """Keep the figure of what a change merged, released, marked or put under embargo."""
    if before and after and any(before[name] != after[name] for name in FIGURED_BY):
        ids = (incident.pk, before["merged_into"], after["merged_into"])
        keep_killed(type(incident), ids)


def killed_figures(incidents, ids) -> dict:
    """{incident: the figure that it is sorted by}, as it follows from its estimates now."""
    estimates = incidents._meta.get_field("casualties").related_model
    found = told_by(estimates.objects.filter(kind="killed"), ids, _as_open())
    return {pk: killed_of([each._asdict() for each in rows]) for pk, rows in found.items()}


def told_by(estimates, ids, which) -> dict:
    """{incident: the estimates of one harm that it is told by}: its own, else those of one record
    merged into it, among the estimates for which a condition holds."""
    found = defaultdict(list)
    for each in estimates.filter(incident__in=ids).values_list(*COLUMNS, named=True):
        found[each.incident_id].append(each)
    merged = estimates.filter(which, **{f"{INTO}__in": ids})
    for each in merged.values_list(*COLUMNS, INTO, named=True):
        found[getattr(each, INTO)].append(each)
    return {pk: standing(found[pk], pk) for pk in ids}


def _as_open():
    """The condition that the record of an estimate is as open as the one that stands for it."""
    into, until = "incident__merged_into", "incident__embargo_until"
    marked = Q()
    for level in MARKINGS:
        marked |= Q(**{f"{into}__marking": level}, incident__marking__in=up_to(level))
    lifted = Q(**{f"{until}__isnull": True}) | Q(**{f"{until}__lte": timezone.now()})
    return marked & (lifted | Q(**{f"{until}__lte": F(f"{into}__embargo_until")}))
