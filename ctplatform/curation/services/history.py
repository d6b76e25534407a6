"""Revert a change by another change: the history is only added to."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ctplatform.curation import diff
from ctplatform.curation.errors import Conflict, WrongState
from ctplatform.curation.models import Revision
from ctplatform.curation.rows import edited, snapshot
from ctplatform.curation.services.merging import revert_merge, revert_unmerge
from ctplatform.curation.services.records import settle, settle_new, withdraw_record
from ctplatform.curation.services.splitting import revert_split
from ctplatform.curation.writing import access
from ctplatform.curation.writing.changes import Outcome, lock_row, locked, next_version

Kind = Revision.Kind
OF_SEVERAL = {
    Kind.MERGE: revert_merge,
    Kind.UNMERGE: revert_unmerge,
    Kind.SPLIT: revert_split,
}
"""How changes of several records are reverted."""


@transaction.atomic
def revert(revision: Revision, *, by, reason) -> Outcome:
    """Revert one revision, at once or as a proposal, depending on the record's state.

    Raises PermissionDenied, ValidationError (a publication cannot be reverted, only withdrawn), and
    Conflict where a field of the revision has changed again since.
    """
    if undo := OF_SEVERAL.get(revision.kind):
        return undo(revision, by=by, reason=reason)
    kind = revision.target_kind
    removed = kind.parent and revision.kind == Revision.Kind.WITHDRAW
    record = _bygone(revision, by) if removed else locked(kind, revision.target_id)
    access.require_may_change(record, by=by)
    access.require_reason(reason)
    if revision.kind == Revision.Kind.PUBLISH:
        raise ValidationError(_("A publication is not reverted; withdraw the record instead."))
    undo = diff.invert(revision.diff)
    now = None if removed else snapshot(record)
    if revision.kind == Revision.Kind.CREATE:
        return _withdrawn(record, undo, now, by=by, reason=reason)
    if moved := diff.conflicts(undo, now):
        raise Conflict(moved)
    if "state" not in undo:
        access.require_in_force(access.root_of(record))
    after = diff.apply(undo, now)
    mine = edited(record, {name: after[name] for name in undo})
    if removed:
        return settle_new(mine, by=by, reason=reason)
    return settle(record, mine, by=by, reason=reason)


def _bygone(revision, by):
    """Return a removed child row, unsaved, with its parent locked."""
    kind = revision.target_kind
    if kind.model._base_manager.filter(pk=revision.target_id).exists():
        raise WrongState(_("This row is there again."))
    record = kind.model(pk=revision.target_id, created_by=revision.by if kind.personal else by)
    setattr(record, kind.parent, lock_row(kind.root.model, revision.root_id))
    record.version = next_version(kind, record.pk)
    return record


def _withdrawn(record, undo, now, *, by, reason):
    """Revert a creation by withdrawing; Conflict if any value has changed since."""
    undo.pop("state", None)
    if moved := diff.conflicts(undo, now):
        raise Conflict(moved)
    return withdraw_record(record, by=by, reason=reason)
