"""API of checks and of the history of their outcomes."""

import uuid

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema_field
from rest_framework import mixins, serializers

from ctplatform.curation.api.resources import CuratedRowViewSet, CuratedViewSet
from ctplatform.exchange.api import ExportMixin
from ctplatform.rest.fields import VisibleRelatedField
from ctplatform.rest.filters import FilterSet
from ctplatform.rest.serializers import ModelSerializer
from ctplatform.rest.views import ScopedViewSet
from incidents.actors.models.actors import Actor
from incidents.assessments.models.assessments import Assessment
from incidents.checks.filters import CheckFigureFilter, CheckFilter
from incidents.checks.models.checks import DataCheck
from incidents.checks.models.outcomes import CheckOutcome
from incidents.checks.models.stated_figures import CheckFigure
from incidents.checks.queries.shown import current_outcome, records_behind, with_outcomes
from incidents.checks.queries.words import outcome_in_words
from incidents.events.models.incidents import Incident
from incidents.records.api.rows import READ_ONLY as ROW_READ_ONLY
from incidents.records.api.rows import TAIL
from incidents.records.api.serializers import (
    READ_ONLY,
    RECORD_TAIL,
    OwnedSerializer,
    RowSerializer,
    visible_reference,
)
from incidents.series.models.series import Series
from incidents.sources.models import Source


class BehindSerializer(serializers.Serializer):
    """A record that an outcome rests on, as far as the user may see it."""

    type = serializers.CharField()
    title = serializers.CharField()
    url = serializers.CharField()


class OutcomeSerializer(ModelSerializer):
    """One computed outcome: `figures` led to it, `coverage` are the days on which somebody looked.

    `coverage` has the `share` of the days that are covered, the share `by_source`, and up to 12
    `gaps` [first day, last day] of `gap_days` days in all that count as not covered.

    `reason` says why there is too little data, or what it depends on. `computed` is when it was
    first found, `confirmed` when it was last found again. `sentence` is the outcome in words.
    """

    figures = serializers.JSONField()
    coverage = serializers.JSONField()
    sentence = serializers.SerializerMethodField()

    class Meta:
        model = CheckOutcome
        fields = [
            "id", "outcome", "reason", "sentence", "figures", "coverage", "computed", "confirmed",
            "is_current",
        ]  # fmt: skip
        read_only_fields = fields

    def get_sentence(self, row) -> str:
        return outcome_in_words(self.context.get("check") or row.data_check, row)


class CurrentOutcomeSerializer(OutcomeSerializer):
    """The current outcome of a check, with the first of the records that it rests on."""

    records = serializers.SerializerMethodField()

    class Meta(OutcomeSerializer.Meta):
        fields = [*OutcomeSerializer.Meta.fields, "records"]
        read_only_fields = fields

    @extend_schema_field(BehindSerializer(many=True))
    def get_records(self, row):
        if not row.is_current:
            return []
        user = self.context["request"].user
        names = ("type", "title", "url")
        return [dict(zip(names, each, strict=True)) for each in records_behind(row, user)]


class CheckSerializer(OwnedSerializer):
    """A claim and the rule by which it is compared with the register.

    `comparison` says what is compared and `parameters` how; `series`, `incident`, `actor` or
    `assessment` is what the comparison reads. With another comparison, `assessment` is what the
    check tests, and with `resolves` its outcome rests on the check. `outcome` is computed in the
    background, and null until then; `current` has its figures and its coverage. A reviewer may set
    an `override` with an `override_reason`, which is shown beside it. `checks/{id}/outcomes/` is
    the history of the computed outcomes.
    """

    parameters = serializers.JSONField(required=False)
    series = visible_reference(Series)
    incident = visible_reference(Incident)
    actor = visible_reference(Actor)
    assessment = visible_reference(Assessment)
    source = visible_reference(Source)
    outcome = serializers.SerializerMethodField()
    current = serializers.SerializerMethodField()

    class Meta:
        model = DataCheck
        fields = [
            "id", "project", "claim", "comparison", "parameters", "series", "incident", "actor",
            "assessment", "resolves", "source", "outcome", "current", "override",
            "override_reason", "note", "marking", *RECORD_TAIL,
        ]  # fmt: skip
        read_only_fields = READ_ONLY
        validators = []

    def get_outcome(self, check) -> str | None:
        found = current_outcome(check)
        return found and found.outcome

    @extend_schema_field(OutcomeSerializer(allow_null=True))
    def get_current(self, check):
        found = current_outcome(check)
        context = {**self.context, "check": check}
        return found and OutcomeSerializer(found, context=context).data


class CheckFigureSerializer(RowSerializer):
    """What a source states for what a check counts, for the period `date`; it decides nothing."""

    data_check = VisibleRelatedField(model=DataCheck)
    source = visible_reference(Source)
    figures = serializers.CharField(read_only=True)

    class Meta:
        model = CheckFigure
        fields = [
            "id", "data_check", "source", "low", "best", "high", "qualifier", "stated", "date",
            "note", "figures", *TAIL,
        ]  # fmt: skip
        read_only_fields = ROW_READ_ONLY
        validators = []


class CheckFigureViewSet(ExportMixin, CuratedRowViewSet):
    model = CheckFigure
    serializer_class = CheckFigureSerializer
    filterset_class = CheckFigureFilter


class CheckViewSet(ExportMixin, CuratedViewSet):
    model = DataCheck
    serializer_class = CheckSerializer
    filterset_class = CheckFilter
    related = ("project", "series")
    ordering_fields = ("claim", "updated")

    def get_queryset(self):
        return with_outcomes(super().get_queryset())


class OutcomeFilter(FilterSet):
    """Outcomes are narrowed by their check alone, which is in the address."""

    updated_since = None

    class Meta:
        model = CheckOutcome
        fields = []


class OutcomeViewSet(mixins.ListModelMixin, ScopedViewSet):
    """The computed outcomes of a check, newest first, with the records of the current one."""

    model = CheckOutcome
    serializer_class = CurrentOutcomeSerializer
    filterset_class = OutcomeFilter
    ordering = "-id"

    def get_queryset(self):
        """The outcomes of the check in the address, if the user may see it."""
        if getattr(self, "swagger_fake_view", False):
            return CheckOutcome.objects.none()
        rows = DataCheck.objects.visible_to(self.request.user).select_related("series", "project")
        self.data_check = get_object_or_404(rows, pk=uuid.UUID(self.kwargs["check"]))
        return CheckOutcome.objects.open_to_readers_of(self.data_check)

    def get_serializer_context(self):
        return {**super().get_serializer_context(), "check": getattr(self, "data_check", None)}
