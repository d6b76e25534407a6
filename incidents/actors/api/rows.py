"""Serializers of an actor's names, kinds, sizes and relations."""

from uuid import UUID

from rest_framework import serializers

from ctplatform.rest.fields import VisibleRelatedField
from ctplatform.rest.serializers import ModelSerializer
from incidents.actors.models.actors import Actor
from incidents.actors.models.contradictions import contradicting_ids
from incidents.actors.models.relations import ActorRelation
from incidents.actors.models.rows import ActorAlias, ActorKindPeriod, ActorSizeEstimate
from incidents.places.models.places import Place
from incidents.records.api.dates import ReadsDates
from incidents.records.api.rows import BOUNDS, DATED, READ_ONLY, TAIL
from incidents.records.api.serializers import RowSerializer, visible_reference
from incidents.sources.models import Source


class ActorAliasSerializer(RowSerializer):
    actor = VisibleRelatedField(model=Actor)

    class Meta:
        model = ActorAlias
        fields = ["id", "actor", "text", "kind", "language", "script", "ambiguous", *TAIL]
        read_only_fields = READ_ONLY
        validators = []


class ActorKindPeriodSerializer(ReadsDates, RowSerializer):
    actor = VisibleRelatedField(model=Actor)

    class Meta:
        model = ActorKindPeriod
        fields = ["id", "actor", "kind", *DATED, "note", *TAIL]
        read_only_fields = [*READ_ONLY, *BOUNDS]
        validators = []


class ActorSizeEstimateSerializer(ReadsDates, RowSerializer):
    """Figures that are left out are read from `stated`: “more than 3,000” is low 3001.

    `figures` shows the figures in words (“more than 3000”).
    """

    actor = VisibleRelatedField(model=Actor)
    source = visible_reference(Source)
    figures = serializers.CharField(read_only=True)

    class Meta:
        model = ActorSizeEstimate
        fields = [
            "id",
            "actor",
            *DATED,
            "low",
            "best",
            "high",
            "qualifier",
            "unit",
            "stated",
            "source",
            "note",
            "figures",
            *TAIL,
        ]
        read_only_fields = [*READ_ONLY, *BOUNDS]
        validators = []


class ActorRelationSerializer(ReadsDates, RowSerializer):
    """A relation between an actor and another actor (`object`) or a place (`place`).

    The kind decides which of the two: operates_in, for example, has a `place`. `directed` is false
    for symmetric kinds, which are stored once. `label` is the relation in English words (“does not
    sponsor”); `negative` is true where it states that there is no such tie. `contradicts` lists the
    ids of relations that cannot hold together with it. `said_by` names the claimant; `verdicts` are
    the verdicts on the allegations about the relation.
    """

    subject = VisibleRelatedField(model=Actor)
    object = visible_reference(Actor)
    place = visible_reference(Place)
    claimant = visible_reference(Actor)
    directed = serializers.BooleanField(source="is_directed", read_only=True)
    label = serializers.CharField(read_only=True)
    negative = serializers.BooleanField(source="is_negative", read_only=True)
    contradicts = serializers.SerializerMethodField()
    said_by = serializers.CharField(source="said_by_shown", read_only=True)
    verdicts = serializers.SerializerMethodField()

    class Meta:
        model = ActorRelation
        fields = [
            "id",
            "subject",
            "kind",
            "label",
            "object",
            "place",
            "directed",
            "polarity",
            "negative",
            "status",
            "contradicts",
            "confidence",
            "claimant",
            "claimant_words",
            "said_by",
            *DATED,
            "verdicts",
            "note",
            *TAIL,
        ]
        read_only_fields = [*READ_ONLY, *BOUNDS]
        validators = []

    def get_contradicts(self, relation) -> list[UUID]:
        return self._contradictions(relation).get(relation.pk, [])

    def _contradictions(self, relation):
        """{id: [ids of contradicting relations]}, computed once for all rows of a page."""
        known = self.context.setdefault("contradictions", {})
        if relation.pk not in known:
            is_listed = isinstance(self.parent, serializers.ListSerializer)
            shown = [relation, *((self.parent.instance or ()) if is_listed else ())]
            found = contradicting_ids(shown, self.context["request"].user)
            known.update({row.pk: found.get(row.pk, []) for row in shown})
        return known

    def get_verdicts(self, relation) -> str | None:
        found = [
            charge.found for charge in getattr(relation, "shown_allegations", ()) if charge.found
        ]
        return "; ".join(found) or None


class RelationSentenceSerializer(ModelSerializer):
    """An actor relation in words, with the claimant where the relation is only claimed."""

    sentence = serializers.CharField()

    class Meta:
        model = ActorRelation
        fields = ["id", "sentence"]


class OfActorSerializer(serializers.Serializer):
    """The query parameter `actor`, whose relations are requested."""

    actor = serializers.UUIDField()
