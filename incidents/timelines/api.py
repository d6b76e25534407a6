"""`timeline/`: what happened, was warned of, was judged and was released in a project."""

from django.http import Http404
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from ctplatform.accounts.models import Project
from ctplatform.edtf.dates import PRECISIONS
from ctplatform.rest.views import ScopedViewSet
from incidents.events.models.incidents import Incident
from incidents.timelines.filters import TimelineFilter
from incidents.timelines.period import Period, PeriodError, read_period
from incidents.timelines.queries import ITEMS, lane_rows, shown_lanes, whole_period
from incidents.timelines.vocabulary import LANES

KINDS = {
    "incidents": "incident",
    "warnings": "warning",
    "judgements": "judgement",
    "releases": "release",
}
"""{lane: type of its records}."""


class TimelineItemSerializer(serializers.Serializer):
    """One record on the timeline.

    `start` and `end` are its first and last possible days, null where that side is open or, if
    `unknown` names it, not known. `date` is EDTF as recorded, `date_precision` how exact it is. A
    judgement lies on the day stated for it, else on that of the server, a release on the day of its
    approval. `assessment` is that of a judgement. `detail` is what the page says beside it.
    """

    id = serializers.UUIDField()
    type = serializers.ChoiceField(list(KINDS.values()))
    title = serializers.CharField()
    date = serializers.CharField()
    words = serializers.CharField()
    start = serializers.DateField(allow_null=True)
    end = serializers.DateField(allow_null=True)
    date_precision = serializers.ChoiceField(PRECISIONS)
    unknown = serializers.ChoiceField(["start", "end"], allow_null=True)
    state = serializers.CharField()
    assessment = serializers.UUIDField(allow_null=True)
    detail = serializers.CharField()
    url = serializers.CharField()


class TimelineLaneSerializer(serializers.Serializer):
    """The first items of a lane that may lie in the period, in order of their first day.

    `total` is how many may lie in it (at least that many if `is_at_least`), `left_out` how many of
    these are not listed, and `next` the day from which they are, as `from` of another request; null
    where that is the same day. `undated` records have no date and are in no period.
    """

    lane = serializers.ChoiceField(list(LANES))
    items = TimelineItemSerializer(many=True)
    total = serializers.IntegerField()
    is_at_least = serializers.BooleanField()
    left_out = serializers.IntegerField()
    next = serializers.DateField(allow_null=True)
    undated = serializers.IntegerField()


@extend_schema_serializer(many=False)
class TimelineSerializer(serializers.Serializer):
    """A period of a timeline, both days included; without one, all that is dated.

    `first` and `last` are the first and last known days of all lanes that were asked for.
    """

    first = serializers.DateField()
    last = serializers.DateField()
    lanes = TimelineLaneSerializer(many=True)

    def get_fields(self):
        """`from` is a keyword in Python, so it cannot be declared as an attribute."""
        bounds = {"from": serializers.DateField(), "to": serializers.DateField()}
        return bounds | super().get_fields()


class TimelineViewSet(ScopedViewSet):
    """The timeline of one project, within a period."""

    model = Incident
    serializer_class = TimelineSerializer
    filterset_class = TimelineFilter
    pagination_class = None

    def filter_queryset(self, queryset):
        """Check the parameters; the project has to be named."""
        rows = super().filter_queryset(queryset)
        if not self.request.query_params.get("project"):
            raise ValidationError({"?project": "Name the project."})
        return rows

    @extend_schema(responses=TimelineSerializer)
    def list(self, request):
        """Read the timeline: incidents, warnings, judgements, releases; 60 of each, at most 200."""
        self.filter_queryset(self.model.objects.none())
        read = TimelineFilter(request.query_params, self.model.objects.none(), request=request)
        given = read.form.cleaned_data if read.is_valid() else {}
        project = Project.objects.visible_to(request.user).filter(slug=given.get("project")).first()
        if project is None:
            raise Http404
        asked = given.get("lane") or LANES
        lanes = {
            key: rows for key, rows in lane_rows(project, request.user).items() if key in asked
        }
        whole = whole_period(lanes)
        period = _read_period(given.get("from") or "", given.get("to") or "", whole)
        most = int(given["most"]) if given.get("most") else None
        found = {
            "from": period.first,
            "to": period.last,
            "first": whole.first,
            "last": whole.last,
            "lanes": [_lane(each) for each in shown_lanes(lanes, period, most)],
        }
        return Response(TimelineSerializer(found).data)


def _read_period(first: str, last: str, whole: Period) -> Period:
    """The period asked for; a 400 names the parameter that cannot be read."""
    for name, bounds in (("?from", (first, "")), ("?to", ("", last)), ("?from", (first, last))):
        try:
            period = read_period(*bounds, whole)
        except PeriodError as error:
            raise ValidationError({name: str(error)}) from error
    return period


def _lane(lane) -> dict:
    names = ("total", "is_at_least", "left_out", "undated")
    items = [_item(lane.key, row) for row in lane.rows]
    return {
        "lane": lane.key,
        "items": items,
        "next": lane.more,
        **{name: getattr(lane, name) for name in names},
    }


def _item(lane, row) -> dict:
    shown = ITEMS[lane](row)
    is_dated = hasattr(row, "date_precision")
    return {
        "id": row.pk,
        "type": KINDS[lane],
        "title": shown.label,
        "date": row.date if is_dated else row.starts.isoformat(),
        "words": shown.when,
        "start": shown.start,
        "end": shown.end,
        "date_precision": row.date_precision if is_dated else "day",
        "unknown": shown.unknown or None,
        "state": getattr(row, "state", "") or "published",
        "assessment": getattr(row, "assessment_id", None),
        "detail": shown.detail,
        "url": shown.url,
    }
