"""Decide on a proposal: alone, in part, with a second person, or many at once."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException
from uuid_utils.compat import uuid7

from ctplatform.curation import diff
from ctplatform.curation.errors import Conflict, words_of
from ctplatform.curation.models import Notification, Proposal, ProposalEvidence
from ctplatform.curation.rows import snapshot
from ctplatform.curation.services import access
from ctplatform.curation.services.conversations import tell
from ctplatform.curation.services.filing import weigh
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

State = Proposal.State


@transaction.atomic
def accept(proposal, *, by, reason="", fields=None) -> Proposal:
    """Apply a proposal to the live record; of a grave one, note the first of two approvals.

    With `fields` only those are accepted, and the others stay open as a proposal of their own
    (`rests`). Raises Conflict where a field that is accepted has moved.
    """
    if proposal.kind == Proposal.Kind.PUBLISH and fields is None:
        return approve_publication(proposal, by=by, reason=reason)
    proposal = lock_proposal(proposal)
    access.require_may_approve(proposal, by=by)
    require_state(proposal, State.OPEN)
    if fields is not None:
        _set_rest_aside(proposal, fields)
    if proposal.approvals_needed > 1 and proposal.first_reviewer_id is None:
        return _approve_first(proposal, reason, by)
    closed(proposal, State.APPLIED, reason, reviewer=by)
    apply(proposal)
    tell(proposal, Notification.Kind.APPLIED, by=by)
    return proposal


@transaction.atomic
def reject(proposal, *, by, reason) -> Proposal:
    """Close a proposal without applying it; one reviewer is enough to say no."""
    proposal = lock_proposal(proposal)
    access.require_may_decide(proposal, by=by)
    _require_reason(reason)
    require_state(proposal, *Proposal.WAITING)
    tell(proposal, Notification.Kind.REJECTED, by=by)
    return closed(proposal, State.REJECTED, reason, reviewer=by)


@transaction.atomic
def request_changes(proposal, *, by, reason) -> Proposal:
    """Give a proposal back to its author, who amends or withdraws it."""
    proposal = lock_proposal(proposal)
    access.require_may_decide(proposal, by=by)
    _require_reason(reason)
    require_state(proposal, State.OPEN)
    proposal.reviewer, proposal.decision = by, reason
    tell(proposal, Notification.Kind.CHANGES_REQUESTED, by=by)
    return saved(proposal, State.CHANGES_REQUESTED)


@transaction.atomic
def withdraw(proposal, *, by, reason="") -> Proposal:
    """Take one's own proposal back."""
    proposal = lock_proposal(proposal)
    access.require_author(proposal, by=by)
    require_state(proposal, *Proposal.WAITING)
    tell(proposal, Notification.Kind.WITHDRAWN, by=by)
    return closed(proposal, State.WITHDRAWN, reason, reviewer=proposal.reviewer)


@dataclass(frozen=True)
class Decided:
    """How one of many fared: the proposal as it is now, and why nothing was done, if so."""

    proposal: Proposal
    error: str = ""


BULK = {"accept": accept, "reject": reject, "request-changes": request_changes}


def decide_many(proposals, decision, *, by, reason="") -> list[Decided]:
    """Take one decision on many proposals; each stands alone, so one refusal stops no other."""
    return [_decided(BULK[decision], proposal, by, reason) for proposal in proposals]


def _decided(verb, proposal, by, reason) -> Decided:
    try:
        return Decided(verb(proposal, by=by, reason=reason))
    except (ValidationError, PermissionDenied, APIException) as error:
        return Decided(proposal, words_of(error))


def _set_rest_aside(proposal, fields) -> None:
    """Keep the named fields in the proposal and file the others as one that waits on."""
    names = set(fields)
    if unknown := names - proposal.diff.keys():
        text = _("Not in this proposal: %s.") % ", ".join(sorted(unknown))
        raise ValidationError({"fields": text})
    taken, left = diff.divide(proposal.diff, names)
    if not taken or proposal.kind != Proposal.Kind.CHANGE:
        raise ValidationError({"fields": _("Choose fields of a change.")})
    if left:
        _file_rest(proposal, left)
        proposal.diff = taken
        weigh(proposal, target_of(proposal))


def _file_rest(proposal, left) -> None:
    rest = Proposal.objects.get(pk=proposal.pk)
    rest.pk, rest.version, rest.rest_of, rest.diff = uuid7(), 1, proposal, left
    rest.first_reviewer, rest.first_decision = None, ""
    rest.is_acted_on()
    weigh(rest, target_of(proposal))
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
