"""`chart-snapshots/` and the charts placed on pages: pin, read, pin again, take away."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response

from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import require_role
from ctplatform.rest.fields import VisibleRelatedField
from ctplatform.rest.filters import FilterSet
from ctplatform.rest.known_fields import check_body
from ctplatform.rest.requests.idempotency import idempotent
from ctplatform.rest.requests.preconditions import check_match, version_read
from ctplatform.rest.scopes import Scope
from ctplatform.rest.serializers import ModelSerializer, Serializer
from ctplatform.rest.views import ReadViewSet
from incidents.assessments.models.assessments import Assessment
from incidents.charts import services
from incidents.charts.models import AssessmentChart, ChartSnapshot
from incidents.charts.queries.pinned import counts_the_same, read_pinned
from incidents.records.filters import ProjectFilter
from incidents.series.models.series import TOTAL, Series


class PinnedPointSerializer(serializers.Serializer):
    """The numbers of one bucket, as those of a series; `group` is null for the total."""

    bucket = serializers.DateField()
    group = serializers.CharField(allow_null=True)
    n_min = serializers.IntegerField()
    n_expected = serializers.FloatField(allow_null=True)
    n_max = serializers.IntegerField()
    coverage = serializers.ChoiceField(["full", "partial"])
    open_ended = serializers.BooleanField()
    suspected = serializers.IntegerField()
    unknown = serializers.IntegerField()
    without_best = serializers.IntegerField()


class PinnedNumbersSerializer(serializers.Serializer):
    """The numbers of a snapshot as its reader may see them.

    Buckets that counted a record which is hidden since show their present numbers, or none.
    `state` says whether the series still counts the same (`comparable`), is defined in another way
    (`redefined`) or was deleted. `changed` counts the buckets whose total differs now; null where
    they cannot be compared. `findings` are the results of the methods at the time.
    """

    state = serializers.ChoiceField(["comparable", "redefined", "deleted"])
    changed = serializers.IntegerField(allow_null=True)
    points = PinnedPointSerializer(many=True)
    findings = serializers.ListField(child=serializers.DictField())


class ChartSnapshotSerializer(ModelSerializer):
    """The numbers of a series as they were; never changed, see `numbers/`.

    Only `series` is given. `definition` are the fields of the series at the time; `is_redefined`
    says that it counts in another way now. `series` is null once it is deleted.
    """

    series = VisibleRelatedField(model=Series, allow_null=False)
    project = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    created_by = serializers.SlugRelatedField(slug_field="username", read_only=True)
    definition = serializers.JSONField(read_only=True)
    is_redefined = serializers.SerializerMethodField()

    class Meta:
        model = ChartSnapshot
        fields = [
            "id", "project", "series", "title", "marking", "definition", "is_redefined",
            "recounted", "created_by", "version", "created", "updated",
        ]  # fmt: skip
        read_only_fields = [name for name in fields if name != "series"]

    def get_is_redefined(self, snapshot) -> bool:
        return snapshot.series is not None and not counts_the_same(snapshot, snapshot.series)


class ChartSnapshotFilter(FilterSet):
    project = ProjectFilter()

    class Meta:
        model = ChartSnapshot
        fields = ["series"]


class ChartSnapshotViewSet(ReadViewSet):
    """Pinned charts; annotators pin a series of their project. None is changed or deleted."""

    model = ChartSnapshot
    serializer_class = ChartSnapshotSerializer
    filterset_class = ChartSnapshotFilter
    related = ("project", "series__project", "created_by")
    write_scope = Scope.ANNOTATE

    @idempotent
    def create(self, request):
        """Pin the numbers of a series as they are now."""
        given = self.get_serializer(data=request.data)
        given.is_valid(raise_exception=True)
        made = services.pin_series(given.validated_data["series"], by=request.user)
        answer = self.tagged(self.reread(made), status.HTTP_201_CREATED)
        answer["Location"] = f"{request.path}{made.pk}/"
        return answer

    @extend_schema(filters=False, responses=PinnedNumbersSerializer)
    @action(detail=True, pagination_class=None, filterset_class=None)
    def numbers(self, request, pk):
        """The points and findings, and what has changed since."""
        pinned = read_pinned(self.get_object(), request.user, "steps")
        return Response(PinnedNumbersSerializer(_numbers(pinned)).data)


def _numbers(pinned) -> dict:
    figure = pinned.chart.figure
    state = "deleted" if pinned.snapshot.series is None else "comparable"
    groups = [(TOTAL, figure.total), *((group, points) for group, _name, points in figure.groups)]
    return {
        "state": "redefined" if pinned.is_redefined else state,
        "changed": None if pinned.now is None else pinned.changed,
        "points": [
            _point(day, group, points[day])
            for group, points in groups
            for day in figure.days
            if day in points
        ],
        "findings": figure.findings.results,
    }


def _point(day, group, point) -> dict:
    names = ("n_min", "n_expected", "n_max", "suspected", "unknown", "without_best")
    return {
        "bucket": day,
        "group": group or None,
        "coverage": point.coverage_now,
        "open_ended": point.is_open,
        **{name: getattr(point, name) for name in names},
    }


class PlacedChartSerializer(ModelSerializer):
    """The base of a chart on the page of something else.

    `series` is pinned when the chart is placed; `snapshot` are the numbers that are shown.
    """

    series = VisibleRelatedField(model=Series, write_only=True)
    snapshot = serializers.PrimaryKeyRelatedField(read_only=True, pk_field=serializers.UUIDField())
    created_by = serializers.SlugRelatedField(slug_field="username", read_only=True)


class PlacedChartFields:
    """The base of the `Meta` of those serializers."""

    fields = [
        "id", "series", "snapshot", "kind", "caption", "created_by", "version", "created",
        "updated",
    ]  # fmt: skip
    read_only_fields = ["id", "version", "created", "updated"]


class RenewSerializer(Serializer):
    """The version that was read, unless If-Match names it; without either none is compared."""

    version = serializers.IntegerField(required=False)


class PlacedChartViewSet(ReadViewSet):
    """The base of the charts on pages of one type; `place` is the field of what they are on."""

    place = None
    write_scope = Scope.ANNOTATE

    @idempotent
    def create(self, request):
        """Pin a series and place it on a page, for annotators of its project."""
        given = self.get_serializer(data=request.data)
        if not given.is_valid():
            self._check_may_place(request.data)
            given.is_valid(raise_exception=True)
        made = services.place_chart(self.model, by=request.user, **given.validated_data)
        answer = self.tagged(self.reread(made), status.HTTP_201_CREATED)
        answer["Location"] = f"{request.path}{made.pk}/"
        return answer

    def _check_may_place(self, data):
        """Raise PermissionDenied before other errors, if the page is one that the user may read."""
        field = self.get_serializer().fields[self.place]
        try:
            row = field.run_validation(data.get(self.place) if isinstance(data, dict) else None)
        except serializers.ValidationError:
            return
        require_role(self.request.user, row.project, Role.ANNOTATOR)

    @extend_schema(request=RenewSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def renew(self, request, pk):
        """Pin the present numbers instead; the snapshot of before stays."""
        chart = self._chart_to_change(request)
        check_body(request, ("version",))
        version = version_read(request, chart)
        renewed = services.renew_chart(chart, by=request.user, expected_version=version)
        return self.tagged(self.reread(renewed))

    @extend_schema(request=None, responses={204: None})
    def destroy(self, request, pk):
        """Take the chart away from its page; the snapshot stays."""
        chart = self._chart_to_change(request)
        version = check_match(request, chart)
        check_body(request)
        services.remove_chart(chart, by=request.user, expected_version=version)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _chart_to_change(self, request):
        chart = self.get_object()
        services.require_may_change(chart, by=request.user)
        return chart


class AssessmentChartSerializer(PlacedChartSerializer):
    """A pinned chart that an assessment rests on."""

    assessment = VisibleRelatedField(model=Assessment)

    class Meta(PlacedChartFields):
        model = AssessmentChart
        fields = ["assessment", *PlacedChartFields.fields]


class AssessmentChartFilter(FilterSet):
    project = ProjectFilter("assessment__project")

    class Meta:
        model = AssessmentChart
        fields = ["assessment", "snapshot", "kind"]


class AssessmentChartViewSet(PlacedChartViewSet):
    """Charts of assessments."""

    model = AssessmentChart
    serializer_class = AssessmentChartSerializer
    filterset_class = AssessmentChartFilter
    related = ("snapshot__series__project", "assessment__project", "created_by")
    place = "assessment"
