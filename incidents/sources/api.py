"""API of sources."""

from ctplatform.rest.views import RecordViewSet
from incidents import filters, models, services
from incidents.models import Source
from incidents.records.api.serializers import OwnedSerializer, visible_reference


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


class SourceViewSet(RecordViewSet):
    model = models.Source
    serializer_class = SourceSerializer
    filterset_class = filters.SourceFilter
    related = ("project",)
    ordering_fields = ("name",)
    http_method_names = ["get", "post", "patch", "head", "options"]

    def check_write(self, record):
        services.require_may_change_source(record, by=self.request.user)

    def perform_create(self, values):
        return services.create_source(by=self.request.user, **values)

    def perform_update(self, record, values, version):
        values.pop("project", None)
        return services.change_source(
            record, values, by=self.request.user, expected_version=version
        )
