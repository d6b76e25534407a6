"""Undo a merge; the records that the merged one brought along are merged into it again."""

from uuid import UUID

from django.utils.translation import gettext as _

from ctplatform.curation.errors import FieldConflict, WrongState
from ctplatform.curation.models import Revision
from ctplatform.curation.proposal_handlers.base import ProposalContext, ProposalHandler
from ctplatform.curation.proposal_handlers.merge import set_merged_into
from ctplatform.curation.registry import kind_of
from ctplatform.curation.rows import snapshot
from ctplatform.curation.writing.changes import Outcome, update
from ctplatform.curation.writing.locks import lock_proposal, lock_row

UNMERGE = Revision.Kind.UNMERGE


class UnmergeHandler(ProposalHandler):
    def load(self, proposal, *, by=None, reason="") -> ProposalContext:
        proposal = lock_proposal(proposal)
        model = proposal.target_kind.model
        kept = lock_row(model, proposal.target_id)
        gone = lock_row(model, UUID(proposal.payload["releases"]))
        return ProposalContext(proposal, kept, snapshot(kept), by, reason, merged=gone)

    def check(self, context) -> None:
        require_merged(context.merged, context.live)
        if conflicts := self.conflicts(context.proposal, context.before):
            raise FieldConflict(conflicts)

    def apply(self, context) -> Outcome:
        mine, payload = self.proposed_row(context), context.proposal.payload
        revision = unmerge_records(context.merged, context.live, mine, context.change, payload)
        return Outcome(context.merged, revision=revision)


def require_merged(gone, kept) -> None:
    """Raise WrongState unless `gone` is merged into `kept`."""
    if gone.merged_into_id is None:
        raise WrongState(_("This record is not merged into another."))
    if gone.merged_into_id != kept.pk:
        raise WrongState(_("Somebody has just merged this record elsewhere. Look again."))


def unmerge_records(gone, kept, mine, change, payload) -> Revision:
    """Release `gone` from `kept`, which becomes `mine`."""
    merged = last_merge(gone, lambda step: "along" in step)
    along = merged.payload["along"] if merged else []
    revision = update(kept, mine, change, UNMERGE, payload)
    set_merged_into(gone, None, change, UNMERGE)
    for each in type(gone)._base_manager.filter(merged_into=kept.pk, pk__in=along).order_by("pk"):
        set_merged_into(lock_row(type(gone), each.pk), gone, change, UNMERGE)
    return revision


def last_merge(record, fits) -> Revision | None:
    """The revision of a record's latest merge for which `fits(payload)` is true."""
    rows = Revision.objects.filter(
        target_type=kind_of(record).key, target_id=record.pk, kind=Revision.Kind.MERGE
    )
    for revision in rows.order_by("-version"):
        if fits(revision.payload or {}):
            return revision
    return None
