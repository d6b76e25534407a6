"""Series over HTTP: definitions, points, and the chart as a picture."""

import uuid

from csp.decorators import csp_update
from django.db.models import CharField
from django.db.models.functions import Cast
from django.http import Http404, HttpResponse
from django.utils.decorators import method_decorator
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_field
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response

from ctplatform.accounts.kinds import ask
from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import has_role, require_role
from ctplatform.jobs.api import JobSerializer
from ctplatform.rest.fields import VerbatimField
from ctplatform.rest.filters import FilterSet
from ctplatform.rest.idempotency import idempotent
from ctplatform.rest.keyset import Page
from ctplatform.rest.paging import KeysetPagination
from ctplatform.rest.preconditions import names
from ctplatform.rest.renderers import OwnMediaType
from ctplatform.rest.serializers import ModelSerializer
from ctplatform.rest.views import RecordViewSet, ScopedViewSet
from incidents import dates, services
from incidents.aggregates.figure import figure_of
from incidents.aggregates.picture import STYLE_HASH, svg_of
from incidents.aggregates.population import left_out
from incidents.api.serializers import OwnedSerializer
from incidents.filters import ProjectFilter
from incidents.models import Series, SeriesPoint


@extend_schema_field(OpenApiTypes.STR)
class EdgeField(serializers.Field):
    """A day, or the first or last day of what is named: `2021-03` begins on 1 March."""

    def __init__(self, *, bound, **options):
        self.bound = bound
        super().__init__(**options)

    def to_internal_value(self, data):
        try:
            day = getattr(dates.parse(data if isinstance(data, str) else ""), self.bound)
        except dates.DateError as error:
            raise serializers.ValidationError(str(error)) from error
        if day is None:
            raise serializers.ValidationError("This end is open. Write 2021-03-01 or 2021-03.")
        return day

    def to_representation(self, value):
        return value.isoformat()


class SeriesSerializer(OwnedSerializer):
    """`coverage` is "full" (all of start..end) or [{start, end, sources}]: what somebody looked at.

    `filters` are {country, actor, attack_type, lifecycle: a value or a list}.
    """

    title = VerbatimField(max_length=200)
    start = EdgeField(bound="earliest")
    end = EdgeField(bound="latest")
    coverage = serializers.JSONField(required=False)
    filters = serializers.JSONField(required=False)

    class Meta:
        model = Series
        fields = [
            "id", "project", "title", "measure", "bucket", "group_by", "marking", "filters",
            "start", "end", "coverage", "recounted", "version", "created", "updated",
        ]  # fmt: skip
        read_only_fields = ["id", "recounted", "version", "created", "updated"]
        validators = []


class GroupField(serializers.CharField):
    """A group of points; null is the total."""

    def to_representation(self, value):
        return value or None


class PointSerializer(ModelSerializer):
    """`bucket` is its first day; `group` an ISO alpha-2 code or an id, null for the total.

    `open_ended`: n_max is "at least", since some incident has no highest figure.
    """

    def to_representation(self, point):
        return point if isinstance(point, dict) else super().to_representation(point)

    group = GroupField(allow_null=True)
    open_ended = serializers.BooleanField(source="is_open")

    class Meta:
        model = SeriesPoint
        fields = ["bucket", "group", "n_min", "n_expected", "n_max", "coverage", "open_ended"]
        read_only_fields = fields


class SeriesFilter(FilterSet):
    project = ProjectFilter()

    class Meta:
        model = Series
        fields = ["measure", "bucket", "group_by"]


class PointFilter(FilterSet):
    """`group=total` keeps the total; `bucket` is a first day or `2024-03`."""

    group = filters.CharFilter(method="of_group")
    bucket = filters.CharFilter(method="in_bucket")

    class Meta:
        model = SeriesPoint
        fields = ["coverage"]

    def of_group(self, rows, _name, value):
        return rows.filter(group="" if value == "total" else value)

    def in_bucket(self, rows, _name, value):
        try:
            day = dates.parse(value).earliest
        except dates.DateError as error:
            raise serializers.ValidationError({"bucket": str(error)}) from error
        return rows.filter(bucket=day)


class PointPagination(KeysetPagination):
    """A series is read whole; who wants pages asks for them with `page_size`."""

    def paginate_queryset(self, queryset, request, view=None):
        if {"page_size", "cursor", "ordering"} & request.query_params.keys():
            return super().paginate_queryset(queryset, request, view)
        self.request, self.page = request, Page([], "", "")
        return whole(queryset.order_by("bucket", "group"))


def whole(rows):
    """Every point as PointSerializer would write it: its work for thousands takes the longest."""
    day = Cast("bucket", CharField())
    found = rows.values_list(day, "group", "n_min", "n_expected", "n_max", "coverage", "is_open")
    return [
        {
            "bucket": bucket, "group": group or None, "n_min": low, "n_expected": expected,
            "n_max": high, "coverage": coverage, "open_ended": is_open,
        }
        for bucket, group, low, expected, high, coverage, is_open in found
    ]  # fmt: skip


class SeriesViewSet(RecordViewSet):
    """What is counted. Points follow within seconds of an edit; a definition is an editor's."""

    model = Series
    serializer_class = SeriesSerializer
    filterset_class = SeriesFilter
    related = ("project",)
    ordering_fields = ("title", "created")
    http_method_names = ["get", "post", "patch", "delete", "head", "options"]

    def check_write(self, record):
        require_role(self.request.user, record.project, Role.EDITOR)

    def perform_create(self, values):
        return services.create_series(by=self.request.user, **values)

    def perform_update(self, record, values, version):
        values.pop("project", None)
        return services.change_series(
            record, values, by=self.request.user, expected_version=version
        )

    def perform_destroy(self, record, version):
        services.delete_series(record, by=self.request.user, expected_version=version)

    @extend_schema(request=None, responses={202: JobSerializer})
    @action(detail=True, methods=["post"])
    @idempotent
    def rebuild(self, request, pk):
        """Count from scratch, in the background."""
        job = services.request_rebuild(self.get_object(), by=request.user)
        data = JobSerializer(job, context=self.get_serializer_context()).data
        return Response(data, status=status.HTTP_202_ACCEPTED)

    @extend_schema(
        filters=False, responses={(200, "image/svg+xml"): OpenApiResponse(OpenApiTypes.BINARY)}
    )
    @method_decorator(csp_update({"style-src": [STYLE_HASH]}))
    def chart(self, request, pk):
        """The chart as an SVG with its own colours, in light and in dark."""
        series = self.get_object()
        answer = HttpResponse(
            svg_of(figure_of(series, request.user)), content_type="image/svg+xml; charset=utf-8"
        )
        answer["ETag"] = f'"{series.pk}-{series.version}-{series.recounts}"'
        answer["Cache-Control"] = "private, no-cache"
        return answer


chart = SeriesViewSet.as_view(
    {"get": "chart"}, content_negotiation_class=OwnMediaType, filterset_class=None
)


class PointViewSet(mixins.ListModelMixin, ScopedViewSet):
    """Every bucket of the coverage, for the total and each group that counts something.

    `left_out` says how many incidents are in no bucket (`undated`), in no group (`unplaced`)
    and, to editors, how many are not yet shown to all (`embargoed`).
    """

    model = SeriesPoint
    serializer_class = PointSerializer
    filterset_class = PointFilter
    pagination_class = PointPagination
    ordering = "bucket"
    ordering_fields = ("bucket",)

    def get_queryset(self):
        """The points of a series that `list` has found to be visible, and they with it."""
        return SeriesPoint.objects.filter(series=self.kwargs.get("series"))

    def list(self, request, *args, **kwargs):
        series = self.series()
        missing = left_out(series)
        if not has_role(request.user, series.project, Role.EDITOR):
            del missing["embargoed"]
        parts = (series.pk, series.version, series.recounts, *missing.values())
        tag = f'"{"-".join(map(str, parts))}"'
        if names(request.headers.get("If-None-Match", ""), tag):
            answer = Response(status=status.HTTP_304_NOT_MODIFIED)
        else:
            answer = super().list(request, *args, **kwargs)
            answer.data["left_out"] = missing
        answer["ETag"], answer["Cache-Control"] = tag, "private, no-cache"
        return answer

    def series(self):
        pk = uuid.UUID(self.kwargs["series"])
        for series in ask(self.request.user, series_of, "project", pk=pk):
            return series
        raise Http404


def series_of(user, related, pk):
    """The series of that id, as far as this person may see it."""
    return Series.objects.visible_to(user).select_related(related).filter(pk=pk)
