"""API of judgements, scopes, and the hypotheses, items and ratings of a matrix."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from rest_framework import serializers

from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import has_role, require_role
from ctplatform.curation.api.resources import CuratedRowViewSet
from ctplatform.exchange.api import ExportMixin
from ctplatform.rest.fields import VisibleRelatedField
from ctplatform.rest.scopes import Scope
from ctplatform.rest.views import RecordViewSet
from incidents.actors.models.actors import Actor
from incidents.assessments.filters import (
    AchItemFilter,
    AchRatingFilter,
    AssessmentScopeFilter,
    HypothesisFilter,
    JudgementFilter,
)
from incidents.assessments.models.assessments import Assessment
from incidents.assessments.models.hypotheses import AchItem, AchRating, Hypothesis
from incidents.assessments.models.judgements import Judgement
from incidents.assessments.models.scopes import AssessmentScope
from incidents.assessments.services import change_rating, rate_item, validate_passage_id
from incidents.events.models.incidents import Incident
from incidents.places.models.places import Place
from incidents.records.api.rows import READ_ONLY, TAIL
from incidents.records.api.serializers import RowSerializer, visible_reference


class JudgementSerializer(RowSerializer):
    """`brier` is (p - o)² of this row alone, 0 to 1, once the question is resolved yes or no.

    `date` is the server's day: a request may omit it or repeat it, but cannot set another.
    `stated_on` is the day stated for a judgement that was made before that rule.
    `probability_basis` says whether p was stated or is the middle of the likelihood's band.
    """

    assessment = VisibleRelatedField(model=Assessment)
    analyst = serializers.CharField(source="created_by.username", read_only=True, default=None)
    probability_basis = serializers.CharField(read_only=True)
    brier = serializers.FloatField(read_only=True, allow_null=True)

    class Meta:
        model = Judgement
        fields = [
            "id",
            "assessment",
            "analyst",
            "date",
            "made_at",
            "stated_on",
            "likelihood",
            "probability",
            "probability_basis",
            "confidence",
            "note",
            "brier",
            *TAIL,
        ]
        read_only_fields = [*READ_ONLY, "made_at", "stated_on"]
        validators = []


class AssessmentScopeSerializer(RowSerializer):
    assessment = VisibleRelatedField(model=Assessment)
    actor = visible_reference(Actor)
    place = visible_reference(Place)

    class Meta:
        model = AssessmentScope
        fields = ["id", "assessment", "actor", "place", *TAIL]
        read_only_fields = READ_ONLY
        validators = []


class HypothesisSerializer(RowSerializer):
    assessment = VisibleRelatedField(model=Assessment)

    class Meta:
        model = Hypothesis
        fields = ["id", "assessment", "text", "position", *TAIL]
        read_only_fields = READ_ONLY
        validators = []


class AchItemSerializer(RowSerializer):
    """`passage` is the id of an annotation; weights that are null count as medium."""

    assessment = VisibleRelatedField(model=Assessment)
    incident = visible_reference(Incident)

    class Meta:
        model = AchItem
        fields = [
            "id",
            "assessment",
            "text",
            "incident",
            "passage",
            "credibility",
            "relevance",
            "position",
            *TAIL,
        ]
        read_only_fields = READ_ONLY
        validators = []


class AchRatingSerializer(RowSerializer):
    """`value` is CC, C, N, I, II or NA; only its `analyst` may change it."""

    item = VisibleRelatedField(model=AchItem)
    hypothesis = VisibleRelatedField(model=Hypothesis)
    analyst = serializers.CharField(source="created_by.username", read_only=True)

    class Meta:
        model = AchRating
        fields = ["id", "item", "hypothesis", "analyst", "value", *TAIL]
        read_only_fields = READ_ONLY
        validators = []


class JudgementViewSet(ExportMixin, CuratedRowViewSet):
    model = Judgement
    serializer_class = JudgementSerializer
    filterset_class = JudgementFilter
    related = ("assessment", "created_by")
    ordering_fields = ("date", "made_at")


class AssessmentScopeViewSet(ExportMixin, CuratedRowViewSet):
    model = AssessmentScope
    serializer_class = AssessmentScopeSerializer
    filterset_class = AssessmentScopeFilter


class HypothesisViewSet(ExportMixin, CuratedRowViewSet):
    model = Hypothesis
    serializer_class = HypothesisSerializer
    filterset_class = HypothesisFilter
    ordering_fields = ("position",)


class AchItemViewSet(ExportMixin, CuratedRowViewSet):
    model = AchItem
    serializer_class = AchItemSerializer
    filterset_class = AchItemFilter
    ordering_fields = ("position",)

    def perform_create(self, values):
        self.check_passage(values, values["assessment"])
        return super().perform_create(values)

    def perform_update(self, record, values, version):
        self.check_passage(values, record.assessment)
        return super().perform_update(record, values, version)

    def check_passage(self, values, assessment):
        validate_passage_id(values.get("passage"), assessment, by=self.request.user)


class AchRatingViewSet(ExportMixin, RecordViewSet):
    """The ratings of all analysts; analysts write only their own, one cell at a time."""

    model = AchRating
    write_scope = Scope.ANNOTATE
    serializer_class = AchRatingSerializer
    filterset_class = AchRatingFilter
    related = ("item__assessment__project", "created_by")
    owner = "item"
    http_method_names = ["get", "post", "patch", "delete", "head", "options"]

    def check_may_add_to(self, owner):
        require_role(self.request.user, owner.project, Role.ANNOTATOR)

    def check_write(self, record):
        project = record.item.assessment.project
        if record.created_by_id != self.request.user.pk or not has_role(
            self.request.user, project, Role.ANNOTATOR
        ):
            raise PermissionDenied(_("Only its analyst may change a rating."))

    def perform_create(self, values):
        return rate_item(**values, by=self.request.user)

    def perform_update(self, record, values, version):
        return change_rating(
            record, values.get("value"), by=self.request.user, expected_version=version
        )

    def perform_destroy(self, record, version):
        change_rating(record, None, by=self.request.user, expected_version=version)
