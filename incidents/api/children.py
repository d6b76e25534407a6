"""JSON shapes of the rows that hang on a record and follow its state."""

from rest_framework import serializers

from ctplatform.rest.fields import VisibleRelatedField
from ctplatform.rest.serializers import ModelSerializer
from incidents.api.dates import ReadsDates
from incidents.api.serializers import RowSerializer, reference
from incidents.models import (
    Actor,
    ActorAlias,
    ActorKindPeriod,
    ActorRelation,
    ActorSizeEstimate,
    CasualtyEstimate,
    Incident,
    Participation,
    Place,
    ResponsibilityStatement,
    Source,
)

TAIL = ["version", "created", "updated"]
READ_ONLY = ["id", *TAIL]
BOUNDS = ["date_earliest", "date_latest", "date_precision"]
DATED = ["date", "date_expression", "date_reference", "date_words", *BOUNDS]


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
    """Figures that are all left out are read from `stated`: “more than 3,000” is low 3001."""

    actor = VisibleRelatedField(model=Actor)
    source = reference(Source)

    class Meta:
        model = ActorSizeEstimate
        fields = [
            "id", "actor", *DATED, "low", "best", "high", "unit", "stated", "source", "note", *TAIL,
        ]  # fmt: skip
        read_only_fields = [*READ_ONLY, *BOUNDS]
        validators = []


class ActorRelationSerializer(ReadsDates, RowSerializer):
    """`object` is an actor; kinds such as operates_in lead to a `place` instead. `directed` is
    false for kinds that hold both ways, which are stored once. `said_by` is who says so, in words,
    `verdicts` what was found of the allegations about it."""

    subject = VisibleRelatedField(model=Actor)
    object = reference(Actor)
    place = reference(Place)
    claimant = reference(Actor)
    directed = serializers.BooleanField(source="is_directed", read_only=True)
    said_by = serializers.CharField(source="said_by_shown", read_only=True)
    verdicts = serializers.SerializerMethodField()

    class Meta:
        model = ActorRelation
        fields = [
            "id", "subject", "kind", "object", "place", "directed", "polarity", "status",
            "confidence", "claimant", "claimant_words", "said_by", *DATED, "verdicts", "note",
            *TAIL,
        ]  # fmt: skip
        read_only_fields = [*READ_ONLY, *BOUNDS]
        validators = []

    def get_verdicts(self, relation) -> str | None:
        found = [charge.found for charge in getattr(relation, "charges", ()) if charge.found]
        return "; ".join(found) or None


class ToldSerializer(ModelSerializer):
    """A relation in words, with who says so where it is only said."""

    told = serializers.CharField()

    class Meta:
        model = ActorRelation
        fields = ["id", "told"]


class OfActorSerializer(serializers.Serializer):
    """Whose relations are asked for."""

    actor = serializers.UUIDField()


class ParticipationSerializer(RowSerializer):
    incident = VisibleRelatedField(model=Incident)
    actor = VisibleRelatedField(model=Actor)

    class Meta:
        model = Participation
        fields = ["id", "incident", "actor", "role", "certainty", "count", "note", *TAIL]
        read_only_fields = READ_ONLY
        validators = []


class CasualtyEstimateSerializer(RowSerializer):
    """Figures that are all left out are read from `stated`: “more than 150” is low 151.

    Choosing one (`selected`) lets the one of the same `kind` that was chosen before give way.
    """

    incident = VisibleRelatedField(model=Incident)
    source = reference(Source)

    class Meta:
        model = CasualtyEstimate
        fields = [
            "id", "incident", "kind", "group", "low", "best", "high", "qualifier", "stated",
            "includes_perpetrators", "as_of", "source", "credibility", "selected",
            "selection_method", *TAIL,
        ]  # fmt: skip
        read_only_fields = READ_ONLY
        validators = []


class ResponsibilitySerializer(ReadsDates, RowSerializer):
    incident = VisibleRelatedField(model=Incident)
    speaker = VisibleRelatedField(model=Actor)
    about = VisibleRelatedField(model=Actor, required=False, allow_null=True)

    class Meta:
        model = ResponsibilityStatement
        fields = [
            "id", "incident", "speaker", "about", "kind",
            "date", "date_expression", "date_reference", "date_words",
            "date_earliest", "date_latest", "date_precision", "mode", "channel", "authenticity",
            "note", *TAIL,
        ]  # fmt: skip
        read_only_fields = [*READ_ONLY, "date_earliest", "date_latest", "date_precision"]
        validators = []
