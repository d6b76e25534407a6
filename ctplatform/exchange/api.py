"""`GET {resource}/export/?format=` streams what the list's filters select; POST makes it a file."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from ctplatform.accounts.models import Project
from ctplatform.exchange.registry import UnknownFormat, find, formats
from ctplatform.exchange.streaming import stream
from ctplatform.jobs.api import JobSerializer
from ctplatform.jobs.services import request_job
from ctplatform.rest.idempotency import idempotent
from ctplatform.rest.renderers import OwnMediaType
from ctplatform.rights import passed_on

FORMAT = OpenApiParameter("format", str, description="A registered format.")


class ExportMixin:
    """For a viewset with `export_of`, the noun under which its formats are registered."""

    export_of = None

    @property
    def extra_parameters(self):
        if self.action == "export_later":
            return ("format", *self.filterset_class.base_filters)
        return ("format",) if self.action == "export" else super().extra_parameters

    @property
    def media_types(self):
        """What the documentation says that an export answers."""
        if self.action != "export":
            return ()
        return list(dict.fromkeys(each.media_type for each in formats(self.export_of)))

    @extend_schema(parameters=[FORMAT], responses={200: OpenApiTypes.BINARY})
    @action(
        detail=False, url_path="export", pagination_class=None,
        content_negotiation_class=OwnMediaType,
    )  # fmt: skip
    def export(self, request):
        """Stream what the filters select."""
        rows, chosen, stem = self.selected()
        return stream(rows, chosen, stem, request.user)

    @extend_schema(parameters=[FORMAT], request=None, responses={202: JobSerializer})
    @export.mapping.post
    @idempotent
    def export_later(self, request):
        """Make a file of what the filters select, in the background; its maker downloads it."""
        _, chosen, _ = self.selected()
        slug = request.query_params.get("project")
        job = request_job(
            "export",
            by=request.user,
            project=Project.objects.visible_to(request.user).filter(slug=slug).first(),
            title=f"{self.export_of}, {chosen.label}",
            path=request.path,
            query=request.query_params.urlencode(),
        )
        data = JobSerializer(job, context=self.get_serializer_context()).data
        headers = {"Location": f"/api/v1/jobs/{job.pk}/"}
        return Response(data, status=status.HTTP_202_ACCEPTED, headers=headers)

    def selected(self):
        """(rows, format, stem of the file's name) of the request's filters."""
        asked = self.request.query_params
        try:
            chosen = find(self.export_of, asked.get("format", "jsonl"))
        except UnknownFormat as error:
            raise ValidationError({"?format": str(error)}) from error
        rows = self.filter_queryset(self.model.objects.visible_to(self.request.user))
        rows = passed_on(rows, self.request.user)
        stem = "-".join(filter(None, [self.export_of, asked.get("project")]))
        return rows.order_by("id"), chosen, stem
