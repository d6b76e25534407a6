"""What people say of proposals, and what they are told."""

from rest_framework import serializers

from ctplatform.curation.models import COMMENT_LENGTH, Notification, ProposalComment
from ctplatform.curation.serializers.reasons import MOST_AT_ONCE, PersonField
from ctplatform.rest.fields import VerbatimField
from ctplatform.rest.serializers import ModelSerializer


class ProposalCommentSerializer(ModelSerializer):
    """One remark in the conversation about a proposal."""

    by = PersonField()
    text = VerbatimField(max_length=COMMENT_LENGTH)

    class Meta:
        model = ProposalComment
        fields = ["id", "by", "text", "created"]
        read_only_fields = ["id", "created"]


class NotificationSerializer(ModelSerializer):
    """What happened to a proposal that one takes part in; `read` is null until one saw it.

    `by` is null where nobody did it: “reminded”, “lapsed”.
    """

    by = PersonField(allow_null=True)
    proposal = serializers.PrimaryKeyRelatedField(read_only=True, pk_field=serializers.UUIDField())

    class Meta:
        model = Notification
        fields = ["id", "kind", "by", "proposal", "created", "read"]
        read_only_fields = fields


class ReadSerializer(serializers.Serializer):
    ids = serializers.ListField(
        child=serializers.UUIDField(), max_length=MOST_AT_ONCE, required=False
    )
