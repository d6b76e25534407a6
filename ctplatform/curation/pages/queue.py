"""The review queue: which proposals await which user, and candidates to publish."""

import json
from dataclasses import dataclass

from django.db.models import Q, Subquery, TextField
from django.db.models.functions import Cast, JSONObject
from django.urls import NoReverseMatch, reverse

from ctplatform.access.visibility import CompiledForUser
from ctplatform.accounts.models import Project, ReviewPolicy, Role
from ctplatform.accounts.roles import has_role
from ctplatform.curation import registry
from ctplatform.curation.models import Proposal, Revision
from ctplatform.curation.pages.comparison import Words, label_of, lines
from ctplatform.curation.proposal_handlers import handler_of
from ctplatform.curation.queries.pending_reviews import decidable, open_in, undecided
from ctplatform.curation.queries.targets import conflicts_of, title_of, with_targets
from ctplatform.rest.paging.keyset import BadCursor, Edge, Keyset, Page

SHOWN = 50
CANDIDATES = 20
PUBLISH = Proposal.Kind.PUBLISH
SHORT = 60  # maximum length, in characters, of a change shown in the list


@dataclass
class QueuedProposal:
    """A proposal in the list: its record and its changes, in one line each."""

    proposal: Proposal
    title: str
    summary: str
    conflicts: int
    passages: int
    url: str
    error: str = ""
    is_ticked: bool = False


@dataclass
class Part:
    """One page of a part of the queue: its entries, the size of the part, adjacent pages."""

    entries: list[QueuedProposal]
    count: int
    page: Page


def waiting_in(project):
    """The proposals of a project without a decision yet."""
    return Proposal.objects.filter(project=project, state__in=Proposal.WAITING)


def parts(user, project, roots=None) -> dict:
    """{part: undecided proposals of a project}, oldest first.

    The parts are "review" (this user may decide), "own" (theirs, awaiting others or an answer), and
    "others". `roots` are the keys of the record kinds that they are about, if the caller has them
    already.
    """
    rows = waiting_in(project)
    rows = rows.visible_to(user, rows.roots() if roots is None else roots)
    rows = rows.order_by("created", "id")
    may_decide = has_role(user, project, Role.REVIEWER)
    open_ones = undecided(user, open_in(project)) if may_decide else Proposal.objects.none()
    offered = Q(pk__in=open_ones.values("pk"))
    return {
        "review": rows.filter(offered),
        "own": rows.filter(~offered, author=user.pk),
        "others": rows.filter(~offered).exclude(author=user.pk),
    }


def for_review(user, project):
    """The open proposals that this user may decide on."""
    return parts(user, project)["review"]


def count_for_review(user, project, roots=None) -> int:
    """The number of proposals in `for_review`.

    Every page shows it. `roots` as for `parts`.
    """
    if not has_role(user, project, Role.REVIEWER):
        return 0
    roots = open_in(project).roots() if roots is None else roots
    return decidable(user, roots, project.pk).count() if roots else 0


def to_publish(user, project) -> list:
    """The candidates that this user may publish, oldest first: (kind, record, address)."""
    if not has_role(user, project, Role.REVIEWER):
        return []
    policy, found = project.review_policy, []
    for kind in _kinds_to_publish(user, project):
        rows = _candidates(kind, user, project, policy).select_related("created_by")
        found += [(kind, record, page_of(record)) for record in rows[:CANDIDATES]]
    return sorted(found, key=lambda row: row[1].created)[:CANDIDATES]


def _kinds_to_publish(user, project):
    """The kinds of which there are candidates that this user may publish, in one query."""
    shape = user, _first_candidates, project.review_policy
    firsts = CompiledForUser(*shape, output_field=TextField(), project=project.pk)
    found = json.loads(Project.objects.values_list(firsts).get(pk=project.pk)[0])
    return [kind for kind in registry.roots() if found[kind.key]]


def _first_candidates(user, policy, project):
    """The expression of `_kinds_to_publish`: {kind: the first candidate, or null} as JSON."""
    rows = {kind.key: _candidates(kind, user, project, policy) for kind in registry.roots()}
    firsts = {key: Subquery(found.values("pk")[:1]) for key, found in rows.items()}
    return Cast(JSONObject(**firsts), TextField())


def count_to_publish(user, project) -> int:
    """The number of candidates of all kinds that this user may publish."""
    if not has_role(user, project, Role.REVIEWER):
        return 0
    first, *others = (
        _candidates(kind, user, project, project.review_policy).order_by().values("pk")
        for kind in registry.roots()
    )
    return first.union(*others, all=True).count()


def _candidates(kind, user, project, policy):
    """The candidates of a kind that this user may publish, in a project (or its id)."""
    rows = kind.model._default_manager.visible_to(user).filter(
        project=project, state="candidate", merged_into=None
    )
    rows = rows.exclude(pk__in=offered(kind))  # those appear as proposals
    if policy == ReviewPolicy.OPEN:
        return rows.order_by("id")
    written = Revision.objects.filter(root_type=kind.key, by=user)
    written = written.exclude(target_type__in=registry.personal_keys()).values("root_id")
    return rows.exclude(created_by=user).exclude(pk__in=written).order_by("id")


def offered(kind):
    """The ids of the candidates of a kind with a waiting proposal to publish them."""
    rows = Proposal.objects.filter(root_type=kind.key, kind=PUBLISH, state__in=Proposal.WAITING)
    return rows.values("root_id")


def page_of(record) -> str:
    """The address of a record's page, named after its kind; "" where it has none."""
    kind = registry.kind_of(record)
    try:
        return reverse(kind.key, args=[record.pk])
    except NoReverseMatch:
        return ""


def part_of(rows, user, *, size=None, cursor="", query="") -> Part:
    """Describe one page of proposals, oldest first, with the same number of queries for any size.

    An invalid cursor shows the first page; `query` is the query string that keeps the page.
    """
    page = _page(rows.select_related("author").prefetch_related("evidence"), size or SHOWN, cursor)
    found = with_targets(page.rows)
    words = Words(found, user)
    entries = [
        QueuedProposal(
            row,
            title_of(row),
            _summary(row, words),
            len(conflicts_of(row)),
            len(row.evidence.all()),
            f"{reverse('proposal', args=[row.pk])}{query}",
        )
        for row in found
    ]
    return Part(entries, rows.count() if page.next or page.previous else len(entries), page)


def _page(rows, size, cursor):
    keyset = Keyset("created", descending=False)
    try:
        page = keyset.page(rows, size, Edge.read(cursor) if cursor else None)
    except BadCursor:
        return keyset.page(rows, size)
    return keyset.page(rows, size) if page.is_past_the_end else page


def _summary(row, words) -> str:
    """The values of a single short change, else the names of the changed fields."""
    found, is_change = lines(row, words), handler_of(row).is_field_change
    if len(found) == 1 and is_change:
        line = found[0]
        text = f"{line.label}: {line.live_text or '–'} → {line.new_text or '–'}"  # noqa: RUF001
        if len(text) <= SHORT:
            return text
    names = ", ".join(label_of(row, name) for name in row.diff)
    if is_change and row.target_kind.parent is None:
        return names
    return f"{row.get_kind_display()}: {row.target_noun}"
