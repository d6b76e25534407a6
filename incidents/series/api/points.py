"""Points of a series over HTTP, and what the series leaves out."""

from django.db.models import CharField
from django.db.models.functions import Cast
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django_filters import rest_framework as filters
from rest_framework import mixins, serializers, status
from rest_framework.response import Response

from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import has_role
from ctplatform.edtf import dates
from ctplatform.rest.filters import FilterSet
from ctplatform.rest.paging.keyset import Page
from ctplatform.rest.paging.pagination import KeysetPagination
from ctplatform.rest.requests.preconditions import names
from ctplatform.rest.serializers import ModelSerializer
from ctplatform.rest.views import ScopedViewSet
from incidents.series.api.fields import GroupField
from incidents.series.models.series import TOTAL, Series, SeriesPoint
from incidents.series.queries.left_out import left_out
from incidents.series.queries.pages.transformed import transformed_points


class PointSerializer(ModelSerializer):
    """The numbers of one bucket and group.

    `bucket` is its first day; `group` an ISO alpha-2 code, an id, a term or a range, null for the
    total.
    `open_ended`: n_max is "at least", since some incident has no highest figure. `suspected`: how
    many incidents are only in n_max, since the actor's part is suspected. `unknown`: how many have
    no figure of the people counted. `without_best`: how many have no best figure, or none at all;
    with them `n_expected` is "at least", and null where it would be "at least 0". If
    the series has a `transform`, `value_min`, `value` and `value_max` are the numbers after it,
    null where it has none (such as before the first whole window of a mean).
    """

    group = GroupField(allow_null=True)
    value_min = serializers.FloatField(allow_null=True, required=False)
    value = serializers.FloatField(allow_null=True, required=False)
    value_max = serializers.FloatField(allow_null=True, required=False)
    open_ended = serializers.BooleanField(source="is_open")
    coverage = serializers.ChoiceField(["full", "partial"], source="coverage_now")

    class Meta:
        model = SeriesPoint
        fields = [
            "bucket", "group", "n_min", "n_expected", "n_max", "coverage", "open_ended",
            "suspected", "unknown", "without_best", "value_min", "value", "value_max",
        ]  # fmt: skip
        read_only_fields = fields


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
    """Returns all points at once, as dicts, unless the query asks for pages with `page_size`."""

    is_whole = False

    def paginate_queryset(self, queryset, request, view=None):
        if {"page_size", "cursor", "ordering"} & request.query_params.keys():
            return super().paginate_queryset(queryset, request, view)
        self.request, self.page, self.is_whole = request, Page([], "", ""), True
        return all_points(queryset.order_by("bucket", "group"))

    def get_paginated_response_schema(self, schema):
        found = super().get_paginated_response_schema(schema)
        found["properties"]["left_out"] = {
            "type": "object",
            "additionalProperties": {"type": "integer"},
            "description": "{reason: how many records are left out or counted in part}.",
        }
        return {**found, "required": [*found["required"], "left_out"]}


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


def add_transformed(rows, series):
    """Add the numbers after the transform of a series to rows of points."""
    if not series.transform:
        return
    found = transformed_points(series)
    for row in rows:
        seen = found.get((row["group"] or TOTAL, row["bucket"]))
        numbers = (seen.low, seen.expected, seen.high) if seen else (None, None, None)
        row |= dict(zip(("value_min", "value", "value_max"), numbers, strict=True))


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
            rows = self.points()
            add_transformed(rows, series)
            answer = self.get_paginated_response(rows)
            answer.data["left_out"] = missing
        answer["ETag"], answer["Cache-Control"] = tag, "private, no-cache"
        return answer

    def points(self):
        """The points that the query asks for, as dicts."""
        rows = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return rows if self.paginator.is_whole else self.get_serializer(rows, many=True).data

    def series(self):
        rows = Series.objects.get_visible_row(self.kwargs["series"], self.request.user)
        return get_object_or_404(rows.select_related("project"))
