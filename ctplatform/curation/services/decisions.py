"""Decide on proposals: one, some of its fields, the first of two approvals, or many at once."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException
from uuid_utils.compat import uuid7

from ctplatform.curation import diff
from ctplatform.curation.errors import Conflict, words_of
from ctplatform.curation.models import Proposal, ProposalEvidence
from ctplatform.curation.rows import cleared_values, snapshot
from ctplatform.curation.services.proposal_filing import set_required_approvals
from ctplatform.curation.services.proposals import (
    apply,
    approved_first,
    closed,
    lock_proposal,
    require_state,
    saved,
    target_of,
)
from ctplatform.curation.services.publishing import approve_publication
from ctplatform.curation.writing import access
from ctplatform.curation.writing.conversations import notify_participants
from ctplatform.notifications.models import Notification

State = Proposal.State


@transaction.atomic
def accept(proposal, *, by, reason="", fields=None, expected_version=None) -> Proposal:
    """Apply a proposal to the live record, or note the first of two approvals.

    With `fields` only those are accepted, and the others stay open as a separate proposal
    (`rests`). `expected_version` is the version that was read. Raises Conflict where an accepted
    field has changed since, and Stale where the proposal has changed since it was read.
    """
    if proposal.kind == Proposal.Kind.PUBLISH and fields is None:
        return approve_publication(
            proposal, by=by, reason=reason, expected_version=expected_version
        )
    proposal = lock_proposal(proposal)
    access.require_may_approve(proposal, by=by)
    require_state(proposal, State.OPEN)
    access.require_version(proposal, expected_version)
    if fields is not None:
        _set_rest_aside(proposal, fields)
    if proposal.approvals_needed > 1 and proposal.first_reviewer_id is None:
        return _approve_first(proposal, reason, by)
    closed(proposal, State.APPLIED, reason, reviewer=by)
    apply(proposal)
    notify_participants(proposal, Notification.Kind.APPLIED, by=by)
    return proposal


@transaction.atomic
def reject(proposal, *, by, reason, expected_version=None) -> Proposal:
    """Close a proposal without applying it; one reviewer suffices."""
    proposal = lock_proposal(proposal)
    access.require_may_decide(proposal, by=by)
    _require_reason(reason)
    require_state(proposal, *Proposal.WAITING)
    access.require_version(proposal, expected_version)
    notify_participants(proposal, Notification.Kind.REJECTED, by=by)
    return closed(proposal, State.REJECTED, reason, reviewer=by)


@transaction.atomic
def request_changes(proposal, *, by, reason, expected_version=None) -> Proposal:
    """Return a proposal to its author, who amends or withdraws it."""
    proposal = lock_proposal(proposal)
    access.require_may_decide(proposal, by=by)
    _require_reason(reason)
    require_state(proposal, State.OPEN)
    access.require_version(proposal, expected_version)
    proposal.reviewer, proposal.decision = by, reason
    notify_participants(proposal, Notification.Kind.CHANGES_REQUESTED, by=by)
    return saved(proposal, State.CHANGES_REQUESTED)


@transaction.atomic
def withdraw(proposal, *, by, reason="", expected_version=None) -> Proposal:
    """Withdraw one's own proposal."""
    proposal = lock_proposal(proposal)
    access.require_author(proposal, by=by)
    require_state(proposal, *Proposal.WAITING)
    access.require_version(proposal, expected_version)
    notify_participants(proposal, Notification.Kind.WITHDRAWN, by=by)
    return closed(proposal, State.WITHDRAWN, reason, reviewer=proposal.reviewer)


@dataclass(frozen=True)
class Decided:
    """The result for one of many: the proposal, and why nothing was done, if so."""

    proposal: Proposal
    error: str = ""


BULK = {"accept": accept, "reject": reject, "request-changes": request_changes}


def decide_many(proposals, decision, *, by, reason="", versions=None) -> list[Decided]:
    """Take one decision on many proposals, each separately: a refusal does not stop the others.

    `versions` is {id: the version that was read}; a proposal without one is not checked.
    """
    verb, versions = BULK[decision], versions or {}
    return [_decided(verb, each, by, reason, versions.get(each.pk)) for each in proposals]


def _decided(verb, proposal, by, reason, version) -> Decided:
    try:
        return Decided(verb(proposal, by=by, reason=reason, expected_version=version))
    except (ValidationError, PermissionDenied, APIException) as error:
        return Decided(proposal, words_of(error))


def _set_rest_aside(proposal, fields) -> None:
    """Keep the named fields in the proposal and file the others as a new open proposal."""
    names = set(fields)
    if unknown := names - proposal.diff.keys():
        text = _("Not in this proposal: %s.") % ", ".join(sorted(unknown))
        raise ValidationError({"fields": text})
    values = {name: proposal.diff[name]["to"] for name in names}
    names |= cleared_values(target_of(proposal), values).keys() & proposal.diff.keys()
    taken, left = diff.divide(proposal.diff, names)
    if not taken or proposal.kind != Proposal.Kind.CHANGE:
        raise ValidationError({"fields": _("Choose fields of a change.")})
    if left:
        _file_rest(proposal, left)
        proposal.diff = taken
        set_required_approvals(proposal, target_of(proposal))


def _file_rest(proposal, left) -> None:
    rest = Proposal.objects.get(pk=proposal.pk)
    rest.pk, rest.version, rest.rest_of, rest.diff = uuid7(), 1, proposal, left
    rest.first_reviewer, rest.first_decision = None, ""
    rest.is_acted_on()
    set_required_approvals(rest, target_of(proposal))
    rest.save(force_insert=True)
    ProposalEvidence.objects.bulk_create(
        ProposalEvidence(
            proposal=rest, object_type=row.object_type, object_id=row.object_id,
            position=row.position,
        )
        for row in proposal.evidence.all()
    )  # fmt: skip


def _approve_first(proposal, reason, by) -> Proposal:
    is_new = proposal.kind == Proposal.Kind.CREATE
    if moved := diff.conflicts(proposal.diff, None if is_new else snapshot(target_of(proposal))):
        raise Conflict(moved)
    return approved_first(proposal, reason, by)


def _require_reason(reason):
    if not reason.strip():
        raise ValidationError({"reason": _("Say why; the author will read it.")})
