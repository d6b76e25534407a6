"""What assessments and judgements can be narrowed by."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from ctplatform.rest.filters import FilterSet
from incidents import vocabularies
from incidents.filters.base import ProjectFilter, RecordFilter, TermFilter
from incidents.models import Assessment, Judgement


class AssessmentFilter(RecordFilter):
    kind = TermFilter(vocabularies.ASSESSMENT_KINDS, _("Kind"))
    likelihood = TermFilter(vocabularies.LIKELIHOODS, _("Likelihood"))
    confidence = TermFilter(vocabularies.CONFIDENCES, _("Confidence"))
    holder = filters.UUIDFilter(label=_("Held by"))

    class Meta:
        model = Assessment
        fields = []


class JudgementFilter(FilterSet):
    project = ProjectFilter("assessment__project")

    class Meta:
        model = Judgement
        fields = ["assessment", "likelihood", "confidence"]
