"""A chart of a series as a Vega-Lite specification."""

import datetime as dt

from ctplatform.charts import buckets
from ctplatform.charts.figures import vega_lite
from ctplatform.charts.text_layout import wrap_text
from incidents.charts.queries.drawn import DrawnChart
from incidents.findings.queries.shown import current_findings
from incidents.series.models.series import TOTAL
from incidents.templatetags.captions import chart_in_words, source_line

COLUMNS = 4  # of small multiples
LINE, MOST_LINES = 130, 3  # letters of a line below the title, and the most lines


def specification(chart: DrawnChart) -> dict:
    """The specification of a chart, with its data."""
    lines = wrap_text(chart_in_words(chart), LINE, MOST_LINES)
    head = (chart.series.title, [*lines, source_line(chart.series)])
    if chart.kind == "estimates":
        return vega_lite.estimates(head, chart.estimates)
    days, size = chart.figure.days, chart.series.bucket
    if chart.kind == "calendar":
        return vega_lite.calendar(head, chart.totals, days, size)
    ends = [vega_lite.end_of(buckets.last_day(day, size)) for day in days]
    if chart.kind == "multiples":
        return vega_lite.steps(head, chart.figure.drawn, days, ends, columns=COLUMNS)
    return vega_lite.steps(head, chart.figure.drawn, days, ends, finding_marks(chart))


def finding_marks(chart) -> dict:
    """The peaks, lulls, breakpoints and events of a step chart, as `vega_lite.steps` takes them."""
    figure, size = chart.figure, chart.series.bucket
    row = current_findings(chart.series)
    shown = {day.isoformat() for day in figure.days}
    labels = {group: label for group, label, _points in figure.groups} or {TOTAL: ""}
    found = {label: {"peaks": [], "lulls": []} for label in labels.values()}
    for each in row.results if row else ():
        label = labels.get(each["group"])
        if label is None or "result" not in each:
            continue
        if each["method"] == "peaks":
            peaks = (peak["place"] for peak in each["result"] if peak["place"] in shown)
            found[label]["peaks"] += [_middle(place, size) for place in peaks]
        elif each["method"] == "lulls":
            runs = (run for run in each["result"] if {run["first"], run["last"]} <= shown)
            found[label]["lulls"] += [(run["first"], _end(run["last"], size)) for run in runs]
    return found | {None: {"breakpoints": _breakpoints(chart), "events": _events(chart)}}


def _events(chart):
    """(first day, day after the last, number, words) of the events within the days shown."""
    days = chart.figure.days
    if not days:
        return []
    begin, end = days[0], buckets.last_day(days[-1], chart.series.bucket)
    return [
        (
            max(each.first or begin, begin).isoformat(),
            vega_lite.end_of(min(each.last or end, end)).isoformat(),
            f"{each.number}",
            each.words,
        )
        for each in chart.figure.events
        if each.overlaps(begin, end)
    ]


def _breakpoints(chart):
    """(day, label) of the breakpoints within the days that are shown."""
    days, size = chart.figure.days, chart.series.bucket
    if not days:
        return []
    first, last = days[0], buckets.last_day(days[-1], size)
    return [
        (each["day"], each["label"] or each["day"])
        for each in chart.series.breakpoints
        if first <= dt.date.fromisoformat(each["day"]) <= last
    ]


def _middle(place, size):
    first = dt.date.fromisoformat(place)
    return (first + (buckets.last_day(first, size) - first) / 2).isoformat()


def _end(place, size):
    first = dt.date.fromisoformat(place)
    return vega_lite.end_of(buckets.last_day(first, size)).isoformat()
