"""The review of a candidate before it is published: its values and its child rows."""

from ctplatform.curation import diff
from ctplatform.curation.registry import children_of, kind_of
from ctplatform.curation.rows import snapshot


def show_all_values(proposal) -> None:
    """Make a waiting proposal to publish show all values of its record, in memory only.

    Call `with_targets` first.
    """
    if not proposal.is_publication or not proposal.is_waiting or not proposal.record:
        return
    values = snapshot(proposal.record)
    shown = {name: values[name] for name in proposal.target_kind.editable}
    proposal.diff = {
        name: step for name, step in diff.compare(None, shown).items() if step["to"] not in ({}, [])
    }


def rows_published_with(proposal, user) -> list[tuple]:
    """(plural name of the kind, rows) of the child rows that are published with a candidate.

    One query per kind of child row.
    """
    record = proposal.record
    if not proposal.is_publication or record is None:
        return []
    found = [_rows(child, record, user) for child in children_of(kind_of(record))]
    return [(words, rows) for words, rows in found if rows]


def _rows(child, record, user):
    columns = [name for name, column in child.columns.items() if column.is_relation]
    rows = child.model._default_manager.visible_to(user).select_related(child.parent, *columns)
    rows = rows.filter(**{f"{child.parent}__in": record.family_ids()}).order_by("pk")
    return str(child.model._meta.verbose_name_plural), list(rows)
