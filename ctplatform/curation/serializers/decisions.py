"""Request bodies of the actions on proposals and records."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from ctplatform.curation.serializers.reasons import (
    MOST_AT_ONCE,
    ActSerializer,
    ReasonSerializer,
    WhySerializer,
)
from ctplatform.rest.serializers import Serializer


class AcceptSerializer(ActSerializer):
    """`version` or If-Match is required.

    With `fields`, only these are accepted, and the others stay open as a separate proposal.
    """

    only = serializers.ListField(
        child=serializers.CharField(max_length=100), allow_empty=False, required=False, default=None
    )

    def get_fields(self):
        # "fields" names the serializer's own attribute, so it is written under another name.
        fields = super().get_fields()
        fields["fields"] = fields.pop("only")
        return fields


class ResolveSerializer(Serializer):
    """For each field in conflict: "live" keeps the live value, "mine" and "base" propose theirs."""

    choices = serializers.DictField(child=serializers.CharField(max_length=10))


class DecideSerializer(ReasonSerializer):
    """One decision on many proposals; `versions` is {id: version that was read}.

    To accept, every id needs its version.
    """

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
    versions = serializers.DictField(
        child=serializers.IntegerField(min_value=1), required=False, default=dict
    )

    def validate_versions(self, versions):
        """Convert the ids to UUIDs: {UUID: version}."""
        try:
            return {UUID(key): version for key, version in versions.items()}
        except ValueError as error:
            raise serializers.ValidationError(
                _("Each name here is the id of a proposal.")
            ) from error


class DecidedSerializer(serializers.Serializer):
    """The result for one of many proposals; `error` says why nothing was done.

    `state` is null where there is no such proposal, or you cannot see it.
    """

    id = serializers.UUIDField(source="proposal.pk")
    state = serializers.CharField(source="proposal.state", allow_null=True, default=None)
    error = serializers.CharField(allow_blank=True)


class MergeSerializer(WhySerializer):
    """`choices` are the fields whose values the other record, `into`, takes over."""

    into = serializers.UUIDField()
    choices = serializers.ListField(
        child=serializers.CharField(max_length=100), max_length=100, required=False, default=list
    )
    dry_run = serializers.BooleanField(required=False, default=False)


class UnmergeSerializer(WhySerializer):
    restore = serializers.BooleanField(required=False, default=False)


class SplitSerializer(WhySerializer):
    """`values` of the new record where it differs; `move`: ids of rows and links to move there."""

    values = serializers.DictField(required=False, default=dict)
    move = serializers.ListField(
        child=serializers.UUIDField(), max_length=2000, required=False, default=list
    )
