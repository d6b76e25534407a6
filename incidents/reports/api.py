"""API of reports: their blocks as the user may see them."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from ctplatform.curation.api.resources import CuratedViewSet
from ctplatform.exchange.api import ExportMixin
from incidents.charts.vocabulary import PINNED_KINDS
from incidents.records.api.serializers import READ_ONLY, RECORD_TAIL, OwnedSerializer
from incidents.reports.content.blocks import KINDS
from incidents.reports.filters import ReportFilter
from incidents.reports.models import Report
from incidents.reports.queries import redacted, restored


class BlockSerializer(serializers.Serializer):
    """A block, for the schema: its `kind` says which of the values it has.

    A block whose record the user may not see has `hidden` and nothing else beside `id` and `kind`;
    sent back as it is, it stays. `not_shown` counts the incidents of a table that are left out.
    """

    id = serializers.CharField(required=False, max_length=40)
    kind = serializers.ChoiceField(KINDS)
    text = serializers.CharField(required=False)
    passage = serializers.UUIDField(required=False)
    snapshot = serializers.UUIDField(required=False)
    drawn_as = serializers.ChoiceField(list(PINNED_KINDS), required=False)
    assessment = serializers.UUIDField(required=False)
    incidents = serializers.ListField(child=serializers.ListField(), required=False)
    found = serializers.IntegerField(required=False)
    taken = serializers.DateTimeField(required=False)
    filter = serializers.CharField(required=False)
    caption = serializers.CharField(required=False)
    not_shown = serializers.IntegerField(required=False)
    hidden = serializers.BooleanField(required=False)


@extend_schema_field(BlockSerializer(many=True))
class BlocksField(serializers.JSONField):
    """The blocks that the user may see, read for all reports of a page at once."""

    def get_attribute(self, report):
        context = self.context
        found = context.setdefault("shown_blocks", {})
        if report.pk not in found or found[report.pk][0] != report.version:
            many = getattr(self.parent.parent, "instance", None)
            rows = [report] if many is None or report not in many else list(many)
            blocks = redacted(rows, context["request"].user)
            found |= {each.pk: (each.version, blocks[each.pk]) for each in rows}
        return found[report.pk][1]

    def to_internal_value(self, data):
        given = super().to_internal_value(data)
        return restored(given, self.parent.instance, self.context["request"].user)


class ReportSerializer(OwnedSerializer):
    """A page composed of `blocks`, in their order.

    Charts and tables of numbers name a pinned chart of `chart-snapshots/`: pin the series first.
    """

    blocks = BlocksField(required=False)

    class Meta:
        model = Report
        fields = ["id", "project", "title", "summary", "blocks", "marking", *RECORD_TAIL]
        read_only_fields = READ_ONLY
        validators = []


class ReportViewSet(ExportMixin, CuratedViewSet):
    model = Report
    serializer_class = ReportSerializer
    filterset_class = ReportFilter
    related = ("project",)
    ordering_fields = ("title", "updated")
