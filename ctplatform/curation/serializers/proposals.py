"""Serializers of proposals: to read, to create and to amend."""

from uuid import UUID

from django.utils.translation import gettext as _
from rest_framework import serializers

from ctplatform.curation.models import REASON_LENGTH, Proposal
from ctplatform.curation.queries.targets import conflicts_of
from ctplatform.curation.registry import kind_named
from ctplatform.curation.serializers.reasons import MAX_EVIDENCE, PersonField
from ctplatform.curation.writing.access import redact_diff
from ctplatform.curation.writing.evidence import with_seen_evidence
from ctplatform.rest.fields import VerbatimField
from ctplatform.rest.serializers import ModelSerializer, Serializer

PROPOSED = [(kind.value, kind.label) for kind in list(Proposal.Kind)[:3]]


class KindField(serializers.CharField):
    """The key of a kind of curated record."""

    def to_internal_value(self, data):
        name = super().to_internal_value(data)
        try:
            return kind_named(name)
        except LookupError as error:
            raise serializers.ValidationError(_("There is no such type of record.")) from error

    def to_representation(self, value):
        return value


class EvidenceField(serializers.ListField):
    """The ids of the evidence of a proposal or a revision that the user may see."""

    child = serializers.UUIDField()

    def get_attribute(self, instance):
        if not hasattr(instance, "seen_evidence"):
            with_seen_evidence([instance], self.context["request"].user)
        return instance.seen_evidence


class DiffField(serializers.JSONField):
    """{field: {"from", "to"}}, without fields that this user may not see."""

    def get_attribute(self, instance):
        request = self.context.get("request")
        return redact_diff(instance, instance.diff, request and request.user)


class ProposalSerializer(ModelSerializer):
    """A proposal; `diff` is {field: {"from", "to"}}.

    `lapses` is when it will be withdrawn unless somebody acts on it; null before a reminder is
    sent.
    """

    project = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    author = PersonField()
    reviewer = PersonField()
    evidence = EvidenceField(read_only=True)
    diff = DiffField(read_only=True)
    first_reviewer = PersonField()
    lapses = serializers.DateTimeField(read_only=True, allow_null=True)
    rest_of = serializers.PrimaryKeyRelatedField(
        read_only=True, pk_field=serializers.UUIDField(), allow_null=True
    )
    rivals = serializers.SerializerMethodField(
        help_text="Ids of proposals that wait for another value of one of these fields."
    )
    conflicts = serializers.SerializerMethodField(
        help_text=(
            '{field: {"from", "to", "live"}} of the fields that have changed, while the '
            "proposal waits."
        )
    )

    class Meta:
        model = Proposal
        fields = [
            "id",
            "project",
            "kind",
            "target_type",
            "target_id",
            "base_version",
            "diff",
            "reason",
            "evidence",
            "state",
            "policy",
            "author",
            "channel",
            "approvals_needed",
            "grave_because",
            "first_reviewer",
            "first_decision",
            "reviewer",
            "decision",
            "created",
            "decided",
            "last_act",
            "lapses",
            "version",
            "rest_of",
            "rivals",
            "conflicts",
        ]
        read_only_fields = fields

    def get_conflicts(self, proposal) -> dict:
        request = self.context.get("request")
        return redact_diff(proposal, conflicts_of(proposal), request and request.user)

    def get_rivals(self, proposal) -> list[UUID]:
        return [row.pk for row in proposal.rivals]


class NewProposalSerializer(Serializer):
    """`diff` is {field: new value}; a creation has no `target_id`, and its parent is in `diff`.

    `base_version` is the version of the record that the author saw.
    """

    target_type = KindField()
    target_id = serializers.UUIDField(required=False, allow_null=True, default=None)
    kind = serializers.ChoiceField(PROPOSED, required=False)
    base_version = serializers.IntegerField(min_value=1, required=False, allow_null=True)
    diff = serializers.DictField(required=False, default=dict)
    reason = VerbatimField(max_length=REASON_LENGTH, allow_blank=True, required=False, default="")
    evidence = serializers.ListField(
        child=serializers.UUIDField(), max_length=MAX_EVIDENCE, required=False, default=list
    )

    def validate(self, attrs):
        is_new = attrs["target_id"] is None
        attrs.setdefault("kind", "create" if is_new else "change")
        if is_new != (attrs["kind"] == "create"):
            text = _("Name the record; only a new one has no id.")
            raise serializers.ValidationError({"target_id": text})
        if attrs["kind"] != "withdraw" and not attrs["diff"]:
            raise serializers.ValidationError({"diff": _("Name what should change.")})
        return attrs


class AmendedProposalSerializer(Serializer):
    """What the author may change; fields left out stay as they are."""

    diff = serializers.DictField(required=False, allow_empty=False, source="values")
    base_version = serializers.IntegerField(min_value=1, required=False)
    reason = VerbatimField(max_length=REASON_LENGTH, allow_blank=True, required=False)
    evidence = serializers.ListField(
        child=serializers.UUIDField(), max_length=MAX_EVIDENCE, required=False
    )
