"""What assessments, and what hangs on them, can be narrowed by."""

import django_filters as filters
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from incidents import vocabularies
from incidents.filters.base import (
    FamilyFilter,
    MarkingFilter,
    ProjectFilter,
    RecordFilter,
    RowFilter,
    TermFilter,
    TracedFilter,
)
from incidents.models import (
    AchItem,
    AchRating,
    Assessment,
    AssessmentScope,
    Hypothesis,
    Judgement,
)


class AssessmentFilter(RecordFilter):
    """`actor` keeps what an actor holds and what speaks about it; a last day may be over."""

    facets = {
        "state": "state", "kind": "kind", "likelihood": "likelihood", "confidence": "confidence",
        "outcome": "outcome", "marking": "marking", "past_horizon": "", "untraced": "",
    }  # fmt: skip
    untraced = TracedFilter()
    marking = MarkingFilter()
    kind = TermFilter(vocabularies.ASSESSMENT_KINDS, _("Kind"))
    likelihood = TermFilter(vocabularies.LIKELIHOODS, _("Likelihood"))
    confidence = TermFilter(vocabularies.CONFIDENCES, _("Confidence"))
    outcome = TermFilter(vocabularies.OUTCOMES, _("Outcome"))
    past_horizon = filters.ChoiceFilter(
        choices=[("true", _("over")), ("false", _("to come, or none"))],
        label=_("Horizon"), method="is_past",
    )  # fmt: skip
    holder = FamilyFilter(label=_("Held by"))
    actor = filters.UUIDFilter(label=_("Actor"), method="with_actor")
    place = FamilyFilter(label=_("Place"), method="with_place")
    parent = filters.UUIDFilter(label=_("Argues for"))
    restates = filters.UUIDFilter(label=_("Says again"))

    class Meta:
        model = Assessment
        fields = []

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
        fields = ["assessment", "incident", "passage"]


class AchRatingFilter(RowFilter):
    project = ProjectFilter("item__assessment__project")
    assessment = filters.UUIDFilter("item__assessment", label=_("Assessment"))
    analyst = filters.CharFilter("created_by__username", label=_("Analyst"))

    class Meta:
        model = AchRating
        fields = ["item", "hypothesis", "value"]
