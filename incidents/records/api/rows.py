"""Field lists and serializers shared by the child rows of records."""

from rest_framework import serializers

from ctplatform.rest.serializers import ModelSerializer
from incidents.actors.models.relations import ActorRelation

TAIL = ["version", "created", "updated"]

READ_ONLY = ["id", *TAIL]

BOUNDS = ["date_earliest", "date_latest", "date_precision"]

DATED = ["date", "date_expression", "date_reference", "date_event", "date_words", *BOUNDS]


class RelationSentenceSerializer(ModelSerializer):
    """An actor relation in words, with the claimant where the relation is only claimed."""

    told = serializers.CharField(source="sentence")

    class Meta:
        model = ActorRelation
        fields = ["id", "told"]
