"""The history."""

from rest_framework import serializers

from ctplatform.curation.models import Revision
from ctplatform.curation.serializers.proposals import DiffField, EvidenceField
from ctplatform.curation.serializers.reasons import PersonField
from ctplatform.rest.serializers import ModelSerializer


class RevisionSerializer(ModelSerializer):
    """One applied change; `changes` is {field: {"from", "to"}}.

    `evidence` is what a change rests on that applied at once; another's is its proposal's.
    """

    project = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    by = PersonField()
    changes = DiffField(read_only=True)
    proposal = serializers.PrimaryKeyRelatedField(
        read_only=True, pk_field=serializers.UUIDField(), allow_null=True
    )
    evidence = EvidenceField(read_only=True)

    class Meta:
        model = Revision
        fields = [
            "id", "project", "kind", "target_type", "target_id", "version", "by", "at",
            "reason", "changes", "proposal", "evidence",
        ]  # fmt: skip
        read_only_fields = fields


class HistorySerializer(RevisionSerializer):
    """A row of a record's history; child rows appear in their parent's."""

    reviewer = PersonField(source="proposal.reviewer", default=None)

    class Meta(RevisionSerializer.Meta):
        fields = [name for name in RevisionSerializer.Meta.fields if name != "project"]
        fields = [*fields, "reviewer"]
        read_only_fields = fields
