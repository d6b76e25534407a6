"""Merge two records into one, and undo it: applied at once, or proposed."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ctplatform.curation import diff
from ctplatform.curation.errors import FieldConflict, WrongState
from ctplatform.curation.models import Revision
from ctplatform.curation.proposal_handlers.merge import lock_pair, merge_records, taken_over
from ctplatform.curation.proposal_handlers.unmerge import (
    last_merge,
    require_merged,
    unmerge_records,
)
from ctplatform.curation.rows import edited, snapshot
from ctplatform.curation.services.proposal_filing import file_proposal
from ctplatform.curation.services.records import change_of
from ctplatform.curation.writing import access
from ctplatform.curation.writing.changes import Outcome
from ctplatform.curation.writing.locks import lock_row

MERGE, UNMERGE = Revision.Kind.MERGE, Revision.Kind.UNMERGE


@transaction.atomic
def merge(
    record, into, *, by, choices=(), reason="", evidence=(), expected_version=None, returns=None
) -> Outcome:
    """Merge `record` into `into`; `choices` names the fields whose values `into` takes over.

    At once where both are candidates or the policy is open, else as a proposal about `into`.
    `returns` is the revision of a split that this merge undoes. Raises PermissionDenied,
    StaleVersion, ValidationError, WrongState.
    """
    access.require_may_merge(record, by=by)
    gone, kept = lock_pair(record, into, by=by)
    access.require_version(gone, expected_version)
    mine = edited(kept, taken_over(gone, kept, choices), by=by)
    change = change_of(kept, by, reason, evidence)
    payload = {"merges": str(gone.pk)} | ({"returns": str(returns.pk)} if returns else {})
    if access.applies_at_once(gone) and access.applies_at_once(kept):
        return Outcome(mine, revision=merge_records(gone, kept, mine, change, payload))
    return _file(MERGE, kept, mine, payload, change, evidence)


@transaction.atomic
def unmerge(record, *, by, restore=False, reason="", evidence=(), expected_version=None) -> Outcome:
    """Undo a merge; the records that the merged one brought along are merged into it again.

    With `restore` the survivor reverts the values that it took over. Raises FieldConflict where one
    of them has changed since, PermissionDenied, StaleVersion, WrongState.
    """
    access.require_may_merge(record, by=by)
    gone, kept = _merged_pair(record)
    access.require_version(gone, expected_version)
    mine = edited(kept, _values_before(gone, kept) if restore else {})
    change = change_of(kept, by, reason, evidence)
    payload = {"releases": str(gone.pk)}
    if access.applies_at_once(gone) and access.applies_at_once(kept):
        return Outcome(gone, revision=unmerge_records(gone, kept, mine, change, payload))
    return _file(UNMERGE, kept, mine, payload, change, evidence)


def revert_merge(revision, *, by, reason) -> Outcome:
    """Undo a merge from either of its two revisions; from the survivor's, its values as well."""
    survivors = revision.payload and "merges" in revision.payload
    pk = UUID(revision.payload["merges"]) if survivors else revision.target_id
    model = revision.target_kind.model
    access.require_reason(reason)
    return unmerge(lock_row(model, pk), by=by, restore=bool(survivors), reason=reason)


def revert_unmerge(revision, *, by, reason):
    """Refuse to revert an undone merge: the records must be merged again, with new choices."""
    raise ValidationError(_("To undo this, merge the two records again."))


def _file(kind, kept, mine, payload, change, evidence) -> Outcome:
    changes = diff.compare(snapshot(kept), snapshot(mine))
    why = {"by": change.by, "reason": change.reason, "evidence": evidence}
    return Outcome(kept, file_proposal(kind, kept, changes, payload=payload, **why))


def _merged_pair(record):
    model = type(record)
    into = model._base_manager.values_list("merged_into", flat=True).filter(pk=record.pk).first()
    if into is None:
        raise WrongState(_("This record is not merged into another."))
    kept, gone = lock_row(model, into), lock_row(model, record.pk)
    require_merged(gone, kept)
    return gone, kept


def _values_before(gone, kept) -> dict:
    """The values that `kept` had before the merge of `gone` changed them."""
    revision = last_merge(kept, lambda step: step.get("merges") == str(gone.pk))
    changes, now = diff.invert(revision.diff if revision else {}), snapshot(kept)
    if conflicts := diff.conflicts(changes, now):
        raise FieldConflict(conflicts)
    after = diff.apply(changes, now)
    return {name: after[name] for name in changes}
