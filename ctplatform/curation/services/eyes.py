"""Whose eyes a proposal waits for, in words; and whether there are enough of them."""

from collections import defaultdict

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from ctplatform.accounts.models import Membership, ReviewPolicy, Role
from ctplatform.curation.models import Proposal, Revision
from ctplatform.curation.services.access import is_outdated

REVIEWERS = [role for role in Role if role.rank >= Role.REVIEWER.rank]
PUBLISH = Proposal.Kind.PUBLISH


def open_in(project):
    """The open proposals of a project, by its id."""
    return Proposal.objects.filter(project=project, state=Proposal.State.OPEN)


def decidable(user, roots, project):
    """Those about records of these kinds that this person sees, and need not leave to others."""
    return undecided(user, open_in(project).visible_to(user, roots))


def undecided(user, rows):
    """Those of open proposals that are not this person's own to wait for."""
    rows = rows.exclude(first_reviewer=user).exclude(Q(kind=PUBLISH), _edited_by(user))
    return rows.filter(~Q(author=user) | Q(policy=ReviewPolicy.OPEN))


def _edited_by(user):
    """The condition that somebody wrote a revision of the record that a proposal is about."""
    about = Revision.objects.filter(root_type=OuterRef("root_type"), root_id=OuterRef("root_id"))
    return Exists(about.filter(by=user).exclude(kind=PUBLISH))


def deciders_of(proposals) -> dict:
    """{proposal: the reviewers who may decide on it}, by ids; two queries for each reviewer."""
    found, ids = defaultdict(set), [each.pk for each in proposals]
    roots = {each.root_type for each in proposals}
    rows = Membership.objects.filter(
        project__in={each.project_id for each in proposals},
        role__in=REVIEWERS, user__is_active=True,
    )  # fmt: skip
    for row in rows.select_related("user"):
        row.user.remember_roles()
        its = decidable(row.user, roots, row.project_id).filter(pk__in=ids)
        for pk in its.values_list("pk", flat=True):
            found[pk].add(row.user_id)
    return found


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
