"""API of sources."""

from ctplatform.exchange.api import ExportMixin
from ctplatform.rest.scopes import Scope
from ctplatform.rest.views import RecordViewSet
from incidents.records.api.serializers import OwnedSerializer, visible_reference
from incidents.sources.filters import SourceFilter
from incidents.sources.models import Source
from incidents.sources.services import change_source, create_source, require_may_change_source


class SourceSerializer(OwnedSerializer):
    """`repeats` is the source whose reports it repeats; the two count as one source."""

    repeats = visible_reference(Source)

    class Meta:
        model = Source
        fields = [
            "id",
            "project",
            "name",
            "kind",
            "url",
            "reliability",
            "note",
            "repeats",
            "version",
            "created",
            "updated",
        ]
        read_only_fields = ["id", "version", "created", "updated"]
        validators = []


class SourceViewSet(ExportMixin, RecordViewSet):
    model = Source
    write_scope = Scope.ANNOTATE
    serializer_class = SourceSerializer
    filterset_class = SourceFilter
    related = ("project",)
    ordering_fields = ("name",)
    http_method_names = ["get", "post", "patch", "head", "options"]

    def check_write(self, record):
        require_may_change_source(record, by=self.request.user)

    def perform_create(self, values):
        return create_source(by=self.request.user, **values)

    def perform_update(self, record, values, version):
        values.pop("project", None)
        return change_source(record, values, by=self.request.user, expected_version=version)
