"""Serializer of an incident."""

from django.contrib.auth.models import AnonymousUser
from rest_framework import serializers

from incidents.events.api.dataset_ids import (
    DatasetIdsField,
    HoldsDatasetIds,
    IncidentListSerializer,
)
from incidents.events.api.participants import HoldsParticipants, VisibleParticipantsField
from incidents.events.models.canonical_ids import canonical_ids
from incidents.events.models.dataset_ids import COLUMNS
from incidents.events.models.incident_places import named_places_of
from incidents.events.models.incidents import TYPES, Incident
from incidents.events.models.killed import killed_words
from incidents.events.models.variables import VARIABLE_FIELDS
from incidents.places.coordinate_redaction import redactor_of
from incidents.places.models.places import Place
from incidents.records.api.dates import ReadsDates
from incidents.records.api.serializers import (
    READ_ONLY,
    RECORD_TAIL,
    OwnedSerializer,
    TermField,
    visible_reference,
)
from incidents.records.models import is_country, term_choices
from incidents.responsibility.models.claimed import claimed_among
from incidents.vocabularies import YES_NO


def types_field(name):
    """A list of slugs, the main one first."""
    child = TermField(choices=term_choices(TYPES[name]))
    return serializers.ListField(child=child, required=False, allow_null=True)


class IncidentSerializer(HoldsDatasetIds, HoldsParticipants, ReadsDates, OwnedSerializer):
    """An incident.

    `lat`, `lon` and `uncertainty_m` are the incident's own, else its place's, as exact as the user
    may see them; null in a write removes the incident's own position. `further_places` are the rows
    of `incident-places/`, null for none.
    `killed` is the best figure of fatalities, null where none is stated; `killed_low` and
    `killed_high` are the least and the most that the estimates allow: of “more than 150”
    `killed_low` is 151. They come from the selected estimate, else from the estimates for all
    fatalities, else from the sum of the groups; from merged records where the incident has none.
    `killed_words` is the text that pages show.
    `claimed` is derived from the statements of responsibility that the user sees: yes where a claim
    stands, no where there are only other statements, null where there are none. `transnational` is
    derived from its three ways. `event_type` is derived from `sub_event_type` where only that is
    given. `actors` are the participants, once for each role and certainty; write them through
    `participations/`.
    """

    place = visible_reference(Place)
    place_name = serializers.CharField(source="place.name", read_only=True, default=None)
    place_kind = serializers.CharField(source="place.kind", read_only=True, default=None)
    attack_types = types_field("attack_types")
    target_types = types_field("target_types")
    weapon_types = types_field("weapon_types")
    killed = serializers.IntegerField(source="killed_best", read_only=True, allow_null=True)
    killed_words = serializers.SerializerMethodField()
    further_places = serializers.SerializerMethodField()
    target_nationalities = serializers.ListField(
        child=serializers.CharField(validators=[is_country]), required=False, allow_null=True
    )
    transnational = serializers.ChoiceField(term_choices(YES_NO), read_only=True, allow_null=True)
    claimed = serializers.ChoiceField(term_choices(YES_NO), read_only=True, allow_null=True)
    dataset = serializers.CharField(read_only=True, allow_null=True)
    dataset_id = serializers.CharField(read_only=True, allow_null=True)
    dataset_ids = DatasetIdsField()
    actors = VisibleParticipantsField()

    class Meta:
        model = Incident
        list_serializer_class = IncidentListSerializer
        fields = [
            "id",
            "project",
            "title",
            "summary",
            "record_kind",
            "lifecycle",
            "domain",
            "date",
            "date_expression",
            "date_reference",
            "date_event",
            "date_words",
            "date_basis",
            "date_earliest",
            "date_latest",
            "date_precision",
            "place",
            "place_name",
            "place_kind",
            "place_precision",
            "lat",
            "lon",
            "uncertainty_m",
            "country",
            "further_places",
            "attack_types",
            "target_types",
            "weapon_types",
            "killed",
            "killed_low",
            "killed_high",
            "killed_words",
            *VARIABLE_FIELDS,
            "transnational",
            "claimed",
            "actors",
            "embargo_until",
            "rights",
            "marking",
            *COLUMNS,
            *RECORD_TAIL,
        ]
        read_only_fields = [
            *READ_ONLY,
            "date_earliest",
            "date_latest",
            "date_precision",
            "killed_low",
            "killed_high",
        ]
        validators = []

    def get_further_places(self, incident) -> list[dict] | None:
        return incident.named_places

    def get_killed_words(self, incident) -> str | None:
        return killed_words(incident)

    def to_representation(self, incident):
        if not isinstance(self.parent, serializers.ListSerializer):
            self.hold_related([incident])
        position = incident.redacted_position(redactor_of(self.context))
        return super().to_representation(incident) | position._asdict()

    def hold_related(self, incidents):
        """Set the attributes of incidents that come from related rows, in five queries."""
        request = self.context.get("request")
        user = request.user if request else AnonymousUser()
        canonical = canonical_ids([each.pk for each in incidents], user)
        self.hold_dataset_ids(incidents, canonical)
        self.hold_participants(incidents, canonical, user)
        claimed = claimed_among(canonical, user)
        further = named_places_of(incidents)
        for each in incidents:
            each.claimed = claimed.get(each.pk)
            each.named_places = further.get(each.pk)

    def validate(self, attrs):
        place, country = attrs.get("place"), attrs.get("country")
        if place and country and place.country not in (None, country):
            message = f"The place lies in {place.country}; leave the country out."
            raise serializers.ValidationError({"country": message})
        return super().validate(attrs)
