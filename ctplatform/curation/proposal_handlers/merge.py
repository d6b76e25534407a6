"""Merge two records into one. No rows are moved: `merged_into` names the record that remains.

Reads of the record that remains include the rows and passages of those merged into it. A merge is
a revision of both records; that of the one that remains holds the values that it took over. Records
merged earlier into the one that goes are merged into the other, so that there are no chains.
"""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ctplatform.curation.errors import WrongState
from ctplatform.curation.models import Revision
from ctplatform.curation.proposal_handlers.base import ProposalContext, ProposalHandler
from ctplatform.curation.registry import kind_of
from ctplatform.curation.rows import cleared_values, edited, snapshot
from ctplatform.curation.writing import access, statements
from ctplatform.curation.writing.approval_rules import approval_reason_of
from ctplatform.curation.writing.changes import Outcome, update
from ctplatform.curation.writing.locks import lock_proposal, lock_row, lock_rows
from ctplatform.curation.writing.publications import withdraw_publish_proposal

MERGE = Revision.Kind.MERGE


class MergeHandler(ProposalHandler):
    def load(self, proposal, *, by=None, reason="") -> ProposalContext:
        proposal = lock_proposal(proposal)
        merged = UUID(proposal.payload["merges"])
        gone, kept = lock_rows(proposal.target_kind.model, merged, proposal.target_id)
        return ProposalContext(proposal, kept, snapshot(kept), by, reason, merged=gone)

    def check(self, context) -> None:
        check_merge(context.merged, context.live, by=context.by)
        super().check(context)

    def reason_for_two(self, context) -> str:
        """As for a change; a published record that goes changes published counts.

        A candidate that goes is published by the merge: two approvals where its publication needs
        them.
        """
        if why := super().reason_for_two(context):
            return why
        gone = context.merged
        if gone is None:
            model = context.proposal.target_kind.model
            gone = model._base_manager.get(pk=context.proposal.payload["merges"])
        if gone.published_at:
            return _("A published record is merged into another.")
        return approval_reason_of(gone)

    def apply(self, context) -> Outcome:
        mine, payload = self.proposed_row(context), context.proposal.payload
        revision = merge_records(context.merged, context.live, mine, context.change, payload)
        return Outcome(mine, revision=revision)


def lock_pair(record, into, *, by):
    """Return both live rows, locked; raises where they cannot be merged."""
    if type(record) is not type(into):
        raise ValidationError({"into": _("Records of different types cannot be merged.")})
    if record.pk == into.pk:
        raise ValidationError({"into": _("A record cannot be merged into itself.")})
    gone, kept = lock_rows(type(record), record.pk, into.pk)
    check_merge(gone, kept, by=by)
    return gone, kept


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


def check_merge(gone, kept, *, by) -> None:
    """Raise ValidationError or WrongState where two locked records cannot be merged."""
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


def _require_alike(gone, kept):
    for name in kind_of(gone).alike:
        if getattr(gone, name) != getattr(kept, name):
            label = gone._meta.get_field(name).verbose_name
            text = _("Only records with the same %(field)s can be merged.")
            raise ValidationError({"into": text % {"field": label}})


def merge_records(gone, kept, mine, change, payload) -> Revision:
    """Merge `gone` into `kept`, which becomes `mine`; `payload` is kept with the revision."""
    withdraw_publish_proposal(gone, by=change.by)
    along = [lock_row(type(gone), pk) for pk in gone.family_ids()[1:]]
    for each in along:
        set_merged_into(each, kept, change, MERGE)
    set_merged_into(gone, kept, change, MERGE, {"along": [str(each.pk) for each in along]})
    if "returns" in payload:
        statements.take_back(gone, kept, Revision.objects.get(pk=payload["returns"]), change)
        mine = edited(mine, {})  # derived columns may follow from the returned rows
    return update(kept, mine, change, MERGE, payload)


def set_merged_into(record, into, change, kind, payload=None) -> None:
    update(record, edited(record, {"merged_into": into}), change, kind, payload)
