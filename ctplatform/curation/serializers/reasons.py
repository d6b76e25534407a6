"""What accompanies every act: who, and why."""

from rest_framework import serializers

from ctplatform.curation.models import REASON_LENGTH
from ctplatform.rest.fields import VerbatimField

MAX_EVIDENCE = 200
MOST_AT_ONCE = 200  # proposals in one decision


class PersonField(serializers.SlugRelatedField):
    """A person by user name."""

    def __init__(self, **kwargs):
        super().__init__(slug_field="username", read_only=True, **kwargs)


class ReasonSerializer(serializers.Serializer):
    reason = VerbatimField(max_length=REASON_LENGTH, allow_blank=True, required=False, default="")


class WhySerializer(ReasonSerializer):
    """What may accompany any write of a curated resource, beside its own fields."""

    evidence = serializers.ListField(
        child=serializers.UUIDField(), max_length=MAX_EVIDENCE, required=False, default=list
    )
