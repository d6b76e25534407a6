"""JSON shapes of the rows that hang on a record and follow its state."""

from ctplatform.rest.fields import VisibleRelatedField
from incidents.api.serializers import RowSerializer, reference
from incidents.models import (
    Actor,
    ActorAlias,
    ActorRelation,
    CasualtyEstimate,
    Incident,
    Participation,
    ResponsibilityStatement,
    Source,
)

TAIL = ["version", "created", "updated"]
READ_ONLY = ["id", *TAIL]


class ActorAliasSerializer(RowSerializer):
    actor = VisibleRelatedField(model=Actor)

    class Meta:
        model = ActorAlias
        fields = ["id", "actor", "text", "kind", "language", *TAIL]
        read_only_fields = READ_ONLY
        validators = []


class ActorRelationSerializer(RowSerializer):
    subject = VisibleRelatedField(model=Actor)
    object = VisibleRelatedField(model=Actor)

    class Meta:
        model = ActorRelation
        fields = ["id", "subject", "kind", "object", "polarity", "status", "date", "note", *TAIL]
        read_only_fields = READ_ONLY
        validators = []


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


class ResponsibilitySerializer(RowSerializer):
    incident = VisibleRelatedField(model=Incident)
    speaker = VisibleRelatedField(model=Actor)
    about = VisibleRelatedField(model=Actor, required=False, allow_null=True)

    class Meta:
        model = ResponsibilityStatement
        fields = [
            "id", "incident", "speaker", "about", "kind", "date", "date_words",
            "date_earliest", "date_latest", "date_precision", "mode", "channel", "authenticity",
            "note", *TAIL,
        ]  # fmt: skip
        read_only_fields = [*READ_ONLY, "date_earliest", "date_latest", "date_precision"]
        validators = []
