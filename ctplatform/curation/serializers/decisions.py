"""What is sent with the acts on proposals and records."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from ctplatform.curation.serializers.reasons import MOST_AT_ONCE, ReasonSerializer, WhySerializer


class AcceptSerializer(ReasonSerializer):
    """`fields` accepts these alone and leaves the others open as a proposal of their own."""

    only = serializers.ListField(
        child=serializers.CharField(max_length=100), allow_empty=False, required=False, default=None
    )

    def get_fields(self):
        # "fields" names the serializer's own attribute, so it is written under another name.
        fields = super().get_fields()
        fields["fields"] = fields.pop("only")
        return fields


class ResolveSerializer(serializers.Serializer):
    """For each field in conflict "live" leaves it to the record, "mine" and "base" propose anew."""

    choices = serializers.DictField(child=serializers.CharField(max_length=10))


class DecideSerializer(ReasonSerializer):
    """One decision on many proposals."""

    ids = serializers.ListField(
        child=serializers.UUIDField(),
        allow_empty=False,
        max_length=MOST_AT_ONCE,
        error_messages={
            "max_length": _(
                "One decision takes {max_length} proposals; send the others in another."
            )
        },
    )
    decision = serializers.ChoiceField(["accept", "reject", "request-changes"])


class DecidedSerializer(serializers.Serializer):
    """How one of many fared; `error` says why nothing was done."""

    id = serializers.UUIDField(source="proposal.pk")
    state = serializers.CharField(source="proposal.state")
    error = serializers.CharField(allow_blank=True)


class MergeSerializer(WhySerializer):
    """`choices` are the fields whose values the surviving record, `into`, takes over."""

    into = serializers.UUIDField()
    choices = serializers.ListField(
        child=serializers.CharField(max_length=100), max_length=100, required=False, default=list
    )
    dry_run = serializers.BooleanField(required=False, default=False)


class UnmergeSerializer(WhySerializer):
    restore = serializers.BooleanField(required=False, default=False)


class SplitSerializer(WhySerializer):
    """`values` of the new record where it differs; `move`: ids of rows and links that go there."""

    values = serializers.DictField(required=False, default=dict)
    move = serializers.ListField(
        child=serializers.UUIDField(), max_length=2000, required=False, default=list
    )
