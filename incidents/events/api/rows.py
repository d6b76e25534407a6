"""Serializers of an incident's participants and further places."""

from rest_framework import serializers

from ctplatform.rest.fields import VisibleRelatedField
from incidents.actors.models.actors import Actor
from incidents.events.models.incident_places import IncidentPlace
from incidents.events.models.incidents import Incident
from incidents.events.models.participations import Participation
from incidents.places.models.places import Place
from incidents.records.api.rows import READ_ONLY, TAIL
from incidents.records.api.serializers import RowSerializer


class IncidentPlaceSerializer(RowSerializer):
    """Another place of an incident; `country` is derived from the place."""

    incident = VisibleRelatedField(model=Incident)
    place = VisibleRelatedField(model=Place)
    place_name = serializers.CharField(source="place.name", read_only=True)
    place_kind = serializers.CharField(source="place.kind", read_only=True)

    class Meta:
        model = IncidentPlace
        fields = [
            "id",
            "incident",
            "place",
            "place_name",
            "place_kind",
            "country",
            "role",
            "note",
            *TAIL,
        ]
        read_only_fields = [*READ_ONLY, "country"]
        validators = []


class ParticipationSerializer(RowSerializer):
    incident = VisibleRelatedField(model=Incident)
    actor = VisibleRelatedField(model=Actor)

    class Meta:
        model = Participation
        fields = ["id", "incident", "actor", "role", "certainty", "count", "note", *TAIL]
        read_only_fields = READ_ONLY
        validators = []
