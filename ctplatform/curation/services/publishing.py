"""Publish candidates. One person publishes; some candidates need two approvals.

The first of two approvals files a proposal to publish the candidate, in the name of its creator;
the second applies it. So it is in the queue, and is discussed, returned and rejected like any
proposal. Here the record is locked before the proposal, in the order of an edit.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ctplatform.accounts.models import ReviewPolicy
from ctplatform.curation.errors import Stale, WrongState
from ctplatform.curation.models import Proposal, Revision
from ctplatform.curation.registry import kind_of
from ctplatform.curation.rows import edited
from ctplatform.curation.services.proposal_filing import (
    approval_reason_of,
    filed,
    set_required_approvals,
)
from ctplatform.curation.services.proposals import (
    approved_first,
    closed,
    lock_proposal,
    require_state,
)
from ctplatform.curation.writing import access
from ctplatform.curation.writing.changes import ChangeContext, Outcome, lock, locked, update
from ctplatform.curation.writing.conversations import notify_creator, notify_participants
from ctplatform.notifications.models import Notification

PUBLISH = Revision.Kind.PUBLISH


@transaction.atomic
def publish(record, *, by, reason="", expected_version=None, expected_changes=None) -> Outcome:
    """Publish a candidate: by a second person, unless the project's policy is open.

    If it needs two approvals, the outcome of the first has the `proposal` that awaits the second.
    `expected_version` is the version of the record that was read, and `expected_changes` the number
    of revisions of it and its rows. Raises PermissionDenied, Stale, ValidationError, WrongState.
    """
    live = lock(record)
    if kind_of(live).parent is not None:
        raise ValidationError(_("A child row is published with its record."))
    access.require_may_publish(live, by=by)
    access.require_in_force(live)
    if live.state != live.State.CANDIDATE:
        raise WrongState(_("Only a candidate can be published."))
    access.require_version(live, expected_version)
    if expected_changes not in (None, access.revisions_of(live)):
        raise Stale
    proposal = access.publication_of(live) or _offered(live)
    if proposal is None:
        return _published(live, ChangeContext(by, reason))
    return _approved(lock_proposal(proposal), live, by, reason)


@transaction.atomic
def approve_publication(proposal, *, by, reason="", expected_version=None) -> Proposal:
    """Accept a proposal to publish; this is the same as publishing its record."""
    access.require_may_decide(proposal, by=by)
    live = locked(proposal.target_kind, proposal.target_id)
    proposal = lock_proposal(proposal)
    require_state(proposal, Proposal.State.OPEN)
    access.require_version(proposal, expected_version)
    publish(live, by=by, reason=reason)
    return Proposal.objects.get(pk=proposal.pk)


def _offered(live) -> Proposal | None:
    """File a proposal to publish a candidate that needs two approvals; None if it needs one."""
    if live.project.review_policy == ReviewPolicy.OPEN or not approval_reason_of(live):
        return None
    return offer_publication(live)


def offer_publication(live) -> Proposal:
    """File a proposal to publish a candidate, in the name of its creator."""
    return filed(
        PUBLISH,
        live,
        {"state": {"from": live.State.CANDIDATE.value, "to": live.State.PUBLISHED.value}},
        by=live.created_by or Revision.objects.about(live).earliest("id").by,
        payload={"revisions": access.revisions_of(live)},
    )


def _approved(proposal, live, by, reason) -> Outcome:
    """Note the first approval, or publish on the second; an edit invalidates the first."""
    if proposal.state == Proposal.State.CHANGES_REQUESTED:
        text = _("Its author was asked for changes and submits it again on its proposal.")
        raise WrongState(text)
    if access.is_outdated(proposal):
        proposal.first_reviewer, proposal.first_decision = None, ""
    proposal.payload = {"revisions": access.revisions_of(live)}
    proposal.base_version, proposal.policy = live.version, live.project.review_policy
    set_required_approvals(proposal, live)
    if proposal.approvals_needed > 1 and proposal.first_reviewer_id is None:
        return Outcome(live, approved_first(proposal, reason, by))
    if proposal.approvals_needed > 1:
        access.require_may_approve(proposal, by=by)
    closed(proposal, Proposal.State.APPLIED, reason, reviewer=by)
    notify_participants(proposal, Notification.Kind.APPLIED, by=by)
    return _published(live, ChangeContext(by, reason, proposal))


def _published(live, act: ChangeContext) -> Outcome:
    mine = edited(live, {})
    mine.state = live.State.PUBLISHED
    mine.published_by, mine.published_at = act.by, timezone.now()
    mine.publish_policy = live.project.review_policy
    payload = {"policy": mine.publish_policy}
    revision = update(live, mine, act, kind=PUBLISH, payload=payload)
    if act.proposal is None:  # else the participants of the proposal are notified
        notify_creator(mine, Notification.Kind.PUBLISHED, by=act.by)
    return Outcome(mine, revision=revision)
