"""Serializers of comments on proposals."""

from rest_framework import serializers

from ctplatform.curation.models import COMMENT_LENGTH, ProposalComment
from ctplatform.curation.serializers.reasons import PersonField
from ctplatform.rest.fields import VerbatimField
from ctplatform.rest.serializers import ModelSerializer, Serializer


class ProposalCommentSerializer(ModelSerializer):
    """One comment on a proposal; `mentions` are the users whom it notified (@name)."""

    by = PersonField()
    mentions = serializers.SlugRelatedField(
        slug_field="username", source="mentioned", many=True, read_only=True
    )
    text = VerbatimField(max_length=COMMENT_LENGTH)

    class Meta:
        model = ProposalComment
        fields = ["id", "by", "text", "mentions", "created"]
        read_only_fields = ["id", "created"]


class DiscussionSerializer(Serializer):
    """A comment on a candidate."""

    text = VerbatimField(max_length=COMMENT_LENGTH)
