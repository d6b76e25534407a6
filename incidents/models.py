"""All models of the register, for Django; each is defined in its subject's package."""

from incidents.actors.models.actors import Actor
from incidents.actors.models.relations import ActorRelation
from incidents.actors.models.rows import ActorAlias, ActorKindPeriod, ActorSizeEstimate
from incidents.allegations.models import Allegation, AllegationSubject, Claimant, Verdict
from incidents.assessments.models.assessments import Assessment
from incidents.assessments.models.hypotheses import AchItem, AchRating, Hypothesis
from incidents.assessments.models.judgements import Judgement
from incidents.assessments.models.scopes import AssessmentScope
from incidents.casualties.models.casualties import CasualtyEstimate
from incidents.charts.models import AssessmentChart, ChartSnapshot
from incidents.checks.models.checks import DataCheck
from incidents.checks.models.outcomes import CheckOutcome
from incidents.checks.models.stated_figures import CheckFigure
from incidents.duplicates.models.duplicates import DuplicateSuggestion
from incidents.events.models.dataset_ids import ExternalRecord
from incidents.events.models.incident_places import IncidentPlace
from incidents.events.models.incidents import Incident
from incidents.events.models.links import IncidentLink
from incidents.events.models.participations import Participation
from incidents.findings.models import SeriesFindings
from incidents.imports.models import (
    ImportedChange,
    ImportedKey,
    ImportFile,
    ImportMapping,
    MadeRecord,
    TableImport,
)
from incidents.places.models.places import Place
from incidents.recounts.models import DirtyBucket
from incidents.regions.models import RegionSet
from incidents.releases.models import Release, ReleaseFile, Takedown
from incidents.reports.models import Report
from incidents.responsibility.models.responsibility import ResponsibilityStatement
from incidents.series.models.series import Series, SeriesPoint
from incidents.series.models.versions import SeriesVersion
from incidents.sources.models import Source
from incidents.warnings.models import Warning

__all__ = [
    "AchItem",
    "AchRating",
    "Actor",
    "ActorAlias",
    "ActorKindPeriod",
    "ActorRelation",
    "ActorSizeEstimate",
    "Allegation",
    "AllegationSubject",
    "Assessment",
    "AssessmentChart",
    "AssessmentScope",
    "CasualtyEstimate",
    "ChartSnapshot",
    "CheckFigure",
    "CheckOutcome",
    "Claimant",
    "DataCheck",
    "DirtyBucket",
    "DuplicateSuggestion",
    "ExternalRecord",
    "Hypothesis",
    "ImportFile",
    "ImportMapping",
    "ImportedChange",
    "ImportedKey",
    "Incident",
    "IncidentLink",
    "IncidentPlace",
    "Judgement",
    "MadeRecord",
    "Participation",
    "Place",
    "RegionSet",
    "Release",
    "ReleaseFile",
    "Report",
    "ResponsibilityStatement",
    "Series",
    "SeriesFindings",
    "SeriesPoint",
    "SeriesVersion",
    "Source",
    "TableImport",
    "Takedown",
    "Verdict",
    "Warning",
]
