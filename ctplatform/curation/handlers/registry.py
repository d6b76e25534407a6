"""Look up the handler of a proposal by its kind."""

from ctplatform.curation.handlers.base import ProposalHandler
from ctplatform.curation.handlers.change import ChangeHandler
from ctplatform.curation.handlers.create import CreateHandler
from ctplatform.curation.handlers.merge import MergeHandler
from ctplatform.curation.handlers.publish import PublishHandler
from ctplatform.curation.handlers.split import SplitHandler
from ctplatform.curation.handlers.unmerge import UnmergeHandler
from ctplatform.curation.handlers.withdraw import WithdrawHandler
from ctplatform.curation.models import Proposal

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
