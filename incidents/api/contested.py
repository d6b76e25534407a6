"""What is linked, warned of and alleged, over HTTP: JSON shapes and viewsets."""

from rest_framework import serializers

from ctplatform.curation.resources import CuratedRowViewSet, CuratedViewSet
from ctplatform.exchange.api import ExportMixin
from ctplatform.rest.fields import VisibleRelatedField
from incidents import filters
from incidents.api.children import READ_ONLY as ROW_READ_ONLY
from incidents.api.children import TAIL
from incidents.api.dates import ReadsDates
from incidents.api.serializers import (
    READ_ONLY,
    RECORD_TAIL,
    OwnedSerializer,
    RowSerializer,
    reference,
)
from incidents.models import (
    Actor,
    ActorRelation,
    Allegation,
    Claimant,
    Incident,
    IncidentLink,
    Verdict,
    Warning,
)

BOUNDS = ["date_earliest", "date_latest", "date_precision"]


class IncidentLinkSerializer(RowSerializer):
    """`from` and `to` are incidents; `lag_days` counts where both are known to the day."""

    to = VisibleRelatedField(model=Incident)
    lag_days = serializers.IntegerField(read_only=True, allow_null=True)

    class Meta:
        model = IncidentLink
        fields = [
            "id", "from", "kind", "to", "status", "target_mismatch", "note", "lag_days", *TAIL,
        ]  # fmt: skip
        read_only_fields = ROW_READ_ONLY
        validators = []

    def build_field(self, field_name, *args):
        """`from` is a word of Python's, so the column has the name of every parent: `incident`."""
        if field_name == "from":
            return VisibleRelatedField, {"model": Incident, "source": "incident"}
        return super().build_field(field_name, *args)


class WarningSerializer(ReadsDates, OwnedSerializer):
    """`date` is when it was issued; `incident` what it was about, where that is known."""

    issuer = reference(Actor)
    recipient = reference(Actor)
    incident = reference(Incident)

    class Meta:
        model = Warning
        fields = [
            "id", "project", "title", "issuer", "recipient", "incident",
            "date", "date_expression", "date_reference", "date_words",
            *BOUNDS, "specificity", "channel", "heeded", "recipient_position", "note", *RECORD_TAIL,
        ]  # fmt: skip
        read_only_fields = [*READ_ONLY, *BOUNDS]
        validators = []


class ClaimantSerializer(RowSerializer):
    allegation = VisibleRelatedField(model=Allegation)
    actor = reference(Actor)

    class Meta:
        model = Claimant
        fields = ["id", "allegation", "actor", "name", "country", "is_passive", "note", *TAIL]
        read_only_fields = ROW_READ_ONLY
        validators = []


class VerdictSerializer(RowSerializer):
    allegation = VisibleRelatedField(model=Allegation)
    reviewer = reference(Actor)

    class Meta:
        model = Verdict
        fields = [
            "id", "allegation", "reviewer_kind", "reviewer", "rating", "rating_value",
            "scope_note", "words", "date", "note", *TAIL,
        ]  # fmt: skip
        read_only_fields = ROW_READ_ONLY
        validators = []


class AllegationSerializer(ReadsDates, OwnedSerializer):
    """An allegation never stands without who claims it and what was found: both are read with it.

    They are written at `claimants/` and `verdicts/`.
    """

    subject = reference(Actor)
    target = reference(Actor)
    incident = reference(Incident)
    warning = reference(Warning)
    relation = reference(ActorRelation)
    umbrella = reference(Allegation)
    claimants = ClaimantSerializer(many=True, read_only=True)
    verdicts = VerdictSerializer(many=True, read_only=True)

    class Meta:
        model = Allegation
        fields = [
            "id", "project", "proposition", "kind", "claimants", "subject", "target",
            "date", "date_expression", "date_reference", "date_words", *BOUNDS, "incident",
            "warning", "relation", "umbrella", "url", "note", "verdicts", *RECORD_TAIL,
        ]  # fmt: skip
        read_only_fields = [*READ_ONLY, *BOUNDS]
        validators = []


class IncidentLinkViewSet(ExportMixin, CuratedRowViewSet):
    model = IncidentLink
    export_of = "incident-links"
    serializer_class = IncidentLinkSerializer
    filterset_class = filters.IncidentLinkFilter
    related = ("incident", "to")

    def check_create(self, data):
        """A body names the parent `from`."""
        given = {"incident": data.get("from")} if isinstance(data, dict) else data
        super().check_create(given)


class WarningViewSet(ExportMixin, CuratedViewSet):
    model = Warning
    export_of = "warnings"
    serializer_class = WarningSerializer
    filterset_class = filters.WarningFilter
    related = ("project",)
    ordering_fields = ("title", "date_earliest", "updated")


class AllegationViewSet(ExportMixin, CuratedViewSet):
    model = Allegation
    export_of = "allegations"
    serializer_class = AllegationSerializer
    filterset_class = filters.AllegationFilter
    related = ("project",)
    prefetch = ("claimants", "verdicts")
    ordering_fields = ("date_earliest", "updated")


class ClaimantViewSet(ExportMixin, CuratedRowViewSet):
    model = Claimant
    export_of = "claimants"
    serializer_class = ClaimantSerializer
    filterset_class = filters.ClaimantFilter


class VerdictViewSet(ExportMixin, CuratedRowViewSet):
    model = Verdict
    export_of = "verdicts"
    serializer_class = VerdictSerializer
    filterset_class = filters.VerdictFilter
