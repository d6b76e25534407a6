"""All filter sets of the register; pages, API and exports share them."""

from incidents.actors.filters import (
    ActorAliasFilter,
    ActorFilter,
    ActorKindFilter,
    ActorRelationFilter,
    ActorSizeFilter,
)
from incidents.allegations.filters import (
    AllegationFilter,
    AllegationSubjectFilter,
    ClaimantFilter,
    VerdictFilter,
)
from incidents.assessments.filters import (
    AchItemFilter,
    AchRatingFilter,
    AssessmentFilter,
    AssessmentScopeFilter,
    HypothesisFilter,
    JudgementFilter,
)
from incidents.casualties.filters import CasualtyEstimateFilter
from incidents.events.filters.incidents import IncidentFilter
from incidents.events.filters.links import IncidentLinkFilter
from incidents.events.filters.participants import series_in_words
from incidents.events.filters.rows import IncidentPlaceFilter, ParticipationFilter
from incidents.places.filters import PlaceFilter
from incidents.records.filters import ProjectFilter
from incidents.responsibility.filters import ResponsibilityFilter
from incidents.sources.filters import SourceFilter
from incidents.warnings.filters import WarningFilter

__all__ = [
    "AchItemFilter",
    "AchRatingFilter",
    "ActorAliasFilter",
    "ActorFilter",
    "ActorKindFilter",
    "ActorRelationFilter",
    "ActorSizeFilter",
    "AllegationFilter",
    "AllegationSubjectFilter",
    "AssessmentFilter",
    "AssessmentScopeFilter",
    "CasualtyEstimateFilter",
    "ClaimantFilter",
    "HypothesisFilter",
    "IncidentFilter",
    "IncidentLinkFilter",
    "IncidentPlaceFilter",
    "JudgementFilter",
    "ParticipationFilter",
    "PlaceFilter",
    "ProjectFilter",
    "ResponsibilityFilter",
    "SourceFilter",
    "VerdictFilter",
    "WarningFilter",
    "series_in_words",
]
