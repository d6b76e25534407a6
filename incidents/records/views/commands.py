"""Publish, send back, discuss and withdraw records from their pages."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ctplatform.curation import services as curation
from ctplatform.curation.errors import WrongState, words_of
from ctplatform.curation.queries.pending_reviews import approved_words
from ctplatform.curation.shown_versions import version_shown
from ctplatform.domain_errors import StaleVersion
from ctplatform.record_types.registry import record_type_at
from incidents.records.views.editing import CHANGED, address_of, run_action, why_of


@login_required
@require_POST
def publish_action(request, noun, pk):
    """Publish a candidate, so that series count it."""
    record = _find_record(request, noun, pk)

    def publish_shown():
        shown = {
            "expected_version": version_shown(request.POST),
            "expected_changes": version_shown(request.POST, "changes"),
        }
        return curation.publish(record, **why_of(request), **shown)

    return run_action(
        request,
        record,
        publish_shown,
        _("Published."),
        waits=approved_words,
    )


@login_required
@require_POST
def send_back(request, noun, pk):
    """Ask the author of a candidate for changes."""
    record = _find_record(request, noun, pk)

    def send():
        return curation.send_back(
            record,
            by=request.user,
            reason=request.POST.get("text", "").strip(),
            expected_version=version_shown(request.POST),
            expected_changes=version_shown(request.POST, "changes"),
        )

    return _run_review_action(request, record, send, _("Sent back. Its author is notified."))


@login_required
@require_POST
def comment_candidate(request, noun, pk):
    """Comment on a candidate before it is published."""
    record = _find_record(request, noun, pk)
    text = request.POST.get("text", "")
    return _run_review_action(
        request,
        record,
        lambda: curation.discuss(record, text, by=request.user),
        _("Comment saved. All participants are notified."),
    )


def _run_review_action(request, record, verb, done):
    """Run `verb`, then go to the proposal under which the candidate is reviewed."""
    try:
        proposal = verb()
    except StaleVersion:
        messages.error(request, CHANGED)
        return redirect(address_of(record))
    except (ValidationError, WrongState) as error:
        messages.error(request, words_of(error))
        return redirect(address_of(record))
    messages.success(request, done)
    return redirect("proposal", pk=proposal.pk)


@login_required
@require_POST
def withdraw_action(request, noun, pk):
    """Withdraw a record, or propose to withdraw it."""
    record = _find_record(request, noun, pk)
    return run_action(request, record, lambda: curation.withdraw_record(record, **why_of(request)))


def _find_record(request, noun, pk):
    rows = record_type_at(noun).model.objects.get_visible_row(pk, request.user)
    return get_object_or_404(rows.select_related("project"))
