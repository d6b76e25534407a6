"""JSON shapes of proposals, revisions and the reasons that go with every act."""

from ctplatform.curation.serializers.conversations import (
    NotificationSerializer,
    ProposalCommentSerializer,
    ReadSerializer,
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
from ctplatform.curation.serializers.reasons import PersonField, ReasonSerializer, WhySerializer
from ctplatform.curation.serializers.revisions import HistorySerializer, RevisionSerializer

__all__ = [
    "PROPOSED",
    "AcceptSerializer",
    "AmendedProposalSerializer",
    "DecideSerializer",
    "DecidedSerializer",
    "DiffField",
    "EvidenceField",
    "HistorySerializer",
    "KindField",
    "MergeSerializer",
    "NewProposalSerializer",
    "NotificationSerializer",
    "PersonField",
    "ProposalCommentSerializer",
    "ProposalSerializer",
    "ReadSerializer",
    "ReasonSerializer",
    "ResolveSerializer",
    "RevisionSerializer",
    "SplitSerializer",
    "UnmergeSerializer",
    "WhySerializer",
]
