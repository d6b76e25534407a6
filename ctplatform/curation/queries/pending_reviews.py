"""Which reviewers a proposal awaits, in words; and whether there are enough of them."""

from collections import defaultdict

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from ctplatform.accounts.models import Membership, ReviewPolicy, Role, User
from ctplatform.curation.models import Proposal, Revision
from ctplatform.curation.registry import kind_of
from ctplatform.curation.writing.access import is_outdated

REVIEWERS = [role for role in Role if role.rank >= Role.REVIEWER.rank]
PUBLISH = Proposal.Kind.PUBLISH


def open_in(project):
    """The open proposals of a project, given by its id."""
    return Proposal.objects.filter(project=project, state=Proposal.State.OPEN)


def decidable(user, roots, project):
    """Open proposals about records of these kinds that this user sees and may decide on."""
    return undecided(user, open_in(project).visible_to(user, roots))


def undecided(user, rows):
    """The open proposals that this user may decide on: without a part in them that forbids it."""
    rows = rows.exclude(first_reviewer=user).exclude(Q(kind=PUBLISH), _edited_by(user))
    return rows.filter(~Q(author=user) | Q(policy=ReviewPolicy.OPEN))


def _edited_by(user):
    """Condition: the user wrote a revision of the record that a proposal is about."""
    about = Revision.objects.filter(root_type=OuterRef("root_type"), root_id=OuterRef("root_id"))
    return Exists(about.filter(by=user).exclude(kind=PUBLISH))


def deciders_of(proposals) -> dict:
    """{id of a proposal: ids of the reviewers who may decide}; two queries per reviewer."""
    found, ids = defaultdict(set), [each.pk for each in proposals]
    roots = {each.root_type for each in proposals}
    rows = Membership.objects.filter(
        project__in={each.project_id for each in proposals},
        role__in=REVIEWERS,
        user__is_active=True,
    )
    for row in rows.select_related("user"):
        row.user.remember_roles()
        its = decidable(row.user, roots, row.project_id).filter(pk__in=ids)
        for pk in its.values_list("pk", flat=True):
            found[pk].add(row.user_id)
    return found


def reviewers_of(proposal) -> list:
    """The members who may approve a proposal now: reviewers and above without a part in it."""
    return reviewers_by_proposal([proposal])[proposal.pk]


def reviewers_by_proposal(proposals) -> dict:
    """{id of a proposal: the members who may approve it}, for proposals about one record."""
    if not proposals:
        return {}
    members = [row.user for row in _reviewers(proposals[0].project_id)]
    editors = set()
    if any(each.is_publication for each in proposals):
        about = _editors(proposals[0].root_type, proposals[0].root_id)
        editors = set(about.values_list("by", flat=True))
    return {
        each.pk: [person for person in members if person.pk not in _involved(each, editors)]
        for each in proposals
    }


def _involved(proposal, editors):
    """The ids of users whose part in a proposal keeps them from approving it."""
    found = {proposal.author_id, *(editors if proposal.is_publication else ())}
    if approvals_missing(proposal) == 1:
        found.add(proposal.first_reviewer_id)
    return found


def publishers_of(candidate) -> list:
    """The members who may publish a candidate now: reviewers and above who did not edit it."""
    rows = _reviewers(candidate.project_id)
    if candidate.project.review_policy != ReviewPolicy.OPEN:
        editors = _editors(kind_of(candidate).key, candidate.pk)
        rows = rows.exclude(user=candidate.created_by_id).exclude(user__in=editors)
    return [row.user for row in rows]


def known_to(user, people, record=None) -> list:
    """Those of `people` whose names this user may see, and who may see the record themselves."""
    shown = User.objects.visible_to(user).filter(pk__in=[person.pk for person in people])
    ids = set(shown.values_list("pk", flat=True))
    found = [person for person in people if person.pk in ids]
    if getattr(record, "marking", "") in ("", "clear"):
        return found
    return [person for person in found if _sees(person, record)]


def _sees(person, record):
    return type(record).objects.visible_to(person).filter(pk=record.pk).exists()


def _reviewers(project):
    rows = Membership.objects.filter(project=project, role__in=REVIEWERS, user__is_active=True)
    return rows.select_related("user").order_by("user__username")


def _editors(key, pk):
    """The ids of users who wrote a revision of a record, except its publication."""
    return Revision.objects.filter(root_type=key, root_id=pk).exclude(kind=PUBLISH).values("by")


def approvals_missing(proposal) -> int:
    """How many approvals a proposal still lacks; an approval of an earlier state does not count."""
    given = proposal.first_reviewer_id is not None and not is_outdated(proposal)
    return proposal.approvals_needed - given


def approved_words(proposal) -> str:
    """The message after the first of two approvals: what happens next."""
    if proposal.is_publication:
        said = _("Approved. It is published once a second person has approved it as well.")
    else:
        said = _("Approved. It applies once a second person has approved it as well.")
    if reviewers_of(proposal):
        return said
    lacking = _("Nobody else here may: an owner makes somebody a reviewer in the settings.")
    return f"{said} {lacking}"


def review_words(proposal, *, user, record) -> str:
    """The message that a change awaits review, naming the members who can accept it."""
    people = known_to(user, reviewers_of(proposal), record)
    if not people:
        return _("Your change waits for review. A second person reads it.")
    names = ", ".join(person.get_full_name() for person in people)
    return _("Your change waits for review. These members can accept it: %s.") % names
