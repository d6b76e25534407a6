"""The fatalities figure of an incident: stored columns that lists sort by and pages show.

Everyone who sees the incident sees it. So an incident without an estimate of its own takes the
figure of a record merged into it only if that record's marking is no stricter than its own, and its
embargo ends no later.
"""

from collections import defaultdict

from django.utils import timezone

from ctplatform.database.bulk_loader import update_rows
from ctplatform.markings.levels import up_to
from incidents.figures.estimates import figures_in_words, governing_estimates, harm_figure
from incidents.recounts.models import mark_incident_days
from incidents.recounts.record_days import mark_warnings_about

FIGURED_BY = ("merged_into", "marking", "embargo_until")
"""The fields of an incident that decide whose figure it shows."""

COLUMNS = (
    "incident_id",
    "kind",
    "selected",
    "group",
    "low",
    "best",
    "high",
    "qualifier",
    "stated",
)


KILLED = {
    "killed_figure": "expected",
    "killed_low": "low",
    "killed_best": "best",
    "killed_high": "high",
    "killed_qualifier": "qualifier",
}
"""{column of an incident: attribute of its Figure}."""


def killed_columns(figure) -> dict:
    """{column of an incident: value} for a Figure of fatalities."""
    return {column: getattr(figure, name) for column, name in KILLED.items()}


def keep_killed(incidents, ids) -> None:
    """Recompute and store the fatalities figures of these incidents (a model, and ids)."""
    rows = incidents._base_manager.filter(pk__in={*ids} - {None}).order_by("pk")
    stored = stored_figures(rows.select_for_update(no_key=True))
    figures = killed_figures(incidents, list(stored)) if stored else {}
    moved = [incidents(pk=pk, **each) for pk, each in figures.items() if each != stored[pk]]
    if moved:
        update_rows(incidents, [(each, None) for each in moved], [*KILLED])


def killed_words(incident) -> str | None:
    """The stored fatalities figure in words; None where none is stated."""
    figures = incident.killed_low, incident.killed_best, incident.killed_high
    if incident.killed_qualifier is None and figures == (None, None, None):
        return None
    return figures_in_words(*figures, incident.killed_qualifier)


def stored_figures(rows) -> dict:
    """{incident: {column of KILLED: value}} as stored at present."""
    return {row.pop("pk"): row for row in rows.values("pk", *KILLED)}


def incident_changed(changes):
    """Update the stored fatalities figures, then mark the days that series must recount."""
    update_figures(changes)
    mark_incident_days(changes)
    mark_warnings_about(changes)


def update_figures(changes):
    """Update the figures after a change of a merge, a marking or an embargo."""
    ids = {
        pk
        for before, after, incident in changes
        if before and after and any(before[name] != after[name] for name in FIGURED_BY)
        for pk in (incident.pk, before["merged_into"], after["merged_into"])
    }
    if ids:
        keep_killed(type(changes[0][2]), ids)


def killed_figures(incidents, ids) -> dict:
    """{incident: {column of KILLED: value}} as computed from the estimates at present."""
    found = killed_estimates(incidents, ids)
    return {pk: killed_columns(harm_figure(rows)) for pk, rows in found.items()}


def killed_estimates(incidents, ids) -> dict:
    """{incident: the estimates of fatalities that give its figure}, in lists as in series."""
    return harm_estimates(incidents, ids, "killed")


def harm_estimates(incidents, ids, kind) -> dict:
    """{incident: the estimates of one kind of casualties that give its figure}."""
    estimates = incidents._meta.get_field("casualties").related_model
    merged = incidents._base_manager.filter(merged_into__in=ids).select_related("merged_into")
    names = ("marking", "embargo_until")
    merged = merged.only(*names, *(f"merged_into__{name}" for name in names))
    lent = {each.pk: each.merged_into_id for each in merged if _is_as_open(each, each.merged_into)}
    return figures_of(estimates.objects.filter(kind=kind), ids, lent)


def figures_of(estimates, ids, merged) -> dict:
    """{incident: the estimates of one harm that count for it}.

    They are its own, else those of one of the records merged into it; `merged` is {record:
    incident}.
    """
    found = defaultdict(list)
    rows = estimates.filter(incident__in={*ids, *merged}).values_list(*COLUMNS, named=True)
    for each in rows:
        found[each.incident_id].append(each)
        if into := merged.get(each.incident_id):
            found[into].append(each)
    return {pk: governing_estimates(found[pk], pk) for pk in ids}


def _is_as_open(record, other):
    """Whether a record's marking is no stricter than another's, and its embargo no longer."""
    until, limit = record.embargo_until, other.embargo_until
    is_lifted = until is None or until <= timezone.now() or (limit is not None and until <= limit)
    return is_lifted and record.marking in up_to(other.marking)
