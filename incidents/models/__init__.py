"""The register, from what stands alone to what stands on it.

sources, places, actors, actor_rows (names, kinds, sizes), relations, incidents, participations
(who took part), casualties (who was harmed), responsibility (who says who did it), links (what led
to what), warnings, allegations (with their verdicts), assessments (what is held about it),
judgements (how likely, day by day), hypotheses (what else might be so).
"""

from incidents.models.actor_rows import ActorAlias, ActorKindPeriod, ActorSizeEstimate
from incidents.models.actors import Actor
from incidents.models.allegations import Allegation, Claimant, Verdict
from incidents.models.assessments import Assessment, AssessmentScope
from incidents.models.casualties import CasualtyEstimate
from incidents.models.dirty import DirtyBucket
from incidents.models.duplicates import DuplicateSuggestion
from incidents.models.hypotheses import AchItem, AchRating, Hypothesis
from incidents.models.imports import ExternalRecord, ImportFile, ImportMapping
from incidents.models.incidents import Incident
from incidents.models.judgements import Judgement
from incidents.models.links import IncidentLink
from incidents.models.participations import Participation
from incidents.models.places import Place
from incidents.models.relations import ActorRelation
from incidents.models.responsibility import ResponsibilityStatement
from incidents.models.series import Series, SeriesPoint
from incidents.models.sources import Source
from incidents.models.warnings import Warning

__all__ = [
    "AchItem",
    "AchRating",
    "Actor",
    "ActorAlias",
    "ActorKindPeriod",
    "ActorRelation",
    "ActorSizeEstimate",
    "Allegation",
    "Assessment",
    "AssessmentScope",
    "CasualtyEstimate",
    "Claimant",
    "DirtyBucket",
    "DuplicateSuggestion",
    "ExternalRecord",
    "Hypothesis",
    "ImportFile",
    "ImportMapping",
    "Incident",
    "IncidentLink",
    "Judgement",
    "Participation",
    "Place",
    "ResponsibilityStatement",
    "Series",
    "SeriesPoint",
    "Source",
    "Verdict",
    "Warning",
]
