"""JSON shapes of proposals, revisions and the reasons that go with every act."""

from uuid import UUID

from django.utils.translation import gettext as _
from rest_framework import serializers

from ctplatform.curation.models import (
    COMMENT_LENGTH,
    REASON_LENGTH,
    Notification,
    Proposal,
    ProposalComment,
    Revision,
)
from ctplatform.curation.registry import kind_named
from ctplatform.curation.services.access import told
from ctplatform.curation.services.targets import conflicts_of
from ctplatform.rest.fields import VerbatimField

MAX_EVIDENCE = 200
MOST_AT_ONCE = 200  # proposals in one decision
PROPOSED = [(kind.value, kind.label) for kind in list(Proposal.Kind)[:3]]


class PersonField(serializers.SlugRelatedField):
    """A person by user name."""

    def __init__(self, **kwargs):
        super().__init__(slug_field="username", read_only=True, **kwargs)


class ReasonSerializer(serializers.Serializer):
    reason = VerbatimField(max_length=REASON_LENGTH, allow_blank=True, required=False, default="")


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
        child=serializers.UUIDField(), allow_empty=False, max_length=MOST_AT_ONCE
    )
    decision = serializers.ChoiceField(["accept", "reject", "request-changes"])


class DecidedSerializer(serializers.Serializer):
    """How one of many fared; `error` says why nothing was done."""

    id = serializers.UUIDField(source="proposal.pk")
    state = serializers.CharField(source="proposal.state")
    error = serializers.CharField(allow_blank=True)


class WhySerializer(ReasonSerializer):
    """What may accompany any write of a curated resource, beside its own fields."""

    evidence = serializers.ListField(
        child=serializers.UUIDField(), max_length=MAX_EVIDENCE, required=False, default=list
    )


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


class KindField(serializers.CharField):
    """The name of a kind of curated record."""

    def to_internal_value(self, data):
        name = super().to_internal_value(data)
        try:
            return kind_named(name)
        except LookupError as error:
            raise serializers.ValidationError(_("There is no such type of record.")) from error

    def to_representation(self, value):
        return value


class EvidenceField(serializers.ListField):
    """The ids of the evidence of a proposal or a revision (prefetched)."""

    child = serializers.UUIDField()

    def get_attribute(self, instance):
        return [row.object_id for row in instance.evidence.all()]


class DiffField(serializers.JSONField):
    """{field: {"from", "to"}}, as far as the reader is told."""

    def get_attribute(self, instance):
        request = self.context.get("request")
        return told(instance, instance.diff, request and request.user)


class ProposalSerializer(serializers.ModelSerializer):
    """A proposal as it stands; `diff` is {field: {"from", "to"}}."""

    project = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    author = PersonField()
    reviewer = PersonField()
    evidence = EvidenceField(read_only=True)
    diff = DiffField(read_only=True)
    first_reviewer = PersonField()
    rest_of = serializers.PrimaryKeyRelatedField(
        read_only=True, pk_field=serializers.UUIDField(), allow_null=True
    )
    rivals = serializers.SerializerMethodField(
        help_text="Ids of proposals that wait for another value of one of these fields."
    )
    conflicts = serializers.SerializerMethodField(
        help_text='{field: {"from", "to", "live"}} of what has moved, while the proposal waits.'
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
            "approvals_needed",
            "grave_because",
            "first_reviewer",
            "first_decision",
            "reviewer",
            "decision",
            "created",
            "decided",
            "version",
            "rest_of",
            "rivals",
            "conflicts",
        ]
        read_only_fields = fields

    def get_conflicts(self, proposal) -> dict:
        request = self.context.get("request")
        return told(proposal, conflicts_of(proposal), request and request.user)

    def get_rivals(self, proposal) -> list[UUID]:
        return [row.pk for row in proposal.rivals]


class CommentSerializer(serializers.ModelSerializer):
    """One remark in the conversation about a proposal."""

    by = PersonField()
    text = VerbatimField(max_length=COMMENT_LENGTH)

    class Meta:
        model = ProposalComment
        fields = ["id", "by", "text", "created"]
        read_only_fields = ["id", "created"]


class NotificationSerializer(serializers.ModelSerializer):
    """What somebody did to a proposal that one takes part in; `read` is null until one saw it."""

    by = PersonField()
    proposal = serializers.PrimaryKeyRelatedField(read_only=True, pk_field=serializers.UUIDField())

    class Meta:
        model = Notification
        fields = ["id", "kind", "by", "proposal", "created", "read"]
        read_only_fields = fields


class ReadSerializer(serializers.Serializer):
    ids = serializers.ListField(
        child=serializers.UUIDField(), max_length=MOST_AT_ONCE, required=False
    )


class NewProposalSerializer(serializers.Serializer):
    """`diff` is {field: new value}; a creation has no `target_id` and names its parent in `diff`.

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


class AmendedProposalSerializer(serializers.Serializer):
    """What the author may rewrite; what is left out stays as it was."""

    diff = serializers.DictField(required=False, allow_empty=False, source="values")
    base_version = serializers.IntegerField(min_value=1, required=False)
    reason = VerbatimField(max_length=REASON_LENGTH, allow_blank=True, required=False)
    evidence = serializers.ListField(
        child=serializers.UUIDField(), max_length=MAX_EVIDENCE, required=False
    )


class RevisionSerializer(serializers.ModelSerializer):
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
