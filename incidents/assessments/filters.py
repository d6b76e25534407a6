"""Filters of assessments and their child rows."""

import django_filters as filters
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ctplatform.accounts.models import Project
from incidents import vocabularies
from incidents.assessments.models.assessments import Assessment
from incidents.assessments.models.hypotheses import AchItem, AchRating, Hypothesis
from incidents.assessments.models.judgements import Judgement
from incidents.assessments.models.scopes import AssessmentScope
from incidents.assessments.queries.calibration import BASES, questions_in_band
from incidents.records.filters import (
    FamilyFilter,
    MarkingFilter,
    ProjectFilter,
    RowFilter,
    SourcedFilter,
    TermFilter,
)
from incidents.records.models import term_choices
from incidents.series.list_filters import CountedFilter, CountedForm

SCORED = {name: vocabularies.PROBABILITY_BASES[name] for name in BASES}


class ReliabilityPointForm(CountedForm):
    """Checks that a point of a reliability diagram is given with its project, basis and band."""

    def clean(self):
        given = super().clean()
        if (given.get("band") or given.get("forecaster")) and not given.get("scored"):
            self.add_error("scored", _("Choose which probabilities to score by."))
        if given.get("scored") and not given.get("band"):
            self.add_error("band", _("Say which band of probabilities is meant."))
        if given.get("scored") and not given.get("project"):
            self.add_error("project", _("Forecasts are scored project by project: name one."))
        return given


class AssessmentFilter(CountedFilter):
    """`actor` matches holders and scopes; `past_horizon` is whether the last day is over.

    `scored` (a basis of probabilities), `band` (a term of likelihood) and `forecaster` keep the
    questions behind one point of the project's reliability diagram.
    """

    facets = {
        "state": "state",
        "kind": "kind",
        "likelihood": "likelihood",
        "confidence": "confidence",
        "outcome": "outcome",
        "marking": "marking",
        "past_horizon": "",
        "unsourced": "",
    }
    always = ("project", "scored", "band")
    unsourced = SourcedFilter()
    marking = MarkingFilter()
    kind = TermFilter(vocabularies.ASSESSMENT_KINDS, _("Kind"))
    likelihood = TermFilter(vocabularies.LIKELIHOODS, _("Likelihood"))
    confidence = TermFilter(vocabularies.CONFIDENCES, _("Confidence"))
    outcome = TermFilter(vocabularies.OUTCOMES, _("Outcome"))
    past_horizon = filters.ChoiceFilter(
        choices=[("true", _("over")), ("false", _("to come, or none"))],
        label=_("Horizon"),
        method="is_past",
    )
    holder = FamilyFilter(label=_("Held by"))
    actor = filters.UUIDFilter(label=_("Actor"), method="with_actor")
    place = FamilyFilter(label=_("Place"), method="with_place")
    parent = filters.UUIDFilter(label=_("Argument about"))
    argues = TermFilter(vocabularies.ARGUES, _("Supports or contradicts"))
    restates = filters.UUIDFilter(label=_("Restates"))
    scored = filters.ChoiceFilter(
        choices=term_choices(SCORED),
        label=_("Probabilities used for scoring"),
        method="in_the_band",
    )
    band = filters.ChoiceFilter(
        choices=term_choices(vocabularies.LIKELIHOODS),
        label=_("Forecast in the probability band"),
        method="asked_together",
    )
    forecaster = filters.CharFilter(label=_("Forecast by"), method="asked_together", max_length=200)

    class Meta:
        model = Assessment
        fields = []
        form = ReliabilityPointForm

    def asked_together(self, rows, name, value):
        """Leave the rows as they are: `in_the_band` reads these fields."""
        return rows

    def in_the_band(self, rows, name, value):
        asked = self.form.cleaned_data
        project = Project.objects.filter(slug=asked["project"]).first()
        user = getattr(self.request, "user", None) or AnonymousUser()
        if project is None:
            return rows.none()
        found = questions_in_band(project, user, value, asked["band"], asked.get("forecaster"))
        return rows.filter(pk__in=found)

    def is_past(self, rows, name, value):
        past = Q(horizon_latest__lt=timezone.localdate())
        return rows.filter(past) if value == "true" else rows.exclude(past)

    def with_actor(self, rows, name, value):
        about = AssessmentScope.objects.filter(actor=value).values("assessment")
        return rows.filter(Q(holder=value) | Q(pk__in=about))

    def with_place(self, rows, name, value):
        return rows.filter(pk__in=AssessmentScope.objects.filter(place=value).values("assessment"))


class OfAssessmentFilter(RowFilter):
    project = ProjectFilter("assessment__project")


class JudgementFilter(OfAssessmentFilter):
    analyst = filters.CharFilter("created_by__username", label=_("Analyst"))

    class Meta:
        model = Judgement
        fields = ["assessment", "likelihood", "confidence"]


class AssessmentScopeFilter(OfAssessmentFilter):
    class Meta:
        model = AssessmentScope
        fields = ["assessment", "actor", "place"]


class HypothesisFilter(OfAssessmentFilter):
    class Meta:
        model = Hypothesis
        fields = ["assessment"]


class AchItemFilter(OfAssessmentFilter):
    class Meta:
        model = AchItem
        fields = ["assessment", "incident", "passage", "credibility", "relevance"]


class AchRatingFilter(RowFilter):
    project = ProjectFilter("item__assessment__project")
    assessment = filters.UUIDFilter("item__assessment", label=_("Assessment"))
    analyst = filters.CharFilter("created_by__username", label=_("Analyst"))

    class Meta:
        model = AchRating
        fields = ["item", "hypothesis", "value"]
