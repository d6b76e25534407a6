"""The page of a project's timeline."""

from urllib.parse import urlencode

from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ctplatform.accounts.current_project.page_project import with_project
from ctplatform.charts import lane_timeline
from incidents.timelines.period import PeriodError, read_period
from incidents.timelines.queries import (
    entries_by_month_or_year,
    lane_rows,
    shown_lanes,
    whole_period,
)


@require_safe
@with_project
def timeline_page(request, project):
    """Incidents, warnings, judgements and releases of a period, `from` to `to` (EDTF)."""
    lanes = lane_rows(project, request.user)
    whole = whole_period(lanes)
    asked = {name: request.GET.get(name, "")[:40] for name in ("from", "to")}
    fault = ""
    try:
        period = read_period(asked["from"], asked["to"], whole)
    except PeriodError as error:
        period, fault = whole, str(error)
    shown = shown_lanes(lanes, period)
    drawing = None
    if any(lane.items for lane in shown):
        items = {lane.key: lane.items for lane in shown}
        cuts = {lane.key: lane.cut for lane in shown if lane.cut}
        drawing = lane_timeline.draw(items, period.first, period.last, cuts)
    context = {
        "project": project,
        "period": period,
        "words": period_words(period),
        "lanes": [(lane, _more_url(project, lane, period)) for lane in shown],
        "drawing": drawing,
        "drawn": _drawn_lanes(drawing, shown) if drawing else [],
        "by_time": entries_by_month_or_year(shown, period),
        "is_cut": any(lane.cut for lane in shown),
        "steps": steps_of(project, period, whole),
        "asked": asked,
        "fault": fault,
        "is_whole": not any(asked.values()),
    }
    return render(request, "incidents/timelines/page.html", context)


def _drawn_lanes(drawing, shown):
    """[(drawn lane, its label, how many of its items are not drawn, in words)]."""
    return [
        (lane, each.label, _undrawn_words(each, each.total - len(lane.bars)))
        for lane, each in zip(drawing.lanes, shown, strict=True)
    ]


def _undrawn_words(lane, n):
    if lane.is_at_least:
        return _("over %d not drawn") % n
    return _("%d not drawn") % n if n else ""


def period_words(period) -> str:
    """“1 January 2015 to 31 March 2016”."""
    return _("%(first)s to %(last)s") % {
        "first": date_format(period.first, "j F Y"),
        "last": date_format(period.last, "j F Y"),
    }


def steps_of(project, period, whole) -> list[tuple[str, str]]:
    """[(words, URL)] of the steps from a period to others; only those that change it."""
    steps = (
        (_("Zoom in"), period.zoomed_in()),
        (_("Zoom out"), period.zoomed_out()),
        (_("Earlier"), period.earlier()),
        (_("Later"), period.later()),
        (_("Whole timeline"), whole),
    )
    return [(words, url_of(project, each)) for words, each in steps if each != period]


def url_of(project, period) -> str:
    days = {"from": period.first.isoformat(), "to": period.last.isoformat()}
    return f"/timeline/?{urlencode({'project': project.slug, **days})}"


def _more_url(project, lane, period):
    if lane.more is None:
        return ""
    days = {"from": lane.more.isoformat(), "to": period.last.isoformat()}
    return f"/timeline/?{urlencode({'project': project.slug, **days})}"
