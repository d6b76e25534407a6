"""A change of a child row changes its record: `version` and `updated` of the record move, too.

Users who do not see the row must not notice the change. So the record moves only if everybody who
sees it also sees the row, before or after the change (docs/decisions/0091).
"""

from collections import defaultdict

from django.db.models import F
from django.utils import timezone

from ctplatform.accounts.models import Visibility
from ctplatform.curation.registry import kind_of
from ctplatform.markings.levels import AMBER, CLEAR, GREEN


def move_record_versions(changes) -> list:
    """Move the versions of records after child rows were added, changed or removed.

    `changes` are (record, the row before and after): one for each record, without a state that does
    not exist. The caller holds the locks of the records. Personal rows are not an edit of the
    record; nor is a row that is the record itself, which has moved. Returns the records that moved.
    """
    moved = [root for root, rows in changes if _moves(root, rows)]
    by_model, now = defaultdict(list), timezone.now()
    for root in moved:
        root.version, root.updated = root.version + 1, now
        by_model[type(root)].append(root.pk)
    for model, ids in by_model.items():
        move_versions(model, ids, now)
    return moved


def _moves(root, rows) -> bool:
    kind = kind_of(rows[0])
    if kind.parent is None or kind.personal:
        return False
    return any(is_as_visible(row, root) for row in rows)


def move_versions(model, ids, moment) -> None:
    """Add one to the versions of records of one model."""
    rows = model._base_manager.filter(pk__in=ids)
    rows.update(version=F("version") + 1, updated=moment)


def is_as_visible(row, root) -> bool:
    """Whether everybody who sees a record sees this child row, or this row that it refers to."""
    model = type(row)
    if hasattr(model, "shown_only_if") or not _is_open(row, root):
        return False
    named = (getattr(row, name) for name in getattr(model, "visible_through", ()))
    if not all(each is None or each == root or is_as_visible(each, root) for each in named):
        return False
    for name, part in getattr(model, "hidden_with", {}).items():
        for each in getattr(row, name).exclude(**{part: None}).select_related(part):
            if not is_as_visible(getattr(each, part), root):
                return False
    return True


def _is_open(row, root) -> bool:
    """Whether project, embargo, marking and withheld columns of a row hide it from nobody."""
    if row.project_id not in (None, root.project_id):
        return False
    embargo = getattr(row, "embargo_until", None)
    if embargo and embargo > timezone.now():
        return False
    if getattr(row, "marking", CLEAR) not in _open_markings(root):
        return False
    withheld = getattr(type(row), "withheld", {})
    is_withheld = any(getattr(row, name) in values for name, values in withheld.items())
    return not is_withheld or _is_for_members(root)


def _open_markings(root) -> tuple:
    """The markings that hide nothing from users who see the record."""
    if _is_for_members(root):
        return (CLEAR, GREEN, AMBER)
    is_public = root.project.visibility == Visibility.PUBLIC
    is_for_all = is_public and getattr(root, "marking", CLEAR) == CLEAR
    return (CLEAR,) if is_for_all else (CLEAR, GREEN)


def _is_for_members(root) -> bool:
    return root.project.visibility == Visibility.PRIVATE
