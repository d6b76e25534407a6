"""The one door: verbs that change curated records, each naming who acts (`by=`).

Depends, from the inside out: access, writing, evidence, spool < filing < records, bulk < proposals,
history. Reads of live targets are in `targets`.
"""

from ctplatform.curation.services.access import applies_at_once, require_may_change
from ctplatform.curation.services.bulk import Batch, record_many
from ctplatform.curation.services.history import revert
from ctplatform.curation.services.proposals import (
    accept,
    amend,
    propose,
    propose_creation,
    propose_withdrawal,
    reject,
    request_changes,
    withdraw,
)
from ctplatform.curation.services.records import (
    change_record,
    create_record,
    find,
    publish,
    withdraw_record,
)
from ctplatform.curation.services.writing import Outcome

__all__ = [
    "Batch",
    "Outcome",
    "accept",
    "amend",
    "applies_at_once",
    "change_record",
    "create_record",
    "find",
    "propose",
    "propose_creation",
    "propose_withdrawal",
    "publish",
    "record_many",
    "reject",
    "request_changes",
    "require_may_change",
    "revert",
    "withdraw",
    "withdraw_record",
]
