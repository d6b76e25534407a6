"""`GET {resource}/export/?format=` streams what the list's filters select."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError

from ctplatform.exchange.registry import UnknownFormat, find
from ctplatform.exchange.streaming import stream


class ExportMixin:
    """For a viewset with `export_of`, the noun under which its formats are registered."""

    export_of = None

    @property
    def extra_parameters(self):
        return ("format",) if self.action == "export" else ()

    @extend_schema(
        parameters=[OpenApiParameter("format", str, description="A registered format.")],
        responses={(200, "application/octet-stream"): OpenApiResponse(OpenApiTypes.BINARY)},
    )
    @action(detail=False, url_path="export", pagination_class=None)
    def export(self, request):
        try:
            chosen = find(self.export_of, request.query_params.get("format", "jsonl"))
        except UnknownFormat as error:
            raise ValidationError({"?format": str(error)}) from error
        rows = self.filter_queryset(self.model.objects.visible_to(request.user))
        stem = "-".join(filter(None, [self.export_of, request.query_params.get("project")]))
        return stream(rows.order_by("id"), chosen, stem, request.user)
