"""Who is awaited in the review of a project, and for how many proposals."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import BooleanField, Case, Q, When
from django.utils import timezone

from ctplatform.access.visibility import has_field
from ctplatform.accounts.models import Membership, ReviewPolicy
from ctplatform.curation import registry
from ctplatform.curation.models import Proposal, Revision
from ctplatform.curation.queries.pending_reviews import REVIEWERS
from ctplatform.markings.levels import RED
from ctplatform.pages.pending_work import LONG

READ = 2000
"""Proposals that are read, those that wait longest."""

COLUMNS = (
    "state",
    "kind",
    "policy",
    "root_id",
    "author",
    "author__name",
    "author__username",
    "first_reviewer",
    "created",
    "last_act",
    "is_restricted",
)

PUBLISH = Proposal.Kind.PUBLISH


@dataclass
class Awaited:
    """What waits for one member: proposals to decide on, and own ones that came back."""

    name: str
    to_decide: int = 0
    to_answer: int = 0
    oldest: datetime | None = None

    @property
    def is_overdue(self) -> bool:
        return timezone.now() - self.oldest > LONG

    def add(self, name, since):
        """Add a proposal that waits since a moment to the number of that name."""
        setattr(self, name, getattr(self, name) + 1)
        self.oldest = min(self.oldest or since, since)


@dataclass
class Waiting:
    """The `people` who are awaited, who waits longest first.

    `nobody` proposals can be decided by no member; `restricted` ones are about records that few
    members see, and are not counted for anybody. `is_cut` if only the oldest READ were read;
    `since` are the moments of those, the oldest first.
    """

    people: list[Awaited]
    since: list[datetime]
    nobody: int = 0
    restricted: int = 0
    is_cut: bool = False
    read = READ


def awaited_people(user, project, roots) -> Waiting:
    """Who is awaited by the proposals that the user sees, in a fixed number of queries.

    `roots` are the record types that they are about.
    """
    proposals = list(_waiting(user, project, roots)) if roots else []
    since = [each.created for each in proposals]
    found = Waiting([], since, is_cut=len(proposals) == READ)
    people, reviewers = {}, _reviewers(project) if proposals else {}
    edited = _editors([each for each in proposals if each.kind == PUBLISH])
    for proposal in proposals:
        if proposal.state == Proposal.State.CHANGES_REQUESTED:
            name = proposal.author__name or proposal.author__username
            _of(people, proposal.author, name).add("to_answer", proposal.last_act)
        elif proposal.is_restricted:
            found.restricted += 1
        elif able := reviewers.keys() - _kept_out(proposal, edited):
            for pk in able:
                _of(people, pk, reviewers[pk]).add("to_decide", proposal.created)
        else:
            found.nobody += 1
    found.people = sorted(people.values(), key=lambda each: (each.oldest, each.name))
    return found


def _waiting(user, project, roots):
    """The COLUMNS of the waiting proposals that the user sees, the oldest first."""
    rows = Proposal.objects.filter(project=project, state__in=Proposal.WAITING)
    rows = rows.visible_to(user, roots).annotate(is_restricted=_is_restricted(roots))
    return rows.order_by("created", "id").values_list(*COLUMNS, named=True)[:READ]


def _of(people, pk, name) -> Awaited:
    return people.setdefault(pk, Awaited(name))


def _reviewers(project) -> dict:
    """{id: name} of the active members who may decide on proposals."""
    rows = Membership.objects.filter(project=project, role__in=REVIEWERS, user__is_active=True)
    return {row.user_id: str(row.user) for row in rows.select_related("user")}


def _editors(proposals) -> dict:
    """{record: ids of the users who wrote it} of candidates that are offered for publication."""
    found = defaultdict(set)
    if not proposals:
        return found
    rows = Revision.objects.filter(root_id__in={each.root_id for each in proposals})
    for root, by in rows.exclude(kind=PUBLISH).values_list("root_id", "by").distinct().order_by():
        found[root].add(by)
    return found


def _kept_out(proposal, edited) -> set:
    """The ids of users whose part in a proposal keeps them from deciding (see `undecided`)."""
    found = {proposal.first_reviewer}
    if proposal.policy != ReviewPolicy.OPEN:
        found.add(proposal.author)
    return found | edited[proposal.root_id] if proposal.kind == PUBLISH else found


def _is_restricted(roots):
    """Whether a proposal's record is hidden from some reviewers, by its marking or an embargo."""
    found = Q(pk__in=[])
    for kind in map(registry.kind_named, roots):
        hidden = Q(pk__in=[])
        if has_field(kind.model, "marking"):
            hidden |= Q(marking=RED)
        if has_field(kind.model, "embargo_until"):
            hidden |= Q(embargo_until__gt=timezone.now())
        rows = kind.model._base_manager.filter(hidden).order_by()
        found |= Q(root_type=kind.key, root_id__in=rows.values("pk"))
    return Case(When(found, then=True), default=False, output_field=BooleanField())
