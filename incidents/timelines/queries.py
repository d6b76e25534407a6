"""What happened, was warned of, was judged and was released in a project, in lanes of time."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import F, Q
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ctplatform.charts.timeline import Item
from ctplatform.edtf.dates import unknown_side
from incidents.assessments.models.judgements import Judgement
from incidents.events.models.incidents import Incident
from incidents.records.models import read_date
from incidents.releases.models import Release
from incidents.timelines.period import Period
from incidents.timelines.vocabulary import LANES, ONE_OF
from incidents.warnings.models import Warning

MOST = 60  # items of a lane that are shown at a time
COUNTED = 10_000  # items are counted up to this number
MONTHS_SHOWN = 24  # of a period whose list has a head for each month, not for each year


@dataclass(frozen=True)
class ShownLane:
    """The first `rows` of a lane within a period, in order of time, of `total` in it.

    `is_at_least`: there are more than `total`. `undated` have no date and are in no period. `more`
    is the day from which the next are shown, None if all are or there is none. `cut`: those that
    are not shown begin on this day or later; None if all are shown.
    """

    key: str
    rows: list
    total: int
    is_at_least: bool
    undated: int
    more: date | None = None
    cut: date | None = None

    @property
    def label(self):
        return LANES[self.key]

    @property
    def item_label(self):
        return ONE_OF[self.key]

    @cached_property
    def items(self) -> list[Item]:
        """What the drawing and the list show of the rows."""
        return [ITEMS[self.key](row) for row in self.rows]

    @cached_property
    def entries(self) -> list["TimelineEntry"]:
        """The items with their lane; at the end, the day from which some are left out."""
        found = [TimelineEntry(self, item) for item in self.items]
        return [*found, TimelineEntry(self, None)] if self.cut else found

    @property
    def left_out(self) -> int:
        """How many of the period are not among the rows; more if `is_at_least`."""
        return self.total - len(self.rows)


@dataclass(frozen=True)
class TimelineEntry:
    """A line of the list of all lanes: an item of a lane, or the note that later ones are left out.

    `item` is None in the note; its day is the first day of what is left out.
    """

    lane: ShownLane
    item: Item | None

    @property
    def day(self) -> date | None:
        """Its first known day; None if it is open or unknown."""
        return self.item.start if self.item else self.lane.cut

    @property
    def order(self):
        """Sort key: those without a first day first, then by day; what is left out comes last."""
        if self.item is None:
            return (self.day, date.max, "", "")
        return self.item.order


def entries_by_month_or_year(
    lanes: list[ShownLane], period: Period
) -> list[tuple[str, list[TimelineEntry]]]:
    """[(head, entries)] of all lanes in order of time: by month, or by year in a long period."""
    words = "F Y" if period.days <= MONTHS_SHOWN * 31 else "Y"
    found = {}
    entries = [each for lane in lanes for each in lane.entries]
    for entry in sorted(entries, key=lambda each: each.order):
        is_earlier = entry.day is None or entry.day < period.first
        head = (
            _("Begins or may begin before this period")
            if is_earlier
            else date_format(entry.day, words)
        )
        found.setdefault(head, []).append(entry)
    return list(found.items())


def lane_rows(project, user) -> dict:
    """{lane: rows annotated with `starts` and `ends`, their first and last days}."""
    events = Incident.objects.visible_to(user).filter(project=project, record_kind="event")
    warnings = Warning.objects.visible_to(user).filter(project=project)
    judged = Judgement.objects.visible_to(user).filter(assessment__project=project)
    judged = judged.exclude(assessment__state="withdrawn").filter(assessment__merged_into=None)
    released = Release.objects.visible_to(user).released().filter(project=project)
    day = Coalesce("stated_on", "date")
    return {
        "incidents": _dated(events),
        "warnings": _dated(warnings),
        "judgements": judged.select_related("assessment").annotate(starts=day, ends=day),
        "releases": released.annotate(starts=TruncDate("approved"), ends=TruncDate("approved")),
    }


def _dated(rows):
    rows = rows.exclude(state="withdrawn").filter(merged_into=None)
    return rows.annotate(starts=F("date_earliest"), ends=F("date_latest"))


def whole_period(lanes) -> Period:
    """From the first to the last known day of all lanes; the present year if there is none."""
    days = []
    for rows in lanes.values():
        days += rows.exclude(starts=None).order_by("starts").values_list("starts", flat=True)[:1]
        days += rows.exclude(ends=None).order_by("-ends").values_list("ends", flat=True)[:1]
        days += rows.exclude(starts=None).order_by("-starts").values_list("starts", flat=True)[:1]
    today = timezone.localdate()
    if not days:
        return Period(today.replace(month=1, day=1), today.replace(month=12, day=31))
    return Period(min(days), max(days))


def shown_lanes(lanes, period: Period, most: int | None = None) -> list[ShownLane]:
    """Each lane within a period, with its first `most` items (MOST), in a fixed number of
    queries."""
    return [_shown(key, rows, period, most or MOST) for key, rows in lanes.items()]


def _shown(key, rows, period, most):
    is_dated = Q(starts__isnull=False) | Q(ends__isnull=False)
    within = Q(starts__lte=period.last) | Q(starts=None)
    within &= Q(ends__gte=period.first) | Q(ends=None)
    found = rows.filter(is_dated & within)
    counted = found.order_by()[: COUNTED + 1].count()
    first = list(found.order_by(F("starts").asc(nulls_first=True), "id")[: most + 1])
    return ShownLane(
        key,
        first[:most],
        min(counted, COUNTED),
        counted > COUNTED,
        rows.exclude(is_dated).count(),
        _next_day(first, period) if len(first) > most else None,
        (first[-1].starts or period.first) if len(first) > most else None,
    )


def _next_day(rows, period):
    """The day from which the rows after the first are shown; later than the period's first day."""
    day = rows[-1].starts
    return day if day and day > period.first else None


def _dated_item(row, kind, **values):
    known = read_date(row.date)
    return Item(
        kind,
        str(row),
        known.words if known else "",
        row.date_earliest,
        row.date_latest,
        status="" if row.state == "published" else row.state,
        unknown=unknown_side(row.date),
        **values,
    )


def _incident_item(incident):
    state = _("not published") if incident.state == "candidate" else ""
    return _dated_item(incident, "incident", url=f"/incidents/{incident.pk}/", detail=state)


def _warning_item(warning):
    words = [warning.get_heeded_display() if warning.heeded else ""]
    words += [_("not published")] if warning.state == "candidate" else []
    detail = " · ".join(filter(None, map(str, words)))
    return _dated_item(warning, "warning", url=f"/warnings/{warning.pk}/", detail=detail)


def _judgement_item(judgement):
    said = judgement.get_likelihood_display() if judgement.likelihood else ""
    if judgement.probability is not None:
        said = " · ".join(filter(None, [str(said), f"{float(judgement.probability) * 100:g} %"]))
    return Item(
        "judgement",
        judgement.assessment.statement,
        _day_words(judgement.starts),
        judgement.starts,
        judgement.ends,
        url=f"/assessments/{judgement.assessment_id}/#judgement-{judgement.pk}",
        detail=str(said),
    )


def _release_item(release):
    day = release.starts
    return Item("release", str(release), _day_words(day), day, day, url=f"/releases/{release.pk}/")


def _day_words(day):
    return date_format(day, "j F Y")


ITEMS = {
    "incidents": _incident_item,
    "warnings": _warning_item,
    "judgements": _judgement_item,
    "releases": _release_item,
}
"""{lane: what makes an Item of a row}."""
