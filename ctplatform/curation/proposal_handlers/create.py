"""Proposals of a new child row."""

from ctplatform.curation import diff
from ctplatform.curation.proposal_handlers.base import ProposalContext, ProposalHandler
from ctplatform.curation.rows import edited, snapshot
from ctplatform.curation.writing.changes import Outcome, insert
from ctplatform.curation.writing.evidence import name_made_row
from ctplatform.curation.writing.locks import lock_proposal, lock_row, next_version


class CreateHandler(ProposalHandler):
    is_new = True

    def load(self, proposal, *, by=None, reason="") -> ProposalContext:
        """Lock the proposal, and then the record that the new row belongs to."""
        proposal = lock_proposal(proposal)
        kind = proposal.target_kind
        row = kind.model(pk=proposal.target_id, created_by=proposal.author)
        setattr(row, kind.parent, lock_row(kind.root.model, proposal.root_id))
        row.version = next_version(kind, row.pk)
        return ProposalContext(proposal, row, None, by, reason)

    def changes(self, context, values, base_version, *, by) -> diff.Diff:
        proposed = {name: step["to"] for name, step in context.proposal.diff.items()}
        return diff.compare(None, snapshot(edited(context.live, proposed | values, by=by)))

    def apply(self, context) -> Outcome:
        row = self.proposed_row(context)
        revision = insert(row, context.change)
        name_made_row(row, context.proposal)
        return Outcome(row, revision=revision)
