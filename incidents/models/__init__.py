"""The register, from what stands alone to what stands on it.

sources, places, actors, incidents, participations (who took part), casualties (who was harmed),
responsibility (who says who did it), assessments (what is judged about it).
"""

from incidents.models.actors import Actor, ActorAlias, ActorRelation
from incidents.models.assessments import Assessment, Judgement
from incidents.models.casualties import CasualtyEstimate
from incidents.models.dirty import DirtyBucket
from incidents.models.duplicates import DuplicateSuggestion
from incidents.models.imports import ExternalRecord, ImportFile, ImportMapping
from incidents.models.incidents import Incident
from incidents.models.participations import Participation
from incidents.models.places import Place
from incidents.models.responsibility import ResponsibilityStatement
from incidents.models.series import Series, SeriesPoint
from incidents.models.sources import Source

__all__ = [
    "Actor",
    "ActorAlias",
    "ActorRelation",
    "Assessment",
    "CasualtyEstimate",
    "DirtyBucket",
    "DuplicateSuggestion",
    "ExternalRecord",
    "ImportFile",
    "ImportMapping",
    "Incident",
    "Judgement",
    "Participation",
    "Place",
    "ResponsibilityStatement",
    "Series",
    "SeriesPoint",
    "Source",
]
