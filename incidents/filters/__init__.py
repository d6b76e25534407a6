"""What lists can be narrowed by: the same filters for pages, API and exports."""

from incidents.filters.actors import (
    ActorAliasFilter,
    ActorFilter,
    ActorKindFilter,
    ActorRelationFilter,
    ActorSizeFilter,
)
from incidents.filters.assessments import (
    AchItemFilter,
    AchRatingFilter,
    AssessmentFilter,
    AssessmentScopeFilter,
    HypothesisFilter,
    JudgementFilter,
)
from incidents.filters.base import ProjectFilter
from incidents.filters.contested import (
    AllegationFilter,
    ClaimantFilter,
    IncidentLinkFilter,
    VerdictFilter,
    WarningFilter,
)
from incidents.filters.incidents import (
    CasualtyEstimateFilter,
    IncidentFilter,
    ParticipationFilter,
    ResponsibilityFilter,
)
from incidents.filters.places import PlaceFilter
from incidents.filters.sources import SourceFilter

__all__ = [
    "AchItemFilter", "AchRatingFilter", "ActorAliasFilter", "ActorFilter", "ActorKindFilter",
    "ActorRelationFilter", "ActorSizeFilter", "AllegationFilter", "AssessmentFilter",
    "AssessmentScopeFilter", "CasualtyEstimateFilter", "ClaimantFilter", "HypothesisFilter",
    "IncidentFilter", "IncidentLinkFilter", "JudgementFilter", "ParticipationFilter",
    "PlaceFilter", "ProjectFilter", "ResponsibilityFilter", "SourceFilter", "VerdictFilter",
    "WarningFilter",
]  # fmt: skip
