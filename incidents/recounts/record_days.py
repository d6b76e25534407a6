"""Days that series of assessments and of warnings must recount, marked with the edit itself."""

from collections import defaultdict

from django.apps import apps
from django.db.models import F, Q
from django.utils import timezone

from ctplatform.jobs.messages import send_wake_message_on_commit
from incidents.records.models import read_date
from incidents.recounts.models import DirtyBucket

MOST_SPANS = 200
"""Different days that one change marks apart; of more, the whole time between them is marked."""
SEEN_BY = ("merged_into", "marking", "person_sensitivity", "state")
"""The fields of an actor that affect whether records that name it are counted."""
RESTATED_BY = ("state", "marking", "holder", "merged_into")
"""The fields of an assessment that affect whether one that restates it is counted."""
SHOWN_BY = ("marking", "embargo_until", "country", "place", "merged_into")
"""The fields of an incident that affect whether and where warnings about it are counted."""


def mark_assessment_days(before, after, assessment):
    """Mark the days of an assessment and of its outcome, before and after a change.

    An assessment that restates it counts while this one does not, and one that it is merged into
    counts for its scopes, so their days are marked as well.
    """
    if before == after:
        return
    spans = set()
    for each in _published(before, after):
        spans |= {_span(each["date"]), (each["outcome_date"], each["outcome_date"])}
    _mark(assessment.project_id, "assessment", spans)
    if before and after and any(before[name] != after[name] for name in RESTATED_BY):
        survivors = {before["merged_into"], after["merged_into"]} - {None}
        others = Q(restates=assessment.pk) | Q(pk__in=survivors)
        _mark_assessments(_rows("Assessment").filter(others))


def mark_scope_days(_before, _after, scope):
    """Mark the days of an assessment whose scopes changed, or of the one it was merged into."""
    mark_assessments(_rows("Assessment").filter(pk=scope.assessment_id))


def mark_warning_days(before, after, warning):
    """Mark the days of a warning before and after a change, and again for an embargo's end."""
    if before == after:
        return
    spans = {_span(each["date"]) for each in _published(before, after)}
    _mark(warning.project_id, "warning", spans, _moments(_embargoes(warning.incident)))


def mark_warnings_about(changes):
    """Mark the days of the warnings about incidents, or about records merged into them."""
    by_embargoes = defaultdict(set)
    for before, after, incident in changes:
        if before and after and any(before[name] != after[name] for name in SHOWN_BY):
            until = frozenset(_embargoes(incident))
            by_embargoes[until] |= {incident.pk, before["merged_into"], after["merged_into"]}
    for until, ends in by_embargoes.items():
        ends.discard(None)
        about = Q(incident__in=ends) | Q(incident__merged_into__in=ends)
        mark_warnings(_rows("Warning").filter(about), until)


def mark_days_of_records_naming(changes):
    """Mark the days of assessments and warnings that name actors, after these were merged,
    withdrawn, restored, or hidden from others than before."""
    ends = {
        pk
        for before, after, actor in changes
        if before and after and any(before[name] != after[name] for name in SEEN_BY)
        for pk in (actor.pk, before["merged_into"], after["merged_into"])
    } - {None}
    if not ends:
        return
    held = _naming("holder", ends) | _naming("scopes__actor", ends)
    mark_assessments(_rows("Assessment").filter(held))
    mark_warnings(_rows("Warning").filter(_naming("issuer", ends) | _naming("recipient", ends)))


def _naming(path, actors) -> Q:
    return Q(**{f"{path}__in": actors}) | Q(**{f"{path}__merged_into__in": actors})


def mark_assessments(rows):
    """Mark the days of these assessments, of those that restate them, and of those that they were
    merged into, in each project."""
    named = rows.order_by().values("pk")
    into = rows.filter(merged_into__isnull=False).order_by().values("merged_into")
    others = Q(pk__in=named) | Q(restates__in=named) | Q(pk__in=into)
    _mark_assessments(_rows("Assessment").filter(others))


def _mark_assessments(rows):
    rows = rows.filter(state="published").order_by()
    _mark_spans(rows, "assessment", "date_earliest", "date_latest")
    _mark_spans(rows, "assessment", "outcome_date", "outcome_date")


def mark_warnings(rows, embargoes=()):
    """The same for warnings, and again for the ends of these embargoes."""
    rows = rows.filter(state="published").order_by()
    _mark_spans(rows, "warning", "date_earliest", "date_latest", _moments(embargoes))


def _mark_spans(rows, record_type, first, last, moments=()):
    known = rows.filter(**{f"{first}__isnull": False, f"{last}__isnull": False})
    days = known.annotate(begun=F(first), ended=F(last))
    by_project = {}
    for project, *span in days.values_list("project", "begun", "ended").distinct():
        by_project.setdefault(project, set()).add(tuple(span))
    for project, spans in by_project.items():
        if len(spans) > MOST_SPANS:
            spans = {(min(first for first, _ in spans), max(last for _, last in spans))}
        _mark(project, record_type, spans, moments)


def _mark(project, record_type, spans, moments=()):
    rows = [
        DirtyBucket(project_id=project, record_type=record_type, start=start, end=end, due=due)
        for start, end in spans
        for due in moments or (timezone.now(),)
        if start and end
    ]
    if rows and project:
        DirtyBucket.objects.bulk_create(rows)
        send_wake_message_on_commit()


def _published(before, after):
    return [each for each in (before, after) if each and each["state"] == "published"]


def _span(text) -> tuple:
    date = read_date(text)
    return (date.earliest, date.latest) if date else (None, None)


def _embargoes(incident):
    """The moments at which an incident, or the one it was merged into, becomes visible to all."""
    if incident is None:
        return ()
    return [each.embargo_until for each in (incident, incident.merged_into) if each is not None]


def _moments(embargoes) -> set:
    now = timezone.now()
    return {now} | {each for each in embargoes if each and each > now}


def _rows(model):
    return apps.get_model("incidents", model)._base_manager.all()
