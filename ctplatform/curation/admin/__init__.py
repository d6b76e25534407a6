"""Admin pages of curated records, their proposals and their history."""

from ctplatform.curation.admin.proposals import ProposalAdmin, RevisionAdmin
from ctplatform.curation.admin.records import ChildInline, CuratedAdmin, CuratedForm

__all__ = ["ChildInline", "CuratedAdmin", "CuratedForm", "ProposalAdmin", "RevisionAdmin"]
