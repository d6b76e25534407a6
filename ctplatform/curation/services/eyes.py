"""Whose eyes a proposal waits for, in words; and whether there are enough of them."""

from django.utils.translation import gettext as _

from ctplatform.accounts.models import Membership, Role
from ctplatform.curation.models import Proposal, Revision
from ctplatform.curation.services.access import is_outdated

REVIEWERS = [role for role in Role if role.rank >= Role.REVIEWER.rank]
PUBLISH = Proposal.Kind.PUBLISH


def reviewers_of(proposal) -> list:
    """The members who may approve a proposal now: reviewers and above who have no part in it."""
    rows = Membership.objects.filter(
        project=proposal.project, role__in=REVIEWERS, user__is_active=True
    )
    rows = rows.exclude(user=proposal.author).select_related("user")
    if proposal.kind == PUBLISH:
        about = Revision.objects.filter(root_type=proposal.root_type, root_id=proposal.root_id)
        rows = rows.exclude(user__in=about.exclude(kind=PUBLISH).values("by"))
    given = proposal.first_reviewer_id if approvals_missing(proposal) == 1 else None
    return [row.user for row in rows if row.user_id != given]


def approvals_missing(proposal) -> int:
    """How many approvals a waiting proposal still needs; those of an earlier state do not count."""
    given = proposal.first_reviewer_id is not None and not is_outdated(proposal)
    return proposal.approvals_needed - given


def approved_words(proposal) -> str:
    """What the first of two approvals came to, and what it waits for."""
    if proposal.kind == PUBLISH:
        said = _("Approved. It is published once a second person has approved it as well.")
    else:
        said = _("Approved. It applies once a second person has approved it as well.")
    if reviewers_of(proposal):
        return said
    lacking = _("Nobody else here may: an owner makes somebody a reviewer in the settings.")
    return f"{said} {lacking}"
