"""`network/`: the actors of a project, their measures and their ties, and its downloads."""

from django.http import Http404
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from ctplatform.accounts.models import Project
from ctplatform.exchange.api import ExportMixin
from ctplatform.rest.views import ScopedViewSet
from incidents.actors.models.relations import ActorRelation
from incidents.actors.queries.network import words_of
from incidents.networks.filters import NetworkFilter
from incidents.networks.queries import claim_lines, network_of
from incidents.vocabularies import ACTOR_KIND_CHOICES, RELATION_STATUSES


class NetworkActorSerializer(serializers.Serializer):
    """An actor with its measures; the wider ones also count ties that are not certain.

    Betweenness is from 0 to 1. `uncertain` and `negative` are numbers of relations.
    """

    id = serializers.UUIDField(source="actor.pk")
    name = serializers.CharField(source="actor.name")
    kind = serializers.ChoiceField(ACTOR_KIND_CHOICES, source="actor.kind", allow_null=True)
    country = serializers.CharField(source="actor.country", allow_null=True)
    degree = serializers.IntegerField()
    betweenness = serializers.FloatField()
    wider_degree = serializers.IntegerField()
    wider_betweenness = serializers.FloatField()
    uncertain = serializers.IntegerField()
    negative = serializers.IntegerField()


class NetworkTieSerializer(serializers.Serializer):
    """A relation between two of the actors; `words` is all of it in a sentence.

    `negative` is true where it states that there is no such tie. `claim` are the lines to print on
    a tie that is not recorded as fact: what it denies, who alleges it, what was found.
    """

    id = serializers.UUIDField(source="pk")
    subject = serializers.UUIDField(source="subject_id")
    object = serializers.UUIDField(source="object_id")
    relation = serializers.CharField(source="kind")
    label = serializers.CharField()
    status = serializers.ChoiceField(list(RELATION_STATUSES))
    negative = serializers.BooleanField(source="is_negative")
    directed = serializers.BooleanField(source="is_directed")
    said_by = serializers.CharField(source="said_by_shown")
    date = serializers.CharField(allow_null=True)
    words = serializers.SerializerMethodField()
    claim = serializers.SerializerMethodField()

    def get_words(self, relation) -> str:
        return words_of(relation)

    def get_claim(self, relation) -> list[str]:
        return list(claim_lines(relation))


@extend_schema_serializer(many=False)
class NetworkSerializer(serializers.Serializer):
    """`actor_count` and `tie_count` are how many there are; `is_cut` if not all are listed.

    `is_at_least`: there are more than the counts. `undated` ties have no date and are left out
    because a `day` is asked for. Ties that are not recorded are not absent ties.
    """

    actors = NetworkActorSerializer(source="measured", many=True)
    ties = NetworkTieSerializer(source="relations", many=True)
    actor_count = serializers.IntegerField()
    tie_count = serializers.IntegerField()
    is_cut = serializers.BooleanField()
    is_at_least = serializers.BooleanField()
    undated = serializers.IntegerField()


class NetworkViewSet(ExportMixin, ScopedViewSet):
    """The network of one project's actors, as its filters leave it."""

    model = ActorRelation
    serializer_class = NetworkSerializer
    filterset_class = NetworkFilter
    export_of = "network"
    pagination_class = None

    def filter_queryset(self, queryset):
        """The ties of the project, which has to be named."""
        rows = super().filter_queryset(queryset)
        slug = self.request.query_params.get("project")
        if not slug:
            raise ValidationError({"?project": "Name the project."})
        if not Project.objects.visible_to(self.request.user).filter(slug=slug).exists():
            raise Http404
        return rows

    @extend_schema(responses=NetworkSerializer)
    def list(self, request):
        """Read the network: at most 300 actors, those with most relations, and 1,500 ties."""
        rows = self.filter_queryset(self.model.objects.visible_to(request.user))
        found = network_of(rows, request.user)
        filtered = NetworkFilter(
            request.query_params, self.model.objects.visible_to(request.user), request=request
        )
        filtered.is_valid()
        data = {name: getattr(found, name) for name in ("measured", "relations", "is_cut")}
        data |= {name: getattr(found, name) for name in ("actor_count", "tie_count", "is_at_least")}
        return Response(NetworkSerializer(data | {"undated": filtered.undated()}).data)
