"""Review of a candidate before it is published: discuss it, or send it back with a reason.

Both file a proposal to publish it, in the name of its creator, unless one is waiting already. From
then on it is discussed, amended, published or rejected like any proposal.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import require_role
from ctplatform.curation.errors import WrongState
from ctplatform.curation.models import Proposal
from ctplatform.curation.services.decisions import request_changes
from ctplatform.curation.services.publishing import offer_publication
from ctplatform.curation.writing import access
from ctplatform.curation.writing.conversations import comment_on
from ctplatform.curation.writing.locks import lock
from ctplatform.curation.writing.publications import publication_of
from ctplatform.domain_errors import StaleVersion


@transaction.atomic
def send_back(record, *, by, reason, expected_version=None, expected_changes=None) -> Proposal:
    """Request changes of a candidate from its author; return the proposal that awaits them.

    Anyone who may publish it may send it back. `expected_version` and `expected_changes` are as in
    `publish`. Raises PermissionDenied, StaleVersion, ValidationError naming `reason`, WrongState.
    """
    live = _candidate(record)
    access.require_may_publish(live, by=by)
    access.require_version(live, expected_version)
    if expected_changes not in (None, access.revisions_of(live)):
        raise StaleVersion
    return request_changes(_publication(live), by=by, reason=reason)


@transaction.atomic
def discuss(record, text, *, by) -> Proposal:
    """Comment on a candidate before it is published; return the proposal with the comments.

    Needs the role of annotator. Raises PermissionDenied, ValidationError naming `text`, WrongState.
    """
    live = _candidate(record)
    require_role(by, live.project, Role.ANNOTATOR)
    proposal = _publication(live)
    comment_on(proposal, text, by=by)
    return proposal


@transaction.atomic
def offer_for_publication(
    record, *, by, reason="", evidence=(), channel=Proposal.Channel.DIRECT
) -> Proposal:
    """File a proposal to publish one's own candidate, so that it is in the review queue.

    Returns the waiting one if there is one already. Raises PermissionDenied, ValidationError and
    WrongState.
    """
    live = _candidate(record)
    access.require_may_change(live, by=by)
    why = {"reason": reason, "evidence": evidence, "channel": channel}
    return publication_of(live) or offer_publication(live, **why)


def _candidate(record):
    live = lock(record)
    access.require_own_project(live)
    access.require_in_force(live)
    if live.state != live.State.CANDIDATE:
        raise WrongState(_("Only a candidate is reviewed before it is published."))
    return live


def _publication(live) -> Proposal:
    return publication_of(live) or offer_publication(live)
