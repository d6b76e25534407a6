"""Load the live records of proposals, with one query per record type."""

from collections import defaultdict

from ctplatform.curation import diff
from ctplatform.curation.models import Proposal
from ctplatform.curation.proposal_handlers import handler_of
from ctplatform.curation.registry import kind_named
from ctplatform.curation.rows import snapshot


def with_targets(rows) -> list:
    """Set `.record` and `.root` (live rows, or None if missing) on proposals or revisions.

    `.root` is the top-level record; for such a record itself, both are the same row.
    """
    rows = list(rows)
    wanted = defaultdict(set)
    for row in rows:
        wanted[row.target_type].add(row.target_id)
        wanted[row.root_type].add(row.root_id)
    found = {
        (key, record.pk): record
        for key, ids in wanted.items()
        for record in kind_named(key).model._base_manager.filter(pk__in=ids)
    }
    for row in rows:
        row.root = found.get((row.root_type, row.root_id))
        row.record = found.get((row.target_type, row.target_id))
        if row.record is not None and row.target_kind.parent:
            setattr(row.record, row.target_kind.parent, row.root)
    return rows


def with_rivals(proposals, user) -> list:
    """Set `.rivals` on proposals: other waiting proposals that change one of their fields.

    One query for all of them; a decided proposal has none.
    """
    proposals = list(proposals)
    waiting = [each for each in proposals if each.is_waiting]
    found = defaultdict(list)
    rows = Proposal.objects.visible_to(user, {each.root_type for each in waiting}).filter(
        target_id__in={each.target_id for each in waiting}, state__in=Proposal.WAITING
    )
    for row in rows.select_related("author").order_by("created", "id") if waiting else ():
        found[row.target_type, row.target_id].append(row)
    for each in proposals:
        others = found[each.target_type, each.target_id] if each.is_waiting else ()
        each.rivals = [
            row for row in others if row.pk != each.pk and row.diff.keys() & each.diff.keys()
        ]
    return proposals


def title_of(row) -> str:
    """The title of the record of a proposal or a revision; call `with_targets` first."""
    return str(row.root_id) if row.root is None else row.target_kind.root.title_of(row.root)


def conflicts_of(proposal) -> diff.Diff:
    """Return the conflicts of a waiting proposal with its live record.

    `with_targets` has set `.record`.
    """
    if not proposal.is_waiting:
        return {}
    live = None if proposal.record is None else snapshot(proposal.record)
    return handler_of(proposal).conflicts(proposal, live)
