"""Look up the handler of a proposal by its kind."""

from ctplatform.curation.models import Proposal
from ctplatform.curation.proposal_handlers.base import ProposalHandler
from ctplatform.curation.proposal_handlers.change import ChangeHandler
from ctplatform.curation.proposal_handlers.create import CreateHandler
from ctplatform.curation.proposal_handlers.merge import MergeHandler
from ctplatform.curation.proposal_handlers.publish import PublishHandler
from ctplatform.curation.proposal_handlers.split import SplitHandler
from ctplatform.curation.proposal_handlers.unmerge import UnmergeHandler
from ctplatform.curation.proposal_handlers.withdraw import WithdrawHandler

Kind = Proposal.Kind
HANDLERS = {
    Kind.CREATE: CreateHandler(),
    Kind.CHANGE: ChangeHandler(),
    Kind.WITHDRAW: WithdrawHandler(),
    Kind.PUBLISH: PublishHandler(),
    Kind.MERGE: MergeHandler(),
    Kind.UNMERGE: UnmergeHandler(),
    Kind.SPLIT: SplitHandler(),
}


def handler_of(proposal) -> ProposalHandler:
    return HANDLERS[proposal.kind]


def handler_named(kind) -> ProposalHandler:
    return HANDLERS[kind]
