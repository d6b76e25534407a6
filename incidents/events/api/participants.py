"""The participants of incidents, each with a role and a certainty, as a field of the API."""

from django.contrib.auth.models import AnonymousUser
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
    """Serializer mixin that fetches the participants of any number of incidents in two queries."""

    def hold_participants(self, incidents):
        """Set the `actors` of each incident to the participants that the user may see."""
        request = self.context.get("request")
        user = request.user if request else AnonymousUser()
        found = parts_among([each.pk for each in incidents], user)
        for each in incidents:
            rows = (
                (part.actor_id, part.actor.name, part.role, part.certainty)
                for part in found.get(each.pk, ())
            )
            each.actors = [
                {"id": str(actor), "name": name, "role": role, "certainty": certainty}
                for actor, name, role, certainty in dict.fromkeys(rows)
            ]
