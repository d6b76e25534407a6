"""The figure of the killed that incidents are sorted by: a column, kept with what it follows from.

It is told to whoever sees the incident. So an incident without an estimate of its own takes over
the figure of a record merged into it only where that record is marked no stricter than itself, and
under no embargo that outlasts its own.
"""

from collections import defaultdict

from django.utils import timezone

from ctplatform.markings.levels import up_to
from incidents.estimates import killed_of, standing

FIGURED_BY = ("merged_into", "marking", "embargo_until")
"""The fields of an incident that decide whose figure it shows."""

COLUMNS = ("incident_id", "kind", "selected", "group", "low", "best", "high")


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
    merged = incidents._base_manager.filter(merged_into__in=ids).select_related("merged_into")
    lent = {each.pk: each.merged_into_id for each in merged if _is_as_open(each, each.merged_into)}
    found = told_by(estimates.objects.filter(kind="killed"), ids, lent)
    return {pk: killed_of([each._asdict() for each in rows]) for pk, rows in found.items()}


def told_by(estimates, ids, merged) -> dict:
    """{incident: the estimates of one harm that it is told by}: its own, else those of one of the
    records that were `merged` into it, {record: incident}."""
    found = defaultdict(list)
    rows = estimates.filter(incident__in={*ids, *merged}).values_list(*COLUMNS, named=True)
    for each in rows:
        found[each.incident_id].append(each)
        if into := merged.get(each.incident_id):
            found[into].append(each)
    return {pk: standing(found[pk], pk) for pk in ids}


def _is_as_open(record, other):
    """Whether a record is marked no stricter than another, and under no longer embargo."""
    until, limit = record.embargo_until, other.embargo_until
    is_lifted = until is None or until <= timezone.now() or (limit is not None and until <= limit)
    return is_lifted and record.marking in up_to(other.marking)
