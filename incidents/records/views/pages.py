"""The page of a record: its fields with their passages, its history, and what may be done to it."""

from functools import partial

from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from ctplatform.curation.models import Revision
from ctplatform.curation.registry import evidence_about
from ctplatform.curation.writing.access import require_may_change, require_may_publish, revisions_of
from ctplatform.markings.models import Marked
from ctplatform.markings.services import may_name
from ctplatform.record_types.registry import record_type_of
from incidents.records.queries.field_rows import bare_cores, count_sourced, facts_of, other_passages
from incidents.records.views.merged import merging_of, stands_for
from incidents.records.views.pending_review import pending_review
from incidents.records.views.rules import is_allowed

HISTORY = 8


def page_view(record_type):
    """The view of the page of one record: that of its type, else the page of its fields alone."""
    return record_type.page or partial(plain_page, model=record_type.model)


@require_safe
def plain_page(request, pk, model):
    """The page of a record of a type that shows nothing besides the fields."""
    return record_page(request, find_record(request, model.objects.select_related("project"), pk))


def find_record(request, rows, pk):
    """The record of this id among the rows, if the user may see it; else 404."""
    return get_object_or_404(rows.get_visible_row(pk, request.user))


def record_page(
    request, record, template="incidents/records/record.html", *, evidence=None, **context
):
    """Show the page of a record, or redirect to the one that it was merged into.

    `evidence` is {field: [Passage, ...]}, where not all passages about the record are to be shown
    beside its fields. `context` is what the template of the type needs besides.
    """
    if kept := stands_for(request, record):
        return redirect(request.path.replace(str(record.pk), str(kept.pk)), permanent=True)
    passages = evidence_about(record, request.user) if evidence is None else evidence
    return render(request, template, _common(request, record, passages) | context)


def _common(request, record, passages):
    """What the pages of all types of records need; `passages` are shown beside the fields."""
    record_type = record_type_of(record)
    facts = facts_of(record, passages, request.user)
    revisions = Revision.objects.seen_about(record, request.user)
    may_publish = (
        record.state == "candidate"
        and record.merged_into_id is None
        and is_allowed(require_may_publish, record, request.user)
    )
    return {
        "record": record,
        "key": record_type.key,
        "noun": record_type.noun,
        "project": record.project,
        "facts": facts,
        "sourced": count_sourced(record, facts, passages),
        "bare": bare_cores(record, facts, passages) if record.state != "withdrawn" else [],
        "evidence": passages,
        "others": other_passages(facts, passages),
        **pending_review(record, request.user, may_publish=may_publish),
        "history": revisions.select_related("by", "proposal__reviewer", "proposal__first_reviewer")[
            :HISTORY
        ],
        **merging_of(record, request.user),
        "may_name": isinstance(record, Marked) and may_name(record, request.user),
        "may_change": record.merged_into_id is None
        and is_allowed(require_may_change, record, request.user),
        "may_publish": may_publish,
        "changes": revisions_of(record) if may_publish else None,
    }
