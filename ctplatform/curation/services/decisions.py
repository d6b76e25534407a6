"""Decide on proposals: one, the first of two approvals, or many together."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ctplatform.curation.errors import words_of
from ctplatform.curation.models import Proposal
from ctplatform.curation.proposal_handlers import handler_of
from ctplatform.curation.services.proposal_filing import (
    close_proposal,
    require_state,
    save_in_state,
)
from ctplatform.curation.writing import access
from ctplatform.curation.writing.changes import Outcome
from ctplatform.curation.writing.conversations import notify_participants
from ctplatform.curation.writing.locks import lock_proposal
from ctplatform.domain_errors import DomainError
from ctplatform.notifications.models import Notification

State = Proposal.State


@transaction.atomic
def accept(proposal, *, by, reason="", expected_version=None) -> Proposal:
    """Apply a proposal to the live record, or note the first of two approvals.

    `expected_version` is the version that was read. Raises Conflict where a field has changed since
    it was proposed, and StaleVersion where the proposal has changed since it was read.
    """
    context = load_to_accept(proposal, by=by, reason=reason, expected_version=expected_version)
    handler_of(proposal).check(context)
    approve(context)
    return context.proposal


def load_to_accept(proposal, *, by, reason, expected_version):
    """Lock an open proposal and its record for a user who may approve it."""
    context = handler_of(proposal).load(proposal, by=by, reason=reason)
    access.require_may_approve(context.proposal, by=by)
    require_state(context.proposal, State.OPEN)
    access.require_version(context.proposal, expected_version)
    return context


def approve(context) -> Outcome:
    """Apply a proposal that was checked, or note the first of two approvals."""
    proposal, handler = context.proposal, handler_of(context.proposal)
    if proposal.approvals_needed > 1 and proposal.first_reviewer_id is None:
        return Outcome(context.live, _approve_first(context))
    close_proposal(proposal, State.APPLIED, context.reason, reviewer=context.by)
    outcome = handler.apply(context)
    notify_participants(proposal, Notification.Kind.APPLIED, by=context.by)
    return outcome


def _approve_first(context) -> Proposal:
    proposal = context.proposal
    proposal.first_reviewer, proposal.first_decision = context.by, context.reason
    notify_participants(proposal, Notification.Kind.APPROVED, by=context.by)
    return save_in_state(proposal, State.OPEN)


@transaction.atomic
def reject(proposal, *, by, reason, expected_version=None) -> Proposal:
    """Close a proposal without applying it; one reviewer suffices."""
    proposal = lock_proposal(proposal)
    access.require_may_decide(proposal, by=by)
    require_reason(reason)
    require_state(proposal, *Proposal.WAITING)
    access.require_version(proposal, expected_version)
    notify_participants(proposal, Notification.Kind.REJECTED, by=by)
    return close_proposal(proposal, State.REJECTED, reason, reviewer=by)


@transaction.atomic
def request_changes(proposal, *, by, reason, expected_version=None) -> Proposal:
    """Return a proposal to its author, who amends or withdraws it."""
    proposal = lock_proposal(proposal)
    access.require_may_decide(proposal, by=by)
    require_reason(reason)
    require_state(proposal, State.OPEN)
    access.require_version(proposal, expected_version)
    proposal.reviewer, proposal.decision = by, reason
    notify_participants(proposal, Notification.Kind.CHANGES_REQUESTED, by=by)
    return save_in_state(proposal, State.CHANGES_REQUESTED)


@transaction.atomic
def withdraw(proposal, *, by, reason="", expected_version=None) -> Proposal:
    """Withdraw one's own proposal."""
    proposal = lock_proposal(proposal)
    access.require_author(proposal, by=by)
    require_state(proposal, *Proposal.WAITING)
    access.require_version(proposal, expected_version)
    notify_participants(proposal, Notification.Kind.WITHDRAWN, by=by)
    return close_proposal(proposal, State.WITHDRAWN, reason, reviewer=proposal.reviewer)


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
    except (ValidationError, PermissionDenied, DomainError) as error:
        return Decided(proposal, words_of(error))


def require_reason(reason):
    """Raise ValidationError where a decision that its author reads has no reason."""
    if not reason.strip():
        raise ValidationError({"reason": _("Say why; the author will read it.")})
