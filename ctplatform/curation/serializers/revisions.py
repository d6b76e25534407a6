"""Serializers of revisions."""

from rest_framework import serializers

from ctplatform.curation.models import Proposal, Revision
from ctplatform.curation.serializers.proposals import DiffField, EvidenceField
from ctplatform.curation.serializers.reasons import PersonField
from ctplatform.rest.serializers import ModelSerializer


class RevisionSerializer(ModelSerializer):
    """One applied change; `changes` is {field: {"from", "to"}}.

    `evidence` is that of a change that applied at once, else that of its proposal.
    """

    project = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    by = PersonField()
    changes = DiffField(read_only=True)
    proposal = serializers.PrimaryKeyRelatedField(
        read_only=True, pk_field=serializers.UUIDField(), allow_null=True
    )
    evidence = EvidenceField(read_only=True)
    policy = serializers.SerializerMethodField(
        help_text="Of a publication: the review policy of the project at that time."
    )

    channel = serializers.ChoiceField(
        Proposal.Channel.choices,
        read_only=True,
        help_text="How it came in: by the pages or the API, or through an assistant.",
    )

    def get_policy(self, revision) -> str | None:
        return (revision.payload or {}).get("policy")

    class Meta:
        model = Revision
        fields = [
            "id",
            "project",
            "kind",
            "target_type",
            "target_id",
            "version",
            "by",
            "at",
            "reason",
            "changes",
            "proposal",
            "evidence",
            "policy",
            "channel",
        ]
        read_only_fields = fields


class HistorySerializer(RevisionSerializer):
    """A revision in a record's history, which includes the revisions of its child rows."""

    reviewer = PersonField(source="proposal.reviewer", default=None)

    class Meta(RevisionSerializer.Meta):
        fields = [name for name in RevisionSerializer.Meta.fields if name != "project"]
        fields = [*fields, "reviewer"]
        read_only_fields = fields
