"""Series over HTTP: definitions, points, and the chart as SVG."""

import uuid

from csp.decorators import csp_update
from django.db.models import CharField
from django.db.models.functions import Cast
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.decorators import method_decorator
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response

from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import has_role, require_role
from ctplatform.edtf import dates
from ctplatform.jobs.api import JobSerializer
from ctplatform.rest.fields import VerbatimField
from ctplatform.rest.filters import FilterSet
from ctplatform.rest.idempotency import idempotent
from ctplatform.rest.keyset import Page
from ctplatform.rest.known_fields import check_body
from ctplatform.rest.paging import KeysetPagination
from ctplatform.rest.preconditions import names
from ctplatform.rest.renderers import OwnMediaType
from ctplatform.rest.serializers import ModelSerializer
from ctplatform.rest.views import RecordViewSet, ScopedViewSet
from incidents.records.api.serializers import OwnedSerializer
from incidents.records.filters import ProjectFilter
from incidents.regions.models import regions_of
from incidents.series.api.fields import EdgeField, GroupField
from incidents.series.models.series import Series, SeriesPoint
from incidents.series.queries.figure import figure_of
from incidents.series.queries.left_out import left_out
from incidents.series.services import change_series, create_series, delete_series, request_rebuild
from incidents.series.svg_export import STYLE_HASH, svg_of
from incidents.vocabularies import PARTICIPATION_ROLES


class SeriesSerializer(OwnedSerializer):
    """A series: what is counted, and how.

    `coverage` is "full" (all of start..end) or [{start, end, sources}]: the periods that somebody
    searched. `filters` are {name: a value or a list}; the names are those of the register's fields,
    and a series may be grouped by each (`group_by`). `within` is a region set (key or id) or a code
    of UN M49, and `regions` say which definition is used; `place` is a place with all places in it;
    `fatalities` a range: `5`, `10-49`, `50-`. A series by region, place or dataset has the values
    of that filter as groups. An actor counts in one of the `roles` (by default those who act:
    perpetrator, co_perpetrator, suspected_perpetrator, belligerent), alone or with its `branches`:
    none, branches (branch_of, part_of) or affiliates (affiliate_of too), where the relation is
    asserted for the day. A participation that is suspected or alleged only adds to `n_max`. With
    `summaries`, records that sum up several events count as well, each as one. `breakpoints` are
    [{day, label}]: days chosen beforehand, before and after which findings compare the rates.
    """

    title = VerbatimField(max_length=200)
    start = EdgeField(bound="earliest")
    end = EdgeField(bound="latest")
    coverage = serializers.JSONField(required=False)
    breakpoints = serializers.JSONField(required=False)
    filters = serializers.JSONField(required=False)
    roles = serializers.ListField(
        child=serializers.ChoiceField(PARTICIPATION_ROLES), required=False, allow_empty=False
    )
    regions = serializers.SerializerMethodField()

    class Meta:
        model = Series
        fields = [
            "id", "project", "title", "measure", "bucket", "group_by", "marking", "filters",
            "regions", "roles", "branches", "summaries", "start", "end", "coverage",
            "breakpoints", "recounted", "version", "created", "updated",
        ]  # fmt: skip
        read_only_fields = ["id", "recounted", "version", "created", "updated"]
        validators = []

    def get_regions(self, series) -> list[str]:
        known = self.context.setdefault("regions", {})
        if series.pk not in known:
            known.update(regions_of([series, *(getattr(self.parent, "instance", None) or ())]))
        return [region.definition for region in known[series.pk]]


class PointSerializer(ModelSerializer):
    """The numbers of one bucket and group.

    `bucket` is its first day; `group` an ISO alpha-2 code, an id, a term or a range, null for the
    total.
    `open_ended`: n_max is "at least", since some incident has no highest figure. `suspected`: how
    many incidents are only in n_max, since the actor's part is suspected. `unknown`: how many have
    no figure of the people counted. `without_best`: how many have no best figure, or none at all;
    with them `n_expected` is "at least", and null where it would be "at least 0".
    """

    def to_representation(self, point):
        return point if isinstance(point, dict) else super().to_representation(point)

    group = GroupField(allow_null=True)
    open_ended = serializers.BooleanField(source="is_open")
    coverage = serializers.ChoiceField(["full", "partial"], source="coverage_now")

    class Meta:
        model = SeriesPoint
        fields = [
            "bucket", "group", "n_min", "n_expected", "n_max", "coverage", "open_ended",
            "suspected", "unknown", "without_best",
        ]  # fmt: skip
        read_only_fields = fields


class SeriesFilter(FilterSet):
    project = ProjectFilter()

    class Meta:
        model = Series
        fields = ["measure", "bucket", "group_by"]


class PointFilter(FilterSet):
    """Filters of points: `group=total` keeps the total; `bucket` is a first day or `2024-03`.

    Points are replaced at each recount and have no date of change; see `recounted` of the series.
    """

    updated_since = None
    group = filters.CharFilter(method="of_group")
    bucket = filters.CharFilter(method="in_bucket")

    coverage = filters.ChoiceFilter(
        field_name="coverage_now", choices=[("full", "full"), ("partial", "partial")]
    )

    class Meta:
        model = SeriesPoint
        fields = []

    def of_group(self, rows, _name, value):
        return rows.filter(group="" if value == "total" else value)

    def in_bucket(self, rows, _name, value):
        try:
            day = dates.parse(value).earliest
        except dates.DateError as error:
            raise serializers.ValidationError({"bucket": str(error)}) from error
        return rows.filter(bucket=day)


class PointPagination(KeysetPagination):
    """Returns all points at once, unless the query asks for pages with `page_size`."""

    def paginate_queryset(self, queryset, request, view=None):
        if {"page_size", "cursor", "ordering"} & request.query_params.keys():
            return super().paginate_queryset(queryset, request, view)
        self.request, self.page = request, Page([], "", "")
        return all_points(queryset.order_by("bucket", "group"))


def all_points(rows):
    """All points as dicts, as PointSerializer would write them, but faster."""
    day = Cast("bucket", CharField())
    found = rows.values_list(
        day, "group", "n_min", "n_expected", "n_max", "coverage_now", "is_open", "suspected",
        "unknown", "without_best",
    )  # fmt: skip
    return [
        {
            "bucket": bucket, "group": group or None, "n_min": low, "n_expected": expected,
            "n_max": high, "coverage": coverage, "open_ended": is_open, "suspected": suspected,
            "unknown": unknown, "without_best": without_best,
        }
        for bucket, group, low, expected, high, coverage, is_open, suspected, unknown, without_best
        in found
    ]  # fmt: skip


class SeriesViewSet(RecordViewSet):
    """Definitions of series, which editors write; points follow edits of incidents in seconds."""

    model = Series
    serializer_class = SeriesSerializer
    filterset_class = SeriesFilter
    related = ("project",)
    ordering_fields = ("title", "created")
    http_method_names = ["get", "post", "patch", "delete", "head", "options"]

    def check_write(self, record):
        require_role(self.request.user, record.project, Role.EDITOR)

    def perform_create(self, values):
        return create_series(by=self.request.user, **values)

    def perform_update(self, record, values, version):
        values.pop("project", None)
        return change_series(record, values, by=self.request.user, expected_version=version)

    def perform_destroy(self, record, version):
        delete_series(record, by=self.request.user, expected_version=version)

    @extend_schema(request=None, responses={202: JobSerializer})
    @action(detail=True, methods=["post"])
    @idempotent
    def rebuild(self, request, pk):
        """Recount the series from scratch, in the background."""
        check_body(request)
        job = request_rebuild(self.get_object(), by=request.user)
        data = JobSerializer(job, context=self.get_serializer_context()).data
        return Response(data, status=status.HTTP_202_ACCEPTED)

    @extend_schema(
        filters=False, responses={(200, "image/svg+xml"): OpenApiResponse(OpenApiTypes.BINARY)}
    )
    @method_decorator(csp_update({"style-src": [STYLE_HASH]}))
    def chart(self, request, pk):
        """The chart as an SVG with colours of its own, for light and dark."""
        series = self.get_object()
        answer = HttpResponse(
            svg_of(figure_of(series, request.user)), content_type="image/svg+xml; charset=utf-8"
        )
        today = timezone.localdate().isoformat()
        answer["ETag"] = f'"{series.pk}-{series.version}-{series.recounts}-{today}"'
        answer["Cache-Control"] = "private, no-cache"
        return answer


chart = SeriesViewSet.as_view(
    {"get": "chart"}, content_negotiation_class=OwnMediaType, filterset_class=None
)


class PointViewSet(mixins.ListModelMixin, ScopedViewSet):
    """Points of a series: every covered bucket that has begun, for the total and each group.

    Groups that count nothing are left out. `left_out` counts, by reason, the records within the
    scope of the series that it leaves out or counts in part; `incidents/?series={id}&reason=` lists
    them. Counting stops at 10,001 for each reason, which means more than 10,000. Only editors see
    how many are under embargo (`embargoed`).
    """

    model = SeriesPoint
    serializer_class = PointSerializer
    filterset_class = PointFilter
    pagination_class = PointPagination
    ordering = "bucket"
    ordering_fields = ("bucket",)

    def get_queryset(self):
        """The points of the series; `list` checks that the user may see it."""
        rows = SeriesPoint.objects.filter(series=self.kwargs.get("series")).begun()
        size = self.found.bucket if hasattr(self, "found") else "month"
        return rows.covered_until_today(size)

    def list(self, request, *args, **kwargs):
        self.found = series = self.series()
        missing = left_out(series)
        if not has_role(request.user, series.project, Role.EDITOR):
            del missing["embargoed"]
        today = timezone.localdate().isoformat()
        parts = (series.pk, series.version, series.recounts, today, *missing.values())
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
        rows = Series.objects.visible_to(self.request.user).select_related("project")
        return get_object_or_404(rows, pk=pk)
