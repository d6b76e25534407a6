"""API of assessments."""

from rest_framework import serializers

from ctplatform.curation.api.resources import CuratedViewSet
from ctplatform.exchange.api import ExportMixin
from ctplatform.markings.api import ReadersMixin
from incidents.actors.models.actors import Actor
from incidents.assessments.api.calibration import CalibrationMixin
from incidents.assessments.filters import AssessmentFilter
from incidents.assessments.models.assessments import Assessment
from incidents.records import sort_columns
from incidents.records.api.facets import FacetsMixin
from incidents.records.api.serializers import (
    READ_ONLY,
    RECORD_TAIL,
    OwnedSerializer,
    visible_reference,
)
from incidents.records.api.views import same_named_columns


class AssessmentSerializer(OwnedSerializer):
    """An assessment; it is a question once `outcome` is not null.

    `brier` scores the holder's probability, 0 to 1. `label` is the statement with its likelihood in
    words, for lists and links. `argues` says whether it is an argument for or against its `parent`
    (null is for). `suggested_likelihood` is the term that the words in `estimative` name.
    """

    holder = visible_reference(Actor)
    parent = visible_reference(Assessment)
    restates = visible_reference(Assessment)
    brier = serializers.FloatField(read_only=True, allow_null=True)
    label = serializers.CharField(read_only=True)
    suggested_likelihood = serializers.CharField(read_only=True, allow_null=True)

    class Meta:
        model = Assessment
        fields = [
            "id",
            "project",
            "label",
            "statement",
            "kind",
            "holder",
            "parent",
            "argues",
            "restates",
            "estimative",
            "is_comparative",
            "likelihood",
            "suggested_likelihood",
            "probability",
            "probability_basis",
            "confidence",
            "confidence_basis",
            "date",
            "horizon",
            "horizon_latest",
            "horizon_source",
            "criteria",
            "resolution_source",
            "outcome",
            "outcome_date",
            "outcome_evidence",
            "marking",
            "brier",
            *RECORD_TAIL,
        ]
        read_only_fields = [*READ_ONLY, "horizon_latest"]
        validators = []


class AssessmentViewSet(ReadersMixin, CalibrationMixin, FacetsMixin, ExportMixin, CuratedViewSet):
    model = Assessment
    serializer_class = AssessmentSerializer
    filterset_class = AssessmentFilter
    related = ("project",)
    ordering_fields = {
        **sort_columns.ASSESSMENTS,
        **same_named_columns("date", "horizon_latest", "outcome_date"),
    }
