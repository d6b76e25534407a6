"""The state of curated records, proposals to change them, and the history of every change."""

from ctplatform.curation.models.about import AboutRecord, AboutRecordQuerySet
from ctplatform.curation.models.proposals import Proposal, ProposalEvidence
from ctplatform.curation.models.records import (
    REASON_LENGTH,
    CuratedQuerySet,
    CuratedRecord,
    person,
    reason,
)
from ctplatform.curation.models.revisions import Revision

__all__ = [
    "REASON_LENGTH", "AboutRecord", "AboutRecordQuerySet", "CuratedQuerySet", "CuratedRecord",
    "Proposal", "ProposalEvidence", "Revision", "person", "reason",
]  # fmt: skip
