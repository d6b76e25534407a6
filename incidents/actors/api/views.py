"""API views of actors, their names, kinds, sizes and relations."""

from uuid import UUID

from django.db.models import Case, Prefetch, When
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from ctplatform.curation.api.resources import CuratedRowViewSet, CuratedViewSet
from ctplatform.exchange.api import ExportMixin, LossyExportMixin
from ctplatform.markings.api import ReadersMixin
from ctplatform.rest.filters import check_parameters
from incidents.actors.api.names import NamedMixin
from incidents.actors.api.rows import (
    ActorAliasSerializer,
    ActorKindPeriodSerializer,
    ActorRelationSerializer,
    ActorSizeEstimateSerializer,
    OfActorSerializer,
    RelationSentenceSerializer,
)
from incidents.actors.api.serializers import ActorSerializer
from incidents.actors.filters import (
    ActorAliasFilter,
    ActorFilter,
    ActorKindFilter,
    ActorRelationFilter,
    ActorSizeFilter,
)
from incidents.actors.models.actors import Actor
from incidents.actors.models.relations import ActorRelation
from incidents.actors.models.rows import ActorAlias, ActorKindPeriod, ActorSizeEstimate
from incidents.actors.services import add_size, create_actor
from incidents.allegations.expressions import VERDICTS
from incidents.allegations.models import Allegation
from incidents.records import sort_columns
from incidents.records.api.facets import FacetsMixin

MOST_SENTENCES = 200  # relations of an actor that `sentences/` returns


class ActorViewSet(ReadersMixin, NamedMixin, FacetsMixin, LossyExportMixin, CuratedViewSet):
    model = Actor
    serializer_class = ActorSerializer
    filterset_class = ActorFilter
    related = ("project",)
    ordering_fields = sort_columns.ACTORS

    def perform_create(self, values):
        aliases = values.pop("other_names", ())
        return create_actor(values, aliases=aliases, **self.why())

    def perform_update(self, record, values, version):
        values.pop("other_names", None)
        return super().perform_update(record, values, version)


class ActorAliasViewSet(ExportMixin, CuratedRowViewSet):
    model = ActorAlias
    serializer_class = ActorAliasSerializer
    filterset_class = ActorAliasFilter


class ActorKindViewSet(ExportMixin, CuratedRowViewSet):
    model = ActorKindPeriod
    serializer_class = ActorKindPeriodSerializer
    filterset_class = ActorKindFilter


class ActorSizeViewSet(ExportMixin, CuratedRowViewSet):
    model = ActorSizeEstimate
    serializer_class = ActorSizeEstimateSerializer
    filterset_class = ActorSizeFilter

    def perform_create(self, values):
        return add_size(values, **self.why())


class ActorRelationViewSet(LossyExportMixin, CuratedRowViewSet):
    model = ActorRelation
    serializer_class = ActorRelationSerializer
    filterset_class = ActorRelationFilter
    related = ("claimant",)

    def get_queryset(self):
        seen = Allegation.objects.visible_to(self.request.user).not_withdrawn().order_by("id")
        found = Prefetch("allegations", seen.annotate(found=VERDICTS), to_attr="shown_allegations")
        return super().get_queryset().prefetch_related(found)

    @extend_schema(
        filters=False,
        parameters=[OpenApiParameter("actor", UUID, required=True)],
        responses=RelationSentenceSerializer(many=True),
    )
    @action(detail=False, pagination_class=None, url_path="sentences")
    def sentences(self, request):
        """The relations of an actor, at either end, in words, so that a user can choose one.

        At most 200; those whose subject is the actor come first.
        """
        check_parameters(request, {"actor"})
        asked = OfActorSerializer(data=request.query_params)
        if not asked.is_valid():
            raise ValidationError({f"?{name}": texts for name, texts in asked.errors.items()})
        actor = asked.validated_data["actor"]
        rows = self.model.objects.visible_to(request.user).of_actor(actor)
        rows = rows.select_related("subject", "object", "place", "claimant")
        mine_first = Case(When(subject=actor, then=0), default=1)
        found = rows.order_by(mine_first, "kind", "id")[:MOST_SENTENCES]
        return Response(RelationSentenceSerializer(found, many=True).data)
