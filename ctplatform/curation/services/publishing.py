"""Let candidates count. One person publishes; what is grave takes two.

The first approval of a grave candidate files a proposal to publish it, in the name of whoever made
it; the second applies it. So it waits in the queue, is talked about, given back and refused like
any proposal. Here the record is locked before the proposal, as an edit of the candidate does.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ctplatform.accounts.models import ReviewPolicy
from ctplatform.curation.errors import WrongState
from ctplatform.curation.models import Notification, Proposal, Revision
from ctplatform.curation.registry import kind_of
from ctplatform.curation.rows import edited
from ctplatform.curation.services import access
from ctplatform.curation.services.conversations import tell
from ctplatform.curation.services.filing import filed, gravity_of, weigh
from ctplatform.curation.services.proposals import (
    approved_first,
    closed,
    lock_proposal,
    require_state,
)
from ctplatform.curation.services.writing import Act, Outcome, lock, locked, update

PUBLISH = Revision.Kind.PUBLISH


@transaction.atomic
def publish(record, *, by, reason="") -> Outcome:
    """Let a candidate count: the act of a second person, unless the project's policy is open.

    A grave candidate is approved by two; the outcome of the first approval has the `proposal` that
    waits for the other. Raises PermissionDenied, ValidationError, WrongState.
    """
    live = lock(record)
    if kind_of(live).parent is not None:
        raise ValidationError(_("A child row is published with its record."))
    access.require_may_publish(live, by=by)
    access.require_in_force(live)
    if live.state != live.State.CANDIDATE:
        raise WrongState(_("Only a candidate can be published."))
    proposal = access.publication_of(live) or _offered(live)
    if proposal is None:
        return _published(live, Act(by, reason))
    return _approved(lock_proposal(proposal), live, by, reason)


@transaction.atomic
def approve_publication(proposal, *, by, reason="") -> Proposal:
    """Accept a proposal to publish: the same as to publish its record."""
    access.require_may_decide(proposal, by=by)
    live = locked(proposal.target_kind, proposal.target_id)
    require_state(lock_proposal(proposal), Proposal.State.OPEN)
    publish(live, by=by, reason=reason)
    return Proposal.objects.get(pk=proposal.pk)


def _offered(live) -> Proposal | None:
    """A proposal to publish a candidate that is grave, made for its creator; None for another."""
    if live.project.review_policy == ReviewPolicy.OPEN or not gravity_of(live):
        return None
    return filed(
        PUBLISH,
        live,
        {"state": {"from": live.State.CANDIDATE.value, "to": live.State.PUBLISHED.value}},
        by=live.created_by or Revision.objects.about(live).earliest("id").by,
        payload={"revisions": access.revisions_of(live)},
    )


def _approved(proposal, live, by, reason) -> Outcome:
    """Note the first approval, or publish on the second; the first does not outlive an edit."""
    if proposal.state == Proposal.State.CHANGES_REQUESTED:
        text = _("Changes were asked of whoever made this; they offer it again on its proposal.")
        raise WrongState(text)
    if access.is_outdated(proposal):
        proposal.first_reviewer, proposal.first_decision = None, ""
    proposal.payload = {"revisions": access.revisions_of(live)}
    proposal.base_version, proposal.policy = live.version, live.project.review_policy
    weigh(proposal, live)
    if proposal.approvals_needed > 1 and proposal.first_reviewer_id is None:
        return Outcome(live, approved_first(proposal, reason, by))
    if proposal.approvals_needed > 1:
        access.require_may_approve(proposal, by=by)
    closed(proposal, Proposal.State.APPLIED, reason, reviewer=by)
    tell(proposal, Notification.Kind.APPLIED, by=by)
    return _published(live, Act(by, reason, proposal))


def _published(live, act: Act) -> Outcome:
    mine = edited(live, {})
    mine.state = live.State.PUBLISHED
    mine.published_by, mine.published_at = act.by, timezone.now()
    mine.publish_policy = live.project.review_policy
    return Outcome(mine, revision=update(live, mine, act, kind=PUBLISH))
