"""The register's viewsets. Each names its model, shapes and filters; the door does the rest."""

from uuid import UUID

from django.db.models import Case, Prefetch, When
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from ctplatform.curation.resources import CuratedRowViewSet, CuratedViewSet
from ctplatform.exchange.api import ExportMixin
from ctplatform.markings.api import ReadersMixin
from ctplatform.rest.filters import check_parameters
from ctplatform.rest.views import RecordViewSet
from incidents import filters, models, orders, services
from incidents.aggregates.series import touched
from incidents.api import children, serializers
from incidents.api.calibration import CalibrationMixin
from incidents.api.facets import FacetsMixin
from incidents.api.naming import NamedMixin
from incidents.api.standing import StandingMixin
from incidents.formats.expressions import VERDICTS

MOST_TOLD = 200  # relations of an actor, for a choice among them


def named(*columns):
    """Columns that are sorted by under their own names."""
    return {name: name for name in columns}


class SourceViewSet(RecordViewSet):
    model = models.Source
    serializer_class = serializers.SourceSerializer
    filterset_class = filters.SourceFilter
    related = ("project",)
    ordering_fields = ("name",)
    http_method_names = ["get", "post", "patch", "head", "options"]

    def check_write(self, record):
        services.require_may_change_source(record, by=self.request.user)

    def perform_create(self, values):
        return services.create_source(by=self.request.user, **values)

    def perform_update(self, record, values, version):
        values.pop("project", None)
        return services.change_source(
            record, values, by=self.request.user, expected_version=version
        )


class PlaceViewSet(FacetsMixin, ExportMixin, CuratedViewSet):
    model = models.Place
    export_of = "places"
    serializer_class = serializers.PlaceSerializer
    filterset_class = filters.PlaceFilter
    related = ("project", "parent")
    ordering_fields = ("name",)


class ActorViewSet(ReadersMixin, NamedMixin, FacetsMixin, ExportMixin, CuratedViewSet):
    model = models.Actor
    export_of = "actors"
    serializer_class = serializers.ActorSerializer
    filterset_class = filters.ActorFilter
    related = ("project",)
    ordering_fields = orders.ACTORS

    def perform_create(self, values):
        aliases = values.pop("other_names", ())
        return services.create_actor(values, aliases=aliases, **self.why())

    def perform_update(self, record, values, version):
        values.pop("other_names", None)
        return super().perform_update(record, values, version)


class IncidentViewSet(StandingMixin, ReadersMixin, FacetsMixin, ExportMixin, CuratedViewSet):
    model = models.Incident
    export_of = "incidents"
    serializer_class = serializers.IncidentSerializer
    filterset_class = filters.IncidentFilter
    related = ("project", "place")
    ordering_fields = {**orders.INCIDENTS, **named("date_earliest", "date_latest")}

    def preview(self, record, into, choices):
        """As for every record, with the series whose buckets are counted again."""
        found = touched([record, into], self.request.user)
        series = [{"id": str(each.pk), "title": each.title, "buckets": n} for each, n in found]
        return super().preview(record, into, choices) | {"series": series}


class AssessmentViewSet(ReadersMixin, CalibrationMixin, FacetsMixin, ExportMixin, CuratedViewSet):
    model = models.Assessment
    export_of = "assessments"
    serializer_class = serializers.AssessmentSerializer
    filterset_class = filters.AssessmentFilter
    related = ("project",)
    ordering_fields = {**orders.ASSESSMENTS, **named("date", "horizon_latest", "outcome_date")}


class ActorAliasViewSet(ExportMixin, CuratedRowViewSet):
    model = models.ActorAlias
    export_of = "actor-aliases"
    serializer_class = children.ActorAliasSerializer
    filterset_class = filters.ActorAliasFilter


class ActorKindViewSet(ExportMixin, CuratedRowViewSet):
    model = models.ActorKindPeriod
    export_of = "actor-kinds"
    serializer_class = children.ActorKindPeriodSerializer
    filterset_class = filters.ActorKindFilter


class ActorSizeViewSet(ExportMixin, CuratedRowViewSet):
    model = models.ActorSizeEstimate
    export_of = "actor-sizes"
    serializer_class = children.ActorSizeEstimateSerializer
    filterset_class = filters.ActorSizeFilter

    def perform_create(self, values):
        return services.add_size(values, **self.why())


class ActorRelationViewSet(ExportMixin, CuratedRowViewSet):
    model = models.ActorRelation
    export_of = "actor-relations"
    serializer_class = children.ActorRelationSerializer
    filterset_class = filters.ActorRelationFilter
    related = ("claimant",)

    def get_queryset(self):
        seen = models.Allegation.objects.visible_to(self.request.user).upheld().order_by("id")
        found = Prefetch("allegations", seen.annotate(found=VERDICTS), to_attr="charges")
        return super().get_queryset().prefetch_related(found)

    @extend_schema(
        filters=False,
        parameters=[OpenApiParameter("actor", UUID, required=True)],
        responses=children.ToldSerializer(many=True),
    )
    @action(detail=False, pagination_class=None)
    def told(self, request):
        """The relations of an actor, either end, in words: what a passage may be said to support.

        At most 200, those of its own first.
        """
        check_parameters(request, {"actor"})
        asked = children.OfActorSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        actor = asked.validated_data["actor"]
        rows = self.model.objects.visible_to(request.user).of_actor(actor)
        rows = rows.select_related("subject", "object", "place", "claimant")
        mine_first = Case(When(subject=actor, then=0), default=1)
        found = rows.order_by(mine_first, "kind", "id")[:MOST_TOLD]
        return Response(children.ToldSerializer(found, many=True).data)


class ParticipationViewSet(ExportMixin, CuratedRowViewSet):
    model = models.Participation
    export_of = "participations"
    serializer_class = children.ParticipationSerializer
    filterset_class = filters.ParticipationFilter


class CasualtyEstimateViewSet(ExportMixin, CuratedRowViewSet):
    model = models.CasualtyEstimate
    export_of = "casualties"
    serializer_class = children.CasualtyEstimateSerializer
    filterset_class = filters.CasualtyEstimateFilter

    def perform_create(self, values):
        return services.add_casualties(values, **self.why())


class ResponsibilityViewSet(ExportMixin, CuratedRowViewSet):
    model = models.ResponsibilityStatement
    export_of = "responsibility"
    serializer_class = children.ResponsibilitySerializer
    filterset_class = filters.ResponsibilityFilter
