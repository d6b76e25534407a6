"""The services that change curated records; each takes the user who acts (`by=`)."""

from ctplatform.curation.services.bulk.records import Batch, record_many
from ctplatform.curation.services.candidate_reviews import discuss, offer_for_publication, send_back
from ctplatform.curation.services.decisions import (
    Decided,
    accept,
    decide_many,
    reject,
    request_changes,
    withdraw,
)
from ctplatform.curation.services.history import revert
from ctplatform.curation.services.merging import merge, unmerge
from ctplatform.curation.services.partial_acceptance import accept_fields
from ctplatform.curation.services.proposal_expiry import (
    remind_of_proposals,
    withdraw_lapsed_proposals,
)
from ctplatform.curation.services.proposals import (
    amend,
    propose,
    propose_creation,
    propose_withdrawal,
    resolve,
)
from ctplatform.curation.services.publishing import publish
from ctplatform.curation.services.records import (
    change_record,
    create_record,
    find,
    withdraw_record,
)
from ctplatform.curation.services.splitting import split
from ctplatform.curation.writing.access import (
    applies_at_once,
    change_applies_at_once,
    require_may_add,
    require_may_change,
)
from ctplatform.curation.writing.changes import Outcome
from ctplatform.curation.writing.conversations import comment_on

__all__ = [
    "Batch",
    "Decided",
    "Outcome",
    "accept",
    "accept_fields",
    "amend",
    "applies_at_once",
    "change_applies_at_once",
    "change_record",
    "comment_on",
    "create_record",
    "decide_many",
    "discuss",
    "find",
    "merge",
    "offer_for_publication",
    "propose",
    "propose_creation",
    "propose_withdrawal",
    "publish",
    "record_many",
    "reject",
    "remind_of_proposals",
    "request_changes",
    "require_may_add",
    "require_may_change",
    "resolve",
    "revert",
    "send_back",
    "split",
    "unmerge",
    "withdraw",
    "withdraw_lapsed_proposals",
    "withdraw_record",
]
