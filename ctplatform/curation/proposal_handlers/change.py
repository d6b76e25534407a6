"""Proposals of new values for a row."""

from ctplatform.curation.proposal_handlers.base import ProposalHandler
from ctplatform.curation.writing.changes import Outcome, update


class ChangeHandler(ProposalHandler):
    is_field_change = True

    def apply(self, context) -> Outcome:
        mine = self.proposed_row(context)
        revision = update(context.live, mine, context.change)
        return Outcome(mine, revision=revision)
