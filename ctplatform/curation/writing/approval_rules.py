"""Why a change needs two approvals, by the rules that the kinds of rows register."""

from collections import defaultdict
from operator import attrgetter

from ctplatform.curation.registry import children_of, kind_of
from ctplatform.curation.rows import snapshot
from ctplatform.curation.writing.access import root_of


def approval_reason_of(candidate):
    """Why publishing a candidate needs two approvals: its own values, or its child rows; or ""."""
    roots = dict.fromkeys(candidate.family_ids(), candidate.pk)
    return approval_reasons_of([candidate], roots).get(candidate.pk, "")


def approval_reasons_of(candidates, roots) -> dict:
    """{id: why} of the candidates of one kind that need two approvals.

    `roots` is {id in a candidate's family: the candidate's id}. One query per kind of child row.
    """
    kind, found = kind_of(candidates[0]), {}
    if kind.two_approvals_reason:
        found = {each.pk: kind.two_approvals_reason(None, snapshot(each)) for each in candidates}
    for child in filter(attrgetter("two_approvals_reason"), children_of(kind)):
        rows = child.model._base_manager.filter(**{f"{child.parent}__in": list(roots)})
        states = defaultdict(list)
        for row in rows.order_by("pk"):
            states[roots[getattr(row, f"{child.parent}_id")]].append(snapshot(row))
        for pk, snapshots in states.items():
            found[pk] = found.get(pk) or _reason_in_rows(child, snapshots)
    return {pk: why for pk, why in found.items() if why}


def _reason_in_rows(child, snapshots):
    for each in snapshots:
        if why := child.two_approvals_reason(None, each):
            return why
    return (
        child.two_approvals_reason_of_rows(snapshots) if child.two_approvals_reason_of_rows else ""
    )


def reason_in_rows_together(row, after, others=None) -> str:
    """Why the rows of a record together need two approvals with one of them as `after`; or "".

    `others` are the snapshots of the other rows, from `other_rows`, where they are loaded.
    """
    kind = kind_of(row)
    if kind.two_approvals_reason_of_rows is None:
        return ""
    found = other_rows([row])[row.pk] if others is None else others
    return kind.two_approvals_reason_of_rows([*found, after] if after else found)


def other_rows(rows) -> dict:
    """{id of a child row: snapshots of the other rows of its record}, where a rule reads them.

    The rows are of different records. Two queries for each kind.
    """
    by_kind = defaultdict(list)
    for row in rows:
        if kind_of(row).two_approvals_reason_of_rows:
            by_kind[kind_of(row)].append(row)
    found = {}
    for kind, some in by_kind.items():
        own = {root_of(row).pk: row for row in some}
        merged = kind.root.model._base_manager.filter(merged_into__in=own)
        root_of_id = dict(merged.values_list("pk", "merged_into")) | {pk: pk for pk in own}
        found |= {row.pk: [] for row in some}
        stored = kind.model._base_manager.filter(**{f"{kind.parent}__in": [*root_of_id]})
        for each in stored.order_by("pk"):
            row = own[root_of_id[getattr(each, f"{kind.parent}_id")]]
            if each.pk != row.pk:
                found[row.pk].append(snapshot(each))
    return found
