"""The history page of a record, and reverting a change from it."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import has_role
from ctplatform.curation import services
from ctplatform.curation.errors import words_of
from ctplatform.curation.models import Revision
from ctplatform.curation.pages import queue
from ctplatform.curation.pages.bulk_outcomes import set_others
from ctplatform.curation.pages.comparison import Words, lines
from ctplatform.curation.queries.targets import with_targets
from ctplatform.curation.registry import kind_named
from ctplatform.curation.writing.access import root_of
from ctplatform.curation.writing.evidence import passages_of_history
from ctplatform.domain_errors import Conflict

SHOWN = 100


@require_safe
def history(request, target_type, pk):
    """Every change to a record and its child rows, newest first."""
    try:
        kind = kind_named(target_type)
    except LookupError as error:
        raise Http404 from error
    record = get_object_or_404(kind.model.objects.get_visible_row(pk, request.user))
    return _history_page(request, kind, record)


@require_POST
@login_required
def revert(request, pk):
    """Revert a change, at once or as a proposal."""
    revision = get_object_or_404(Revision.objects.get_visible_row(pk, request.user))
    here = redirect("history", target_type=revision.root_type, pk=revision.root_id)
    try:
        outcome = services.revert(revision, by=request.user, reason=request.POST.get("reason", ""))
    except (ValidationError, Conflict) as error:
        messages.error(request, words_of(error))
        return here
    if outcome.proposal:
        messages.success(request, _("Proposed. It waits for review."))
        return redirect("proposal", pk=outcome.proposal.pk)
    messages.success(request, _("Reverted. Both changes are in the history."))
    return here


def _history_page(request, kind, record):
    rows = seen = Revision.objects.seen_about(record, request.user)
    rows = rows.select_related("by", "proposal__reviewer", "proposal__first_reviewer")
    rows = with_targets(rows.prefetch_related("evidence", "proposal__evidence")[:SHOWN])
    rows, words = set_others(rows, request.user), Words(rows, request.user)
    stands_on = passages_of_history(rows, record=root_of(record), user=request.user)
    project = root_of(record).project
    context = {
        "project": project,
        "title": kind.title_of(record),
        "record_page": queue.page_of(record),
        "export_query": _export_query(kind, record, seen),
        "rows": [(row, lines(row, words), stands_on[row.pk]) for row in rows],
        "may_revert": has_role(request.user, project, Role.ANNOTATOR),
    }
    return render(request, "curation/history.html", context)


def _export_query(kind, record, seen):
    """The query string with which the API exports all changes of a page of history.

    `seen` are these changes. Merged records are named where the user sees changes of them.
    """
    if kind.parent is not None:
        return urlencode({"target_type": kind.key, "target_id": record.pk})
    ids = seen.order_by("root_id").values_list("root_id", flat=True).distinct()
    return urlencode({"root_type": kind.key, "root_id": ",".join(map(str, ids))})
