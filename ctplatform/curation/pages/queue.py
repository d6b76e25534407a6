"""What waits for whom."""

from dataclasses import dataclass

from django.db.models import Q
from django.urls import NoReverseMatch, reverse

from ctplatform.accounts import kinds
from ctplatform.accounts.models import ReviewPolicy, Role
from ctplatform.accounts.roles import has_role
from ctplatform.curation import registry
from ctplatform.curation.models import Proposal, Revision
from ctplatform.curation.pages.comparison import Words, label_of, lines
from ctplatform.curation.services.eyes import decidable, open_in, undecided
from ctplatform.curation.services.targets import conflicts_of, title_of, with_targets
from ctplatform.rest.keyset import BadCursor, Edge, Keyset, Page

SHOWN = 50
CANDIDATES = 20
PUBLISH = Proposal.Kind.PUBLISH
SHORT = 60  # characters of a change that still fit into the list


@dataclass
class Entry:
    """A proposal in the list: what it is about, what it changes, in a line each."""

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
    """One part of the queue, a page of it: what is shown, of how many, and the pages beside it."""

    entries: list[Entry]
    count: int
    page: Page


def parts(user, project) -> dict:
    """{part: proposals of a project without a decision yet}, the longest waiting first: those that
    this person may decide on, their own that wait for others or for an answer, and the rest."""
    rows = Proposal.objects.filter(project=project, state__in=Proposal.WAITING)
    rows = rows.seen_by(user).order_by("created", "id")
    may_decide = has_role(user, project, Role.REVIEWER)
    open_ones = undecided(user, open_in(project)) if may_decide else Proposal.objects.none()
    offered = Q(pk__in=open_ones.values("pk"))
    return {
        "review": rows.filter(offered),
        "own": rows.filter(~offered, author=user.pk),
        "others": rows.filter(~offered).exclude(author=user.pk),
    }


def for_review(user, project):
    """Open proposals that this person may decide on."""
    return parts(user, project)["review"]


def count_for_review(user, project) -> int:
    """How many they are: beside a link of every page, so by SQL that is made once."""
    if not has_role(user, project, Role.REVIEWER):
        return 0
    roots = open_in(project).roots()
    return kinds.count(user, decidable, roots, project=project.pk) if roots else 0


def to_publish(user, project) -> list:
    """The candidates that this person may publish, the oldest first: (kind, record, address)."""
    if not has_role(user, project, Role.REVIEWER):
        return []
    found = [
        (kind, record, page_of(record))
        for kind in registry.roots()
        for record in _candidates(kind, user, project).select_related("created_by")[:CANDIDATES]
    ]
    return sorted(found, key=lambda row: row[1].created)[:CANDIDATES]


def _candidates(kind, user, project):
    rows = kind.model._default_manager.visible_to(user).filter(
        project=project, state="candidate", merged_into=None
    )
    rows = rows.exclude(pk__in=offered(kind))  # these wait as proposals
    if project.review_policy == ReviewPolicy.OPEN:
        return rows.order_by("id")
    written = Revision.objects.filter(root_type=kind.key, by=user).values("root_id")
    return rows.exclude(created_by=user).exclude(pk__in=written).order_by("id")


def offered(kind):
    """The ids of candidates of a kind of which a proposal to publish them waits."""
    rows = Proposal.objects.filter(root_type=kind.key, kind=PUBLISH, state__in=Proposal.WAITING)
    return rows.values("root_id")


def page_of(record) -> str:
    """The address of a record's page, which is named as its kind; empty where it has none."""
    kind = registry.kind_of(record)
    try:
        return reverse(kind.key, args=[record.pk])
    except NoReverseMatch:
        return ""


def part_of(rows, user, *, size=None, cursor="", place="") -> Part:
    """Describe a page of proposals, the longest waiting first, in as many queries as for one.

    A cursor that is none of ours shows the first page; `place` is what an address keeps of it.
    """
    page = _page(rows.select_related("author").prefetch_related("evidence"), size or SHOWN, cursor)
    found = with_targets(page.rows)
    words = Words(found, user)
    entries = [
        Entry(
            row,
            title_of(row),
            _summary(row, words),
            len(conflicts_of(row)),
            len(row.evidence.all()),
            f"{reverse('proposal', args=[row.pk])}{place}",
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
    """A single short change with its values, else the names of the fields."""
    found = lines(row, words)
    if len(found) == 1 and row.kind == Proposal.Kind.CHANGE:
        line = found[0]
        text = f"{line.label}: {line.live_text or '–'} → {line.new_text or '–'}"  # noqa: RUF001
        if len(text) <= SHORT:
            return text
    names = ", ".join(label_of(row, name) for name in row.diff)
    if row.kind == Proposal.Kind.CHANGE and row.target_kind.parent is None:
        return names
    return f"{row.get_kind_display()}: {row.target_noun}"
