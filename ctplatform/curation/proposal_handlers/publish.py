"""Proposals to publish a candidate that needs two approvals.

Here the record is locked before the proposal, in the order of an edit of the candidate, which moves
the version of the proposal.
"""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ctplatform.curation.errors import WrongState
from ctplatform.curation.models import Revision
from ctplatform.curation.proposal_handlers.base import ProposalContext, ProposalHandler
from ctplatform.curation.registry import kind_of
from ctplatform.curation.rows import edited, snapshot
from ctplatform.curation.writing import access
from ctplatform.curation.writing.approval_rules import approval_reason_of
from ctplatform.curation.writing.changes import ChangeContext, Outcome, update
from ctplatform.curation.writing.locks import lock_proposal, locked


class PublishHandler(ProposalHandler):
    fixed_values = gettext_lazy("Edit the candidate itself, then submit it again.")

    def load(self, proposal, *, by=None, reason="") -> ProposalContext:
        """Lock the record and then the proposal, and count the approvals of its present state."""
        live = locked(proposal.target_kind, proposal.target_id)
        proposal = lock_proposal(proposal)
        if access.is_outdated(proposal):
            proposal.first_reviewer, proposal.first_decision = None, ""
        proposal.payload = {"revisions": access.revisions_of(live)}
        proposal.base_version, proposal.policy = live.version, live.project.review_policy
        context = ProposalContext(proposal, live, snapshot(live), by, reason)
        self.set_required_approvals(context)
        return context

    def conflicts(self, proposal, before) -> dict:
        return {}

    def check(self, context) -> None:
        check_publication(context.live, by=context.by)

    def reason_for_two(self, context) -> str:
        return approval_reason_of(context.live)

    def apply(self, context) -> Outcome:
        return publish_candidate(
            context.live, ChangeContext(context.by, context.reason, context.proposal)
        )


def check_publication(live, *, by) -> None:
    """Raise unless this user may publish the record, and it is a candidate."""
    if kind_of(live).parent is not None:
        raise ValidationError(_("A child row is published with its record."))
    access.require_may_publish(live, by=by)
    access.require_in_force(live)
    if live.state != live.State.CANDIDATE:
        raise WrongState(_("Only a candidate can be published."))


def publish_candidate(live, change: ChangeContext) -> Outcome:
    """Publish a locked candidate."""
    mine = edited(live, {})
    mine.state = live.State.PUBLISHED
    mine.published_by, mine.published_at = change.by, timezone.now()
    mine.publish_policy = live.project.review_policy
    payload = {"policy": mine.publish_policy}
    revision = update(live, mine, change, kind=Revision.Kind.PUBLISH, payload=payload)
    return Outcome(mine, revision=revision)
