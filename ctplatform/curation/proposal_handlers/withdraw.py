"""Proposals to withdraw a record, or to remove a child row."""

from django.utils.translation import gettext_lazy as _

from ctplatform.curation.models import Revision
from ctplatform.curation.proposal_handlers.base import ProposalHandler
from ctplatform.curation.writing.changes import Outcome, remove, update


class WithdrawHandler(ProposalHandler):
    fixed_values = _("A withdrawal has no values to change.")

    def after(self, context):
        return None if context.proposal.target_kind.parent else super().after(context)

    def apply(self, context) -> Outcome:
        if context.proposal.target_kind.parent:
            return Outcome(context.live, revision=remove(context.live, context.change))
        mine = self.proposed_row(context)
        revision = update(context.live, mine, context.change, kind=Revision.Kind.WITHDRAW)
        return Outcome(mine, revision=revision)
