"""The participants of incidents, each with a role and a certainty, as a field of the API."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from incidents.events.queries.participants import parts_among
from incidents.records.models import term_choices
from incidents.vocabularies import PARTICIPATION_CERTAINTIES, PARTICIPATION_ROLES


class ParticipantSerializer(serializers.Serializer):
    """An actor that takes part in an incident; `certainty` is null where it is not coded."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    role = serializers.ChoiceField(term_choices(PARTICIPATION_ROLES))
    certainty = serializers.ChoiceField(term_choices(PARTICIPATION_CERTAINTIES), allow_null=True)


@extend_schema_field(ParticipantSerializer(many=True))
class VisibleParticipantsField(serializers.ReadOnlyField):
    """The participants of an incident that the user may see; [] if there are none."""


class HoldsParticipants:
    """Serializer mixin that fetches the participants of any number of incidents in one query."""

    def hold_participants(self, incidents, canonical, user):
        """Set the `actors` of each incident to the participants that the user may see."""
        found = parts_among(canonical, user)
        for each in incidents:
            each.actors = [
                {"id": str(actor), "name": name, "role": role, "certainty": certainty}
                for actor, name, role, certainty in dict.fromkeys(found.get(each.pk, ()))
            ]
