"""Take a change back through the same door: the history only grows."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ctplatform.curation import diff
from ctplatform.curation.errors import Conflict, WrongState
from ctplatform.curation.models import Revision
from ctplatform.curation.rows import edited, snapshot
from ctplatform.curation.services import access
from ctplatform.curation.services.merging import revert_merge, revert_unmerge
from ctplatform.curation.services.records import settle, settle_new, withdraw_record
from ctplatform.curation.services.splitting import revert_split
from ctplatform.curation.services.writing import Outcome, lock_row, locked, next_version

Kind = Revision.Kind
OF_SEVERAL = {
    Kind.MERGE: revert_merge,
    Kind.UNMERGE: revert_unmerge,
    Kind.SPLIT: revert_split,
}
"""How the acts on more than one record are taken back."""


@transaction.atomic
def revert(revision: Revision, *, by, reason) -> Outcome:
    """Undo one revision: at once or as a proposal, as the record's state demands.

    Raises PermissionDenied, ValidationError (a publication is not undone but withdrawn), and
    Conflict where a field that the revision set has changed again since.
    """
    if undo := OF_SEVERAL.get(revision.kind):
        return undo(revision, by=by, reason=reason)
    kind = revision.target_kind
    removed = kind.parent and revision.kind == Revision.Kind.WITHDRAW
    record = _bygone(revision, by) if removed else locked(kind, revision.target_id)
    access.require_may_change(record, by=by)
    access.require_reason(reason)
    if revision.kind == Revision.Kind.PUBLISH:
        raise ValidationError(_("A publication is not taken back; withdraw the record instead."))
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
    """Return the unsaved row that a removal took away, under its locked parent."""
    kind = revision.target_kind
    if kind.model._base_manager.filter(pk=revision.target_id).exists():
        raise WrongState(_("This row is there again."))
    record = kind.model(pk=revision.target_id, created_by=by)
    setattr(record, kind.parent, lock_row(kind.root.model, revision.root_id))
    record.version = next_version(kind, record.pk)
    return record


def _withdrawn(record, undo, now, *, by, reason):
    """To undo a creation is to withdraw; for a child row only while it is as it was made."""
    undo.pop("state", None)
    if moved := diff.conflicts(undo, now):
        raise Conflict(moved)
    return withdraw_record(record, by=by, reason=reason)
