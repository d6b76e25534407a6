"""Series over HTTP: definitions, points, and the chart as SVG."""

import hashlib
import uuid

from csp.decorators import csp_update
from django.http import HttpResponse
from django.utils.decorators import method_decorator
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response

from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import require_role
from ctplatform.audit.services import follow_file
from ctplatform.jobs.api import JobSerializer
from ctplatform.rest.fields import VerbatimField
from ctplatform.rest.filters import UPDATED_SINCE, FilterSet, changed_since, check_parameters
from ctplatform.rest.known_fields import check_body
from ctplatform.rest.renderers import OwnMediaType
from ctplatform.rest.requests.idempotency import idempotent
from ctplatform.rest.scopes import Scope
from ctplatform.rest.views import RecordViewSet
from incidents.records.api.serializers import OwnedSerializer
from incidents.records.filters import ProjectFilter
from incidents.regions.models import regions_of
from incidents.series.api.fields import EdgeField
from incidents.series.models.series import Series
from incidents.series.models.versions import SeriesVersion
from incidents.series.queries.figure import figure_of
from incidents.series.services import (
    SERIES_FIELDS,
    change_series,
    create_series,
    delete_series,
    request_rebuild,
)
from incidents.series.svg_export import STYLE_HASH, svg_of
from incidents.vocabularies import PARTICIPATION_ROLES


class SeriesSerializer(OwnedSerializer):
    """A series: what is counted, and how.

    `measure` is what is counted: `count` (incidents), the people `fatalities`, `injured` or `held`,
    `assessments` (by the day on which they were made), `resolutions` (by the day on which the
    outcome was known) or `warnings` (by the day on which they were issued). Assessments are limited
    and grouped by holder, about, kind, likelihood, confidence, outcome, country, place or marking;
    warnings by issuer, recipient, heeded, specificity, channel, recipient_position, country or
    place. An assessment that restates another is left out while that one is published and visible.
    The other names are those of incidents.
    `coverage` is "full" (all of start..end) or [{start, end, sources}]: the periods that somebody
    searched. `filters` are {name: a value or a list}; the names are those of the register's fields,
    and a series may be grouped by each (`group_by`). `within` is a region set (key or id) or a code
    of UN M49, and `regions` say which definition is used; `place` is a place with all places in it;
    `fatalities` a range: `5`, `10-49`, `50-`. A series by region, place, dataset, source or
    publisher has the values of that filter as groups. An actor counts in one of the `roles` (by
    default those who act: perpetrator, co_perpetrator, suspected_perpetrator, belligerent), alone
    or with its `branches`: none, branches (branch_of, part_of) or affiliates (affiliate_of too),
    where the relation is asserted for the day. A participation that is suspected or alleged only
    adds to `n_max`. With `summaries`, records that sum up several events count as well, each as
    one. `breakpoints` are [{day, label}]: days chosen beforehand, before and after which findings
    compare the rates.
    `events` are marked on the chart: {type, id} of an incident, a warning or a release, or {date,
    label, passage} with the id of an annotation or null.
    `transform` is {per, cumulated, rolling, base}, each optional and applied in this order: for
    each `per` inhabitants (1,000 to 1,000,000), `cumulated` (true), the mean of `rolling` buckets,
    and as a percentage of the bucket of the day `base`; points then have `value` as well.
    `copied_from` is the series that it began as a copy of.
    """

    title = VerbatimField(max_length=200)
    start = EdgeField(bound="earliest")
    end = EdgeField(bound="latest")
    coverage = serializers.JSONField(required=False)
    breakpoints = serializers.JSONField(required=False)
    events = serializers.JSONField(required=False)
    transform = serializers.JSONField(required=False)
    copied_from = serializers.SerializerMethodField()
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
            "breakpoints", "events", "transform", "copied_from", "recounted", "version", "created",
            "updated",
        ]  # fmt: skip
        read_only_fields = ["id", "recounted", "version", "created", "updated"]
        validators = []

    def get_copied_from(self, series) -> uuid.UUID | None:
        known = self.context.setdefault("sources", {})
        if series.copied_from_id and series.copied_from_id not in known:
            rows = [series, *(getattr(self.parent, "instance", None) or ())]
            asked = {each.copied_from_id for each in rows} - {None}
            user = self.context["request"].user
            seen = Series.objects.visible_to(user).filter(pk__in=asked)
            known.update(
                dict.fromkeys(asked) | {pk: pk for pk in seen.values_list("pk", flat=True)}
            )
        return known.get(series.copied_from_id)

    def get_regions(self, series) -> list[str]:
        known = self.context.setdefault("regions", {})
        if series.pk not in known:
            known.update(regions_of([series, *(getattr(self.parent, "instance", None) or ())]))
        return [region.definition for region in known[series.pk]]


class SeriesVersionSerializer(serializers.Serializer):
    """A definition of a series as it was, with the fields of a series."""

    number = serializers.IntegerField()
    changed = serializers.DateTimeField()
    by = serializers.CharField(source="changed_by.username", allow_null=True, default=None)
    definition = serializers.JSONField()


class SeriesFilter(FilterSet):
    project = ProjectFilter()

    class Meta:
        model = Series
        fields = ["measure", "bucket", "group_by"]


class SeriesViewSet(RecordViewSet):
    """Definitions of series, which editors write; points follow edits of incidents in seconds."""

    model = Series
    write_scope = Scope.ANNOTATE
    serializer_class = SeriesSerializer
    filterset_class = SeriesFilter
    related = ("project",)
    ordering_fields = ("title", "created")
    http_method_names = ["get", "post", "patch", "delete", "head", "options"]

    @property
    def extra_parameters(self):
        return ("updated_since",) if self.action == "versions" else super().extra_parameters

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

    @extend_schema(request=SeriesSerializer, responses={201: SeriesSerializer})
    @action(detail=True, methods=["post"])
    @idempotent
    def copy(self, request, pk):
        """Define another series like this one; fields in the body replace those of the copy."""
        source = self.get_object()
        values = self.get_serializer(source, data=request.data, partial=True)
        values.is_valid(raise_exception=True)
        given = {name: value for name, value in values.validated_data.items() if name != "project"}
        definition = {name: getattr(source, name) for name in SERIES_FIELDS} | given
        made = create_series(
            by=request.user, project=source.project, copied_from=source, **definition
        )
        data = self.get_serializer(made).data
        return Response(data, status=status.HTTP_201_CREATED)

    @extend_schema(
        filters=False, parameters=[UPDATED_SINCE], responses=SeriesVersionSerializer(many=True)
    )
    @action(detail=True, methods=["get"])
    def versions(self, request, pk):
        """The definitions of the series, the newest first."""
        check_parameters(request, {"cursor", "page_size", "updated_since"})
        rows = SeriesVersion.objects.visible_to(request.user).filter(series=self.get_object())
        rows = changed_since(request, rows, "changed").select_related("changed_by")
        found = SeriesVersionSerializer(self.paginate_queryset(rows), many=True)
        return self.get_paginated_response(found.data)

    @extend_schema(
        filters=False, responses={(200, "image/svg+xml"): OpenApiResponse(OpenApiTypes.BINARY)}
    )
    @method_decorator(csp_update({"style-src": [STYLE_HASH]}))
    def chart(self, request, pk):
        """The chart as an SVG with colours of its own, for light and dark."""
        series = self.get_object()
        svg = svg_of(figure_of(series, request.user))
        answer = HttpResponse(svg, content_type="image/svg+xml; charset=utf-8")
        answer["ETag"] = f'"{hashlib.sha256(svg.encode()).hexdigest()[:32]}"'
        answer["Cache-Control"] = "private, no-cache"
        return follow_file(answer, request, "charts", "chart.svg", series.project_id)


chart = SeriesViewSet.as_view(
    {"get": "chart"},
    content_negotiation_class=OwnMediaType,
    filterset_class=None,
    pagination_class=None,
)
