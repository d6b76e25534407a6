"""`GET {resource}/export/?format=` streams the rows of the list's filters; POST makes a file."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from ctplatform.access.export_rights import passed_on
from ctplatform.accounts.models import Project
from ctplatform.exchange.losses.counting import measure_losses
from ctplatform.exchange.registry import UnknownFormat, find_format, formats_of
from ctplatform.exchange.streaming import stream_rows
from ctplatform.jobs.api import JobSerializer
from ctplatform.jobs.services import request_job
from ctplatform.record_types.registry import type_of
from ctplatform.rest.known_fields import check_body
from ctplatform.rest.renderers import OwnMediaType
from ctplatform.rest.requests.idempotency import idempotent
from ctplatform.rest.scopes import Scope

FORMAT = OpenApiParameter("format", str, description="The format of the file.")


class LossSerializer(serializers.Serializer):
    """Something that a format leaves out or changes, and how many rows or values that concerns."""

    what = serializers.CharField()
    count = serializers.IntegerField()


class LossesSerializer(serializers.Serializer):
    """What a format leaves out or changes of the filtered rows, or of the first `checked`."""

    rows = serializers.IntegerField()
    checked = serializers.IntegerField()
    losses = LossSerializer(many=True)


class ExportMixin:
    """Mixin for a viewset; `export_of` is the noun under which its formats are registered."""

    @property
    def export_of(self):
        return type_of(self.model).noun

    @property
    def extra_parameters(self):
        if self.action == "export_later":
            return ("format", *self.filterset_class.base_filters)
        exports = self.action in ("export", "losses")
        return ("format",) if exports else super().extra_parameters

    @property
    def export_formats(self):
        """The names of the formats of exports, for the schema."""
        return [each.name for each in formats_of(self.export_of)]

    @property
    def media_types(self):
        """The media types of exports, for the schema."""
        if self.action != "export":
            return ()
        return list(dict.fromkeys(each.media_type for each in formats_of(self.export_of)))

    @extend_schema(filters=True, parameters=[FORMAT], responses={200: OpenApiTypes.BINARY})
    @action(
        detail=False,
        url_path="export",
        required_scope=Scope.EXPORT,
        pagination_class=None,
        content_negotiation_class=OwnMediaType,
    )
    def export(self, request):
        """Stream the filtered rows."""
        rows, chosen, stem = self.selected()
        return stream_rows(rows, chosen, stem, request, self.export_of)

    @extend_schema(filters=True, parameters=[FORMAT], request=None, responses={202: JobSerializer})
    @export.mapping.post
    @idempotent
    def export_later(self, request):
        """Make a file of the filtered rows in a background job; its requester downloads it."""
        check_body(request)
        _, chosen, _ = self.selected()
        slug = request.query_params.get("project")
        job = request_job(
            "export",
            by=request.user,
            project=Project.objects.visible_to(request.user).filter(slug=slug).first(),
            title=f"{self.export_of}, {chosen.label}",
            path=request.path,
            address=request.build_absolute_uri(),
            query=request.query_params.urlencode(),
        )
        data = JobSerializer(job, context=self.get_serializer_context()).data
        headers = {"Location": f"/api/v1/jobs/{job.pk}/"}
        return Response(data, status=status.HTTP_202_ACCEPTED, headers=headers)

    def selected(self):
        """(rows, format, start of the file name) for the request's filters."""
        asked = self.request.query_params
        try:
            chosen = find_format(self.export_of, asked.get("format", "jsonl"))
        except UnknownFormat as error:
            raise ValidationError({"?format": str(error)}) from error
        rows = self.filter_queryset(self.model.objects.visible_to(self.request.user))
        rows = passed_on(rows, self.request.user)
        if why := chosen.why_refused(rows):
            raise ValidationError({"?format": why})
        stem = "-".join(filter(None, [self.export_of, asked.get("project")]))
        return rows.order_by("id"), chosen, stem


class LossyExportMixin(ExportMixin):
    """An ExportMixin for a resource with formats that cannot hold everything."""

    @extend_schema(filters=True, parameters=[FORMAT], responses=LossesSerializer)
    @action(
        detail=False,
        url_path="export/losses",
        pagination_class=None,
        content_negotiation_class=OwnMediaType,
        url_name="losses",
    )
    def losses(self, request):
        """What the format leaves out or changes of the filtered rows, with counts."""
        rows, chosen, _ = self.selected()
        return Response(LossesSerializer(measure_losses(chosen, rows, request.user)).data)
