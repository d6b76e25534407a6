"""Split a record in two, the reverse of a merge. Only the rows that are named move.

The new record is a candidate, as every new record is. Undoing a split merges it back and returns
the rows that it moved.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ctplatform.curation.errors import WrongState
from ctplatform.curation.models import Proposal
from ctplatform.curation.proposal_handlers.split import second_record, split_record
from ctplatform.curation.registry import kind_of
from ctplatform.curation.rows import snapshot
from ctplatform.curation.services.merging import merge
from ctplatform.curation.services.proposal_filing import file_proposal
from ctplatform.curation.services.records import change_of, editable
from ctplatform.curation.writing import access, statements
from ctplatform.curation.writing.changes import Outcome
from ctplatform.curation.writing.locks import lock


@transaction.atomic
def split(record, values, *, by, move=(), reason="", evidence=(), expected_version=None) -> Outcome:
    """Make a second record of a part of one: a candidate with the same fields, except `values`.

    `move` are the ids of child rows and statements that move to the new record. At once or as a
    proposal, depending on the record's state; the outcome has the new record where it was made.
    Raises PermissionDenied, StaleVersion, ValidationError, WrongState.
    """
    live = lock(record)
    access.require_may_merge(live, by=by)
    access.require_version(live, expected_version)
    if kind_of(live).parent is not None:
        raise ValidationError(_("A child row is not split; add another."))
    access.require_in_force(live)
    new = second_record(live, editable(kind_of(live), values), by=by)
    payload = {"into": str(new.pk), "values": snapshot(new), "moved": statements.found(live, move)}
    if access.applies_at_once(live):
        change = change_of(live, by, reason, evidence)
        return Outcome(new, revision=split_record(live, new, change, payload))
    why = {"by": by, "reason": reason, "evidence": evidence}
    return Outcome(live, file_proposal(Proposal.Kind.SPLIT, live, {}, payload=payload, **why))


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
