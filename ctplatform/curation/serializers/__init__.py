"""Serializers of proposals, revisions, and the bodies of the actions on them."""

from ctplatform.curation.serializers.conversations import (
    DiscussionSerializer,
    ProposalCommentSerializer,
)
from ctplatform.curation.serializers.decisions import (
    AcceptSerializer,
    DecidedSerializer,
    DecideSerializer,
    MergeSerializer,
    ResolveSerializer,
    SplitSerializer,
    UnmergeSerializer,
)
from ctplatform.curation.serializers.proposals import (
    PROPOSED,
    AmendedProposalSerializer,
    DiffField,
    EvidenceField,
    KindField,
    NewProposalSerializer,
    ProposalSerializer,
)
from ctplatform.curation.serializers.reasons import (
    ActSerializer,
    PersonField,
    ReasonSerializer,
    WhySerializer,
)
from ctplatform.curation.serializers.revisions import HistorySerializer, RevisionSerializer

__all__ = [
    "PROPOSED",
    "AcceptSerializer",
    "ActSerializer",
    "AmendedProposalSerializer",
    "DecideSerializer",
    "DecidedSerializer",
    "DiffField",
    "DiscussionSerializer",
    "EvidenceField",
    "HistorySerializer",
    "KindField",
    "MergeSerializer",
    "NewProposalSerializer",
    "PersonField",
    "ProposalCommentSerializer",
    "ProposalSerializer",
    "ReasonSerializer",
    "ResolveSerializer",
    "RevisionSerializer",
    "SplitSerializer",
    "UnmergeSerializer",
    "WhySerializer",
]
