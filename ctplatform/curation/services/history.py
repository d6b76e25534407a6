"""Revert a change by another change: the history is only added to."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ctplatform.curation import diff
from ctplatform.curation.errors import FieldConflict, WrongState
from ctplatform.curation.models import Revision
from ctplatform.curation.rows import edited, snapshot
from ctplatform.curation.services.merging import revert_merge, revert_unmerge
from ctplatform.curation.services.records import settle, settle_new, withdraw_record
from ctplatform.curation.services.splitting import revert_split
from ctplatform.curation.writing import access
from ctplatform.curation.writing.changes import Outcome
from ctplatform.curation.writing.locks import lock_row, locked, next_version


@transaction.atomic
def revert(revision: Revision, *, by, reason) -> Outcome:
    """Revert one revision, at once or as a proposal, depending on the record's state.

    Raises PermissionDenied, ValidationError (a publication cannot be reverted, only withdrawn), and
    FieldConflict where a field of the revision has changed again since.
    """
    return REVERTS[revision.kind](revision, by=by, reason=reason)


def _revert_change(revision, *, by, reason) -> Outcome:
    record = _locked_for(revision, by, reason)
    return settle(record, _with_undone(revision, record, snapshot(record)), by=by, reason=reason)


def _revert_withdrawal(revision, *, by, reason) -> Outcome:
    if revision.target_kind.parent is None:
        return _revert_change(revision, by=by, reason=reason)
    record = _removed_row(revision, by)
    access.require_may_change(record, by=by)
    access.require_reason(reason)
    return settle_new(_with_undone(revision, record, None), by=by, reason=reason)


def _revert_creation(revision, *, by, reason) -> Outcome:
    """Withdraw the record; FieldConflict if any value has changed since."""
    record = _locked_for(revision, by, reason)
    undo = diff.invert(revision.diff)
    undo.pop("state", None)
    if conflicts := diff.conflicts(undo, snapshot(record)):
        raise FieldConflict(conflicts)
    return withdraw_record(record, by=by, reason=reason)


def _refuse_publication(revision, *, by, reason) -> Outcome:
    _locked_for(revision, by, reason)
    raise ValidationError(_("A publication is not reverted; withdraw the record instead."))


THERE_AGAIN = gettext_lazy("This row is there again.")
REVERTS = {
    Revision.Kind.CREATE: _revert_creation,
    Revision.Kind.CHANGE: _revert_change,
    Revision.Kind.WITHDRAW: _revert_withdrawal,
    Revision.Kind.PUBLISH: _refuse_publication,
    Revision.Kind.MERGE: revert_merge,
    Revision.Kind.UNMERGE: revert_unmerge,
    Revision.Kind.SPLIT: revert_split,
}


def _locked_for(revision, by, reason):
    """Return the locked row of a revision that this user may revert."""
    record = locked(revision.target_kind, revision.target_id)
    access.require_may_change(record, by=by)
    access.require_reason(reason)
    return record


def _with_undone(revision, record, now):
    """Return an unsaved copy of the row as it was before the revision; `now` is its snapshot."""
    return edited(record, values_before(revision, record, now))


def values_before(revision, record, now) -> dict:
    """The values that a revision changed, as they were; FieldConflict if they changed since."""
    undo = diff.invert(revision.diff)
    if conflicts := diff.conflicts(undo, now):
        raise FieldConflict(conflicts)
    if "state" not in undo:
        access.require_in_force(access.root_of(record))
    after = diff.apply(undo, now)
    return {name: after[name] for name in undo}


def _removed_row(revision, by):
    """Return a removed child row, unsaved, with its parent locked."""
    kind = revision.target_kind
    if kind.model._base_manager.filter(pk=revision.target_id).exists():
        raise WrongState(THERE_AGAIN)
    root = lock_row(kind.root.model, revision.root_id)
    return blank_row(revision, root, next_version(kind, revision.target_id), by=by)


def blank_row(revision, root, version, *, by):
    """Return the unsaved row that a revision removed, without its values."""
    kind = revision.target_kind
    record = kind.model(pk=revision.target_id, created_by=revision.by if kind.personal else by)
    setattr(record, kind.parent, root)
    record.version = version
    return record
