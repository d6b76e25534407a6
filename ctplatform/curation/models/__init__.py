"""The state of curated records, proposals to change them, and the history of every change."""

from ctplatform.curation.models.chain import HistoryEntry, HistoryGate, HistoryPending
from ctplatform.curation.models.conversations import (
    COMMENT_LENGTH,
    ProposalComment,
)
from ctplatform.curation.models.proposals import Proposal, ProposalEvidence
from ctplatform.curation.models.record_references import AboutRecord, AboutRecordQuerySet
from ctplatform.curation.models.records import (
    REASON_LENGTH,
    CuratedQuerySet,
    CuratedRecord,
    person,
    reason,
    with_merged_ids,
)
from ctplatform.curation.models.revisions import Revision, RevisionEvidence

__all__ = [
    "COMMENT_LENGTH",
    "REASON_LENGTH",
    "AboutRecord",
    "AboutRecordQuerySet",
    "CuratedQuerySet",
    "CuratedRecord",
    "HistoryEntry",
    "HistoryGate",
    "HistoryPending",
    "Proposal",
    "ProposalComment",
    "ProposalEvidence",
    "Revision",
    "RevisionEvidence",
    "person",
    "reason",
    "with_merged_ids",
]
