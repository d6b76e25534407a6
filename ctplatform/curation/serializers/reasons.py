"""Serializers of the reason, the evidence and the version that accompany an action."""

from rest_framework import serializers

from ctplatform.curation.models import REASON_LENGTH
from ctplatform.rest.fields import VerbatimField
from ctplatform.rest.serializers import Serializer

MAX_EVIDENCE = 200
MOST_AT_ONCE = 200  # proposals in one decision


class PersonField(serializers.SlugRelatedField):
    """A user, by username."""

    def __init__(self, **kwargs):
        super().__init__(slug_field="username", read_only=True, **kwargs)


class ReasonSerializer(Serializer):
    reason = VerbatimField(max_length=REASON_LENGTH, allow_blank=True, required=False, default="")


class ActSerializer(ReasonSerializer):
    """`version` is the version that was read; If-Match with its ETag has the same effect."""

    version = serializers.IntegerField(min_value=1, required=False)


class WhySerializer(ReasonSerializer):
    """What may accompany any write of a curated resource, in addition to its own fields."""

    evidence = serializers.ListField(
        child=serializers.UUIDField(), max_length=MAX_EVIDENCE, required=False, default=list
    )
