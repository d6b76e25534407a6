"""Merge two records into one, and undo it. No rows are moved.

`merged_into` names the record that replaces another, and reads include the rows and passages of the
records merged into it. A merge is a revision of both records; that of the surviving record holds
the values that it took over. Records merged earlier into the one that goes now are merged into the
survivor, so that there are no chains. Survivors are locked first.
"""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ctplatform.curation import diff
from ctplatform.curation.errors import Conflict, WrongState
from ctplatform.curation.models import Revision
from ctplatform.curation.registry import kind_of
from ctplatform.curation.rows import cleared_values, edited, snapshot
from ctplatform.curation.services.proposal_filing import end_publication, filed
from ctplatform.curation.services.records import act_on
from ctplatform.curation.writing import access, statements
from ctplatform.curation.writing.changes import ChangeContext, Outcome, lock_row, lock_rows, update

MERGE, UNMERGE = Revision.Kind.MERGE, Revision.Kind.UNMERGE


@transaction.atomic
def merge(
    record, into, *, by, choices=(), reason="", evidence=(), expected_version=None, returns=None
) -> Outcome:
    """Merge `record` into `into`; `choices` names the fields whose values `into` takes over.

    At once where both are candidates or the policy is open, else as a proposal about `into`.
    `returns` is the revision of a split that this merge undoes. Raises PermissionDenied, Stale,
    ValidationError, WrongState.
    """
    access.require_may_merge(record, by=by)
    gone, kept = pair(record, into, by=by)
    access.require_version(gone, expected_version)
    mine = edited(kept, taken_over(gone, kept, choices), by=by)
    act = act_on(kept, by, reason, evidence)
    payload = {"merges": str(gone.pk)} | ({"returns": str(returns.pk)} if returns else {})
    if access.applies_at_once(gone) and access.applies_at_once(kept):
        return Outcome(mine, revision=_merge(gone, kept, mine, act, payload))
    return _filed(MERGE, kept, mine, payload, act, evidence)


@transaction.atomic
def unmerge(record, *, by, restore=False, reason="", evidence=(), expected_version=None) -> Outcome:
    """Undo a merge; the records that the merged one brought along are merged into it again.

    With `restore` the survivor reverts the values that it took over; Conflict where one of them has
    changed since. Raises PermissionDenied, Stale, WrongState.
    """
    access.require_may_merge(record, by=by)
    gone, kept = _merged_pair(record)
    access.require_version(gone, expected_version)
    mine = edited(kept, _values_before(gone, kept) if restore else {})
    act = act_on(kept, by, reason, evidence)
    payload = {"releases": str(gone.pk)}
    if access.applies_at_once(gone) and access.applies_at_once(kept):
        return Outcome(gone, revision=_unmerge(gone, kept, mine, act, payload))
    return _filed(UNMERGE, kept, mine, payload, act, evidence)


def pair(record, into, *, by):
    """Return both live rows, locked; raises where they cannot be merged."""
    if type(record) is not type(into):
        raise ValidationError({"into": _("Records of different types cannot be merged.")})
    if record.pk == into.pk:
        raise ValidationError({"into": _("A record cannot be merged into itself.")})
    gone, kept = lock_rows(type(record), record.pk, into.pk)
    if gone.project_id != kept.project_id:
        raise ValidationError({"into": _("This record belongs to another project.")})
    _require_alike(gone, kept)
    for each in (gone, kept):
        access.require_in_force(each)
    if gone.published_at and not kept.published_at:
        text = _(
            "A published record cannot be merged into a candidate. Merge them the other way round."
        )
        raise WrongState(text)
    if guard := kind_of(gone).guard_merge:
        guard(gone, kept, by=by)
    return gone, kept


def _require_alike(gone, kept):
    for name in kind_of(gone).alike:
        if getattr(gone, name) != getattr(kept, name):
            label = gone._meta.get_field(name).verbose_name
            text = _("Only records with the same %(field)s can be merged.")
            raise ValidationError({"into": text % {"field": label}})


def taken_over(gone, kept, choices) -> dict:
    """The values that `kept` takes over from `gone`, including reasons for their absence."""
    kind = kind_of(kept)
    if unknown := set(choices) - set(kind.fields):
        text = _("There is no such field: %(names)s.") % {"names": ", ".join(sorted(unknown))}
        raise ValidationError({"choices": text})
    theirs = snapshot(gone)
    values = {name: value for name, value in theirs.items() if name in choices}
    values |= {name: theirs[name] for name in cleared_values(kept, values) if name not in values}
    if values and "absences" in kind.editable:
        mine = {name: why for name, why in kept.absences.items() if name not in values}
        theirs = {name: why for name, why in gone.absences.items() if name in values}
        values["absences"] = mine | theirs
    return values


def carry_out_merge(proposal):
    """Apply an accepted proposal to merge."""
    model, merged = proposal.target_kind.model, UUID(proposal.payload["merges"])
    gone, kept = pair(model(pk=merged), model(pk=proposal.target_id), by=proposal.reviewer)
    return _merge(gone, kept, _accepted(proposal, kept), _act_of(proposal), proposal.payload)


def carry_out_unmerge(proposal):
    """Apply an accepted proposal to undo a merge."""
    gone, kept = _merged_pair(proposal.target_kind.model(pk=UUID(proposal.payload["releases"])))
    return _unmerge(gone, kept, _accepted(proposal, kept), _act_of(proposal), proposal.payload)


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


def _filed(kind, kept, mine, payload, act, evidence) -> Outcome:
    changes = diff.compare(snapshot(kept), snapshot(mine))
    why = {"by": act.by, "reason": act.reason, "evidence": evidence}
    return Outcome(kept, filed(kind, kept, changes, payload=payload, **why))


def _merge(gone, kept, mine, act, payload) -> Revision:
    end_publication(gone, by=act.by)
    along = [lock_row(type(gone), pk) for pk in gone.family_ids()[1:]]
    for each in along:
        _point(each, kept, act, MERGE)
    _point(gone, kept, act, MERGE, {"along": [str(each.pk) for each in along]})
    if "returns" in payload:
        statements.take_back(gone, kept, Revision.objects.get(pk=payload["returns"]), act)
        mine = edited(mine, {})  # derived columns may follow from the returned rows
    return update(kept, mine, act, MERGE, payload)


def _unmerge(gone, kept, mine, act, payload) -> Revision:
    along = _last(gone, lambda step: "along" in step)["along"]
    revision = update(kept, mine, act, UNMERGE, payload)
    _point(gone, None, act, UNMERGE)
    for each in type(gone)._base_manager.filter(merged_into=kept.pk, pk__in=along).order_by("pk"):
        _point(lock_row(type(gone), each.pk), gone, act, UNMERGE)
    return revision


def _point(record, into, act, kind, payload=None):
    update(record, edited(record, {"merged_into": into}), act, kind, payload)


def _merged_pair(record):
    model = type(record)
    into = model._base_manager.values_list("merged_into", flat=True).filter(pk=record.pk).first()
    if into is None:
        raise WrongState(_("This record is not merged into another."))
    kept, gone = lock_row(model, into), lock_row(model, record.pk)
    if gone.merged_into_id != kept.pk:
        raise WrongState(_("Somebody has just merged this record elsewhere. Look again."))
    return gone, kept


def _values_before(gone, kept) -> dict:
    """The values that `kept` had before the merge of `gone` changed them."""
    revision = _last(kept, lambda step: step.get("merges") == str(gone.pk), whole=True)
    undo = diff.invert(revision.diff if revision else {})
    return _at_rest(undo, kept)


def _accepted(proposal, kept):
    return edited(kept, _at_rest(proposal.diff, kept), is_whole=True)


def _at_rest(changes, kept) -> dict:
    """The values that a diff sets; Conflict where the record has changed since."""
    now = snapshot(kept)
    if moved := diff.conflicts(changes, now):
        raise Conflict(moved)
    after = diff.apply(changes, now)
    return {name: after[name] for name in changes}


def _last(record, fits, whole=False):
    """The payload (or revision) of a row's latest merge for which `fits(payload)` is true."""
    kind = kind_of(record)
    rows = Revision.objects.filter(target_type=kind.key, target_id=record.pk, kind=MERGE)
    for revision in rows.order_by("-version"):
        if fits(revision.payload or {}):
            return revision if whole else revision.payload
    return None if whole else {"along": []}


def _act_of(proposal) -> ChangeContext:
    return ChangeContext(proposal.author, proposal.reason, proposal)
