"""Preview a merge: what it would change. Reads only."""

from django.db import transaction

from ctplatform.curation.proposal_handlers.merge import lock_pair, taken_over
from ctplatform.curation.registry import children_of, kind_of, statement_kinds
from ctplatform.curation.rows import edited, snapshot
from ctplatform.curation.writing import access


@transaction.atomic
def preview_merge(record, into, *, by, choices=()) -> dict:
    """Return what `merge` with the same arguments would do; raises what it would raise.

    {"record", "into", "waits_for_review", "fields": {name: {"merged", "kept", "result"}}, "rows":
    {kind: {"merged", "kept", "same"}}, "statements": {kind: {"merged", "kept"}}, "along"}. `rows`
    counts child rows, and those with the same values in both; `along` is the number of records
    merged into this one before, which move along.
    """
    access.require_may_merge(record, by=by)
    gone, kept = lock_pair(record, into, by=by)
    mine = edited(kept, taken_over(gone, kept, choices), by=by)
    at_once = access.applies_at_once(gone) and access.applies_at_once(kept)
    return {
        "record": str(gone.pk),
        "into": str(kept.pk),
        "waits_for_review": not at_once,
        "fields": _fields(gone, kept, mine),
        "rows": {child.key: _rows(child, gone, kept) for child in children_of(kind_of(kept))},
        "statements": {each.key: _statements(each, gone, kept) for each in statement_kinds()},
        "along": len(gone.family_ids()) - 1,
    }


def _fields(gone, kept, mine) -> dict:
    theirs, ours, result = snapshot(gone), snapshot(kept), snapshot(mine)
    return {
        name: {"merged": theirs[name], "kept": ours[name], "result": result[name]}
        for name in kind_of(kept).editable
    }


def _rows(child, gone, kept) -> dict:
    theirs, ours = (_snapshots(child, record) for record in (gone, kept))
    same = sum(each in ours for each in theirs)
    return {"merged": len(theirs), "kept": len(ours), "same": same}


def _snapshots(child, record) -> list:
    rows = child.model._base_manager.filter(**{f"{child.parent}__in": record.family_ids()})
    return [snapshot(row) for row in rows.order_by("pk")]


def _statements(kind, gone, kept) -> dict:
    return {
        "merged": sum(kind.about(row).count() for row in _family(gone)),
        "kept": sum(kind.about(row).count() for row in _family(kept)),
    }


def _family(record):
    return type(record)._base_manager.filter(pk__in=record.family_ids())
