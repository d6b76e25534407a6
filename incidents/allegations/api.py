"""API of allegations, their claimants, subjects and verdicts."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound

from ctplatform.access.export_rights import passed_on
from ctplatform.curation.api.resources import CuratedRowViewSet, CuratedViewSet
from ctplatform.exchange.api import ExportMixin, LossyExportMixin
from ctplatform.exchange.registry import find_format
from ctplatform.exchange.streaming import stream_rows
from ctplatform.rest.fields import VisibleRelatedField
from ctplatform.rest.renderers import OwnMediaType
from ctplatform.rest.scopes import Scope
from incidents.actors.models.actors import Actor
from incidents.actors.models.relations import ActorRelation
from incidents.allegations.filters import (
    AllegationFilter,
    AllegationSubjectFilter,
    ClaimantFilter,
    VerdictFilter,
)
from incidents.allegations.models import Allegation, AllegationSubject, Claimant, Verdict
from incidents.events.api.links import BOUNDS
from incidents.events.models.incidents import Incident
from incidents.records.api.dates import ReadsDates
from incidents.records.api.rows import READ_ONLY as ROW_READ_ONLY
from incidents.records.api.rows import TAIL
from incidents.records.api.serializers import (
    READ_ONLY,
    RECORD_TAIL,
    OwnedSerializer,
    RowSerializer,
    visible_reference,
)
from incidents.warnings.models import Warning


class AllegationSubjectSerializer(RowSerializer):
    """A further actor whom an allegation is about, besides its `subject`."""

    allegation = VisibleRelatedField(model=Allegation)
    actor = VisibleRelatedField(model=Actor)

    class Meta:
        model = AllegationSubject
        fields = ["id", "allegation", "actor", "note", *TAIL]
        read_only_fields = ROW_READ_ONLY
        validators = []


class ClaimantSerializer(RowSerializer):
    allegation = VisibleRelatedField(model=Allegation)
    actor = visible_reference(Actor)

    class Meta:
        model = Claimant
        fields = ["id", "allegation", "actor", "name", "country", "is_passive", "note", *TAIL]
        read_only_fields = ROW_READ_ONLY
        validators = []


class VerdictSerializer(RowSerializer):
    allegation = VisibleRelatedField(model=Allegation)
    reviewer = visible_reference(Actor)

    class Meta:
        model = Verdict
        fields = [
            "id",
            "allegation",
            "reviewer_kind",
            "reviewer",
            "rating",
            "rating_value",
            "scope_note",
            "words",
            "date",
            "note",
            *TAIL,
        ]
        read_only_fields = ROW_READ_ONLY
        validators = []


class AllegationSerializer(ReadsDates, OwnedSerializer):
    """An allegation is always read with its claimants and verdicts.

    These are written at `claimants/` and `verdicts/`. Actors whom it is about besides `subject` are
    read as `further_subjects` and written at `allegation-subjects/`. `label` is the proposition as
    alleged.
    """

    subject = visible_reference(Actor)
    target = visible_reference(Actor)
    incident = visible_reference(Incident)
    warning = visible_reference(Warning)
    relation = visible_reference(ActorRelation)
    umbrella = visible_reference(Allegation)
    further_subjects = AllegationSubjectSerializer(many=True, read_only=True)
    claimants = ClaimantSerializer(many=True, read_only=True)
    verdicts = VerdictSerializer(many=True, read_only=True)
    label = serializers.CharField(read_only=True)

    class Meta:
        model = Allegation
        fields = [
            "id",
            "project",
            "label",
            "proposition",
            "kind",
            "claimants",
            "subject",
            "further_subjects",
            "target",
            "date",
            "date_expression",
            "date_reference",
            "date_event",
            "date_words",
            *BOUNDS,
            "incident",
            "warning",
            "relation",
            "umbrella",
            "url",
            "note",
            "verdicts",
            *RECORD_TAIL,
        ]
        read_only_fields = [*READ_ONLY, *BOUNDS]
        validators = []


class AllegationViewSet(LossyExportMixin, CuratedViewSet):
    model = Allegation
    serializer_class = AllegationSerializer
    filterset_class = AllegationFilter
    related = ("project",)
    prefetch = ("claimants", "verdicts", "further_subjects")
    ordering_fields = ("date_earliest", "updated")

    @extend_schema(
        request=None, responses={(200, "application/ld+json"): OpenApiTypes.OBJECT}, filters=False
    )
    @action(
        detail=True,
        url_path="claim-review",
        required_scope=Scope.EXPORT,
        pagination_class=None,
        content_negotiation_class=OwnMediaType,
    )
    def claim_review(self, request, *args, **kwargs):
        """The allegation and its verdicts as ClaimReview of schema.org, in JSON-LD."""
        record = self.get_object()
        rows = passed_on(Allegation.objects.visible_to(request.user), request.user)
        rows = rows.filter(pk=record.pk)
        if not rows.exists():
            raise NotFound
        chosen = find_format("allegations", "claim_review")
        return stream_rows(rows, chosen, f"allegation-{record.pk}", request, "allegations")


class AllegationSubjectViewSet(ExportMixin, CuratedRowViewSet):
    model = AllegationSubject
    serializer_class = AllegationSubjectSerializer
    filterset_class = AllegationSubjectFilter


class ClaimantViewSet(ExportMixin, CuratedRowViewSet):
    model = Claimant
    serializer_class = ClaimantSerializer
    filterset_class = ClaimantFilter


class VerdictViewSet(ExportMixin, CuratedRowViewSet):
    model = Verdict
    serializer_class = VerdictSerializer
    filterset_class = VerdictFilter
