"""Split a record in two, the reverse of a merge. Only the rows that are named move.

The new record is a candidate, as every new record is. Undoing a split merges it back and returns
the rows that it moved.
"""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ctplatform.curation.errors import WrongState
from ctplatform.curation.models import Revision
from ctplatform.curation.registry import kind_of
from ctplatform.curation.rows import cleared_values, edited, snapshot
from ctplatform.curation.services.merging import merge
from ctplatform.curation.services.proposal_filing import filed
from ctplatform.curation.services.records import act_on, editable
from ctplatform.curation.writing import access, statements
from ctplatform.curation.writing.changes import (
    ChangeContext,
    Outcome,
    insert,
    lock,
    lock_row,
    update,
)

SPLIT = Revision.Kind.SPLIT


@transaction.atomic
def split(record, values, *, by, move=(), reason="", evidence=(), expected_version=None) -> Outcome:
    """Make a second record of a part of one: a candidate with the same fields, except `values`.

    `move` are the ids of child rows and statements that move to the new record. At once or as a
    proposal, depending on the record's state; the outcome has the new record where it was made.
    Raises PermissionDenied, Stale, ValidationError, WrongState.
    """
    live = lock(record)
    access.require_may_merge(live, by=by)
    access.require_version(live, expected_version)
    if kind_of(live).parent is not None:
        raise ValidationError(_("A child row is not split; add another."))
    access.require_in_force(live)
    new = _second(live, editable(kind_of(live), values), by=by)
    payload = {"into": str(new.pk), "values": snapshot(new), "moved": statements.found(live, move)}
    if access.applies_at_once(live):
        act = act_on(live, by, reason, evidence)
        return Outcome(new, revision=_split(live, new, act, payload))
    return Outcome(
        live, filed(SPLIT, live, {}, by=by, reason=reason, evidence=evidence, payload=payload)
    )


def carry_out_split(proposal):
    """Apply an accepted proposal to split; rows that left the record since stay where they are."""
    live = lock_row(proposal.target_kind.model, proposal.target_id)
    access.require_in_force(live)
    values = {
        name: value
        for name, value in proposal.payload["values"].items()
        if name in proposal.target_kind.editable
    }
    new = _second(live, values, by=proposal.author, pk=UUID(proposal.payload["into"]))
    return _split(
        live, new, ChangeContext(proposal.author, proposal.reason, proposal), proposal.payload
    )


def revert_split(revision, *, by, reason) -> Outcome:
    """Merge the new record back; the rows that the split moved return."""
    model = revision.target_kind.model
    access.require_reason(reason)
    if "into" not in (revision.payload or {}):
        raise ValidationError(_("Revert the split itself; its rows return with it."))
    new = model._base_manager.filter(pk=revision.payload["into"]).first()
    old = model._base_manager.get(pk=revision.target_id)
    if new is None or new.merged_into_id == old.pk:
        raise WrongState(_("This split is reverted already."))
    return merge(new, old, by=by, reason=reason, returns=revision)


def _second(live, values, *, by, pk=None):
    """Return the unsaved second record: the values of the first, except `values`."""
    kind = kind_of(live)
    blank = kind.model(project=live.project, created_by=by, **({"pk": pk} if pk else {}))
    held = {name: value for name, value in snapshot(live).items() if name in kind.editable}
    return edited(blank, {**held, **cleared_values(live, values), **values}, by=by)


def _split(live, new, act, payload) -> Revision:
    insert(new, act)
    statements.move(payload["moved"], live, new, act)
    return update(live, edited(live, {}), act, SPLIT, payload)
