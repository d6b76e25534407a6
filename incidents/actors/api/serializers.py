"""Serializer of an actor."""

from rest_framework import serializers

from incidents.actors.models.actors import Actor
from incidents.records.api.serializers import READ_ONLY, RECORD_TAIL, OwnedSerializer


class ActorSerializer(OwnedSerializer):
    """`aliases` is accepted only when an actor is created; later, write to `actor-aliases/`."""

    aliases = serializers.ListField(
        child=serializers.CharField(max_length=200),
        source="other_names",
        required=False,
        max_length=100,
    )

    class Meta:
        model = Actor
        fields = [
            "id",
            "project",
            "name",
            "aliases",
            "kind",
            "person_sensitivity",
            "description",
            "country",
            "active",
            "founded",
            "ended",
            "membership_origins",
            "wikidata",
            "ucdp_actor_id",
            "acled_inter",
            "marking",
            *RECORD_TAIL,
        ]
        read_only_fields = READ_ONLY
        validators = []

    def validate_aliases(self, aliases):
        if self.instance and aliases != self.instance.other_names:
            raise serializers.ValidationError("Add and remove other names at actor-aliases/.")
        return aliases
