"""Publish candidates. One person publishes; some candidates need two approvals.

The first of two approvals files a proposal to publish the candidate, in the name of its creator;
the second applies it. So it is in the queue, and is discussed, returned and rejected like any
proposal.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from ctplatform.accounts.models import ReviewPolicy
from ctplatform.curation.errors import WrongState
from ctplatform.curation.models import Proposal, Revision
from ctplatform.curation.proposal_handlers import handler_of
from ctplatform.curation.proposal_handlers.publish import check_publication, publish_candidate
from ctplatform.curation.services.decisions import approve
from ctplatform.curation.services.proposal_filing import file_proposal
from ctplatform.curation.writing import access
from ctplatform.curation.writing.approval_rules import approval_reason_of
from ctplatform.curation.writing.changes import ChangeContext, Outcome
from ctplatform.curation.writing.conversations import notify_creator
from ctplatform.curation.writing.locks import lock
from ctplatform.curation.writing.publications import publication_of
from ctplatform.domain_errors import StaleVersion
from ctplatform.notifications.models import Notification


@transaction.atomic
def publish(record, *, by, reason="", expected_version=None, expected_changes=None) -> Outcome:
    """Publish a candidate: by a second person, unless the project's policy is open.

    If it needs two approvals, the outcome of the first has the `proposal` that awaits the second.
    `expected_version` is the version of the record that was read, and `expected_changes` the number
    of revisions of it and its rows. Raises PermissionDenied, StaleVersion, ValidationError and
    WrongState.
    """
    live = lock(record)
    check_publication(live, by=by)
    access.require_version(live, expected_version)
    if expected_changes not in (None, access.revisions_of(live)):
        raise StaleVersion
    if proposal := publication_of(live) or _offer_if_two_must_approve(live):
        context = handler_of(proposal).load(proposal, by=by, reason=reason)
        _require_no_request(context.proposal)
        return approve(context)
    outcome = publish_candidate(live, ChangeContext(by, reason))
    notify_creator(outcome.record, Notification.Kind.PUBLISHED, by=by)
    return outcome


def _offer_if_two_must_approve(live) -> Proposal | None:
    if live.project.review_policy == ReviewPolicy.OPEN or not approval_reason_of(live):
        return None
    return offer_publication(live)


def offer_publication(live, **why) -> Proposal:
    """File a proposal to publish a candidate, in the name of its creator.

    `why` are its reason, its evidence and its channel, if any (see `file_proposal`).
    """
    return file_proposal(
        Proposal.Kind.PUBLISH,
        live,
        {"state": {"from": live.State.CANDIDATE.value, "to": live.State.PUBLISHED.value}},
        by=live.created_by or Revision.objects.about(live).earliest("id").by,
        payload={"revisions": access.revisions_of(live)},
        **why,
    )


def _require_no_request(proposal):
    if proposal.state == Proposal.State.CHANGES_REQUESTED:
        text = _("Its author was asked for changes and submits it again on its proposal.")
        raise WrongState(text)
