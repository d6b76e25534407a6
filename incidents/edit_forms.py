"""The forms of all kinds of record and child row, for every page that adds or changes one.

Importing this module registers the forms with curation, which uses them to amend proposals.
"""

from dataclasses import dataclass

from django.db import models as django_models
from django.utils.translation import gettext_lazy

from ctplatform.curation.registry import register_form, register_stated_check
from incidents import models
from incidents.actors.forms.actors import ActorForm
from incidents.actors.forms.rows import AliasForm, KindPeriodForm, RelationForm, SizeEstimateForm
from incidents.allegations.forms import (
    AllegationForm,
    AllegationSubjectForm,
    ClaimantForm,
    VerdictForm,
)
from incidents.assessments.forms.assessments import AssessmentForm
from incidents.assessments.forms.rows import (
    AchItemForm,
    AssessmentScopeForm,
    HypothesisForm,
    JudgementForm,
)
from incidents.casualties.forms import CasualtyEstimateForm
from incidents.events.forms.incidents import IncidentForm
from incidents.events.forms.links import IncidentLinkForm
from incidents.events.forms.rows import IncidentPlaceForm, ParticipationForm
from incidents.places import forms as places_forms
from incidents.records.queries.rival_values import stated_check
from incidents.responsibility.forms import ResponsibilityForm
from incidents.warnings.forms import WarningForm


@dataclass(frozen=True)
class Editing:
    """How rows of one noun are edited: model, form, and the title of the page that adds one."""

    model: type[django_models.Model]
    form: type
    add: str


RECORDS = {
    "incidents": Editing(models.Incident, IncidentForm, gettext_lazy("Add an incident")),
    "actors": Editing(models.Actor, ActorForm, gettext_lazy("Add an actor")),
    "assessments": Editing(models.Assessment, AssessmentForm, gettext_lazy("Add an assessment")),
    "places": Editing(models.Place, places_forms.PlaceForm, gettext_lazy("Add a place")),
    "warnings": Editing(models.Warning, WarningForm, gettext_lazy("Add a warning")),
    "allegations": Editing(models.Allegation, AllegationForm, gettext_lazy("Add an allegation")),
}
ROWS = {
    "participations": Editing(
        models.Participation, ParticipationForm, gettext_lazy("Participants")
    ),
    "incident-places": Editing(
        models.IncidentPlace, IncidentPlaceForm, gettext_lazy("A further place")
    ),
    "casualties": Editing(
        models.CasualtyEstimate, CasualtyEstimateForm, gettext_lazy("Casualties")
    ),
    "responsibility": Editing(
        models.ResponsibilityStatement,
        ResponsibilityForm,
        gettext_lazy("Statements of responsibility"),
    ),
    "incident-links": Editing(
        models.IncidentLink, IncidentLinkForm, gettext_lazy("A link to another incident")
    ),
    "allegation-subjects": Editing(
        models.AllegationSubject,
        AllegationSubjectForm,
        gettext_lazy("Another actor whom it is about"),
    ),
    "claimants": Editing(models.Claimant, ClaimantForm, gettext_lazy("Who claims it")),
    "verdicts": Editing(models.Verdict, VerdictForm, gettext_lazy("A verdict")),
    "names": Editing(models.ActorAlias, AliasForm, gettext_lazy("Another name")),
    "kinds": Editing(models.ActorKindPeriod, KindPeriodForm, gettext_lazy("What it was, and when")),
    "sizes": Editing(models.ActorSizeEstimate, SizeEstimateForm, gettext_lazy("A size")),
    "relations": Editing(models.ActorRelation, RelationForm, gettext_lazy("A relation")),
    "judgements": Editing(models.Judgement, JudgementForm, gettext_lazy("A judgement")),
    "assessment-scopes": Editing(
        models.AssessmentScope, AssessmentScopeForm, gettext_lazy("Actors and places it is about")
    ),
    "hypotheses": Editing(models.Hypothesis, HypothesisForm, gettext_lazy("A hypothesis")),
    "ach-items": Editing(models.AchItem, AchItemForm, gettext_lazy("Evidence or argument")),
}
NOUNS = {editing.model: noun for noun, editing in RECORDS.items()}

for each in (*RECORDS.values(), *ROWS.values()):  # proposals are amended in the same forms
    register_form(each.model, each.form)
for each in RECORDS.values():
    register_stated_check(each.model, stated_check)
