"""The clickable areas of a chart: each has a point's value in words and the URL of its records."""

from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ctplatform.charts.chart_marks import Mark
from incidents.series.list_urls import records_url
from incidents.series.measure_words import (
    HARMED,
    NOT_KNOWN,
    counted_words,
    incomplete_in_words,
    shown_in_words,
    without_figure_words,
)
from incidents.series.models.series import TOTAL
from incidents.series.queries.behind import bucket_in_words

SMALL_HEIGHT = 28  # of a sparkline


def marks_of(figure, drawing) -> list[list[Mark]]:
    """The clickable areas of each panel of a figure's drawing, one for each bucket.

    A last line has those of the events, if there are any.
    """
    events = [[each.mark for each in drawing.events]] if drawing.events else []
    panels = [
        [
            Mark(x, panel.top, width, panel.height, *said)
            for said, (x, width) in zip(answers, drawing.columns, strict=True)
        ]
        for panel, answers in zip(drawing.panels, answers_of(figure), strict=True)
    ]
    return panels + events


def answers_of(figure) -> list[list[tuple]]:
    """The (words, URL) of the points of each drawn group, cached for all drawings of the figure."""
    if figure.answers is None:
        groups = figure.groups or [(TOTAL, "", figure.total)]
        heads = [(day, bucket_in_words(day, figure.series.bucket)) for day in figure.days]
        shown = partial(_shown, figure)
        figure.answers = [
            [
                describe_point(figure.series, head, points.get(day), label, shown(group, day))
                for day, head in heads
            ]
            for group, label, points in groups
        ]
    return figure.answers


def small_marks(figure, width) -> list[Mark]:
    """The clickable areas of a sparkline of this width, centred on its points."""
    step = width / max(len(figure.days) - 1, 1)
    return [
        Mark(
            round((n - 0.5) * step, 2),
            0,
            round(step, 2),
            SMALL_HEIGHT,
            *describe_point(
                figure.series, bucket_in_words(day, figure.series.bucket), figure.total.get(day)
            ),
        )
        for n, day in enumerate(figure.days)
    ]


def _shown(figure, group, day) -> str:
    """The transformed number of a point in words; "" without a transform."""
    if not figure.series.transform:
        return ""
    return shown_in_words(figure.transformed.values[group].get(day))


def describe_point(series, head, point, label="", shown="") -> tuple[str, str]:
    """(words, URL of the records) of a point.

    `head` names its bucket; `point` is None if the bucket is not covered. `shown` is its
    transformed number in words, if the series has a transform.
    """
    head = f"{label}, {head}" if label else head
    if point is None:
        return _("%(head)s: not covered") % {"head": head}, ""
    words = point_in_words(series, point)
    if shown:
        words = _("%(shown)s (%(words)s)") % {"shown": shown, "words": words}
    return f"{head}: {words}", url_of(series, point)


def url_of(series, point) -> str:
    """The URL of the list of exactly the records behind a point; "" if there are none."""
    if not point.incidents:
        return ""
    group = {"group": point.group} if point.group else {}
    return records_url(series, bucket=point.bucket, **group)


def point_in_words(series, point) -> str:
    """The value of a point: “4 to 6 incidents, 1 suspected”, “at least 40 killed, in 3
    incidents”."""
    words = _people_words(series, point) if series.harms else _count_words(series, point)
    if point.suspected:
        words.append(
            ngettext("%(n)s suspected", "%(n)s suspected", point.suspected) % {"n": point.suspected}
        )
    if point.unknown:
        text = without_figure_words(series.measure, point.unknown)
        words.append(text % {"n": point.unknown})
    if getattr(point, "coverage_now", point.coverage) == "partial":
        words.append(_("partly covered"))
    return ", ".join(words)


def _count_words(series, point) -> list[str]:
    text = counted_words(series.measure, point.n_max)
    if point.n_min == point.n_max:
        return [text % {"n": point.n_max}]
    span = _("%(low)s to %(high)s") % {"low": point.n_min, "high": point.n_max}
    return [text % {"n": span}, _("%s expected") % _plain_number(point.n_expected)]


def _people_words(series, point) -> list[str]:
    words = [str(NOT_KNOWN[series.measure])]
    if point.n_expected is not None:
        least = incomplete_in_words(point.n_expected, point.n_min) if point.without_best else "%s"
        words = [HARMED[series.measure] % (least % _plain_number(point.n_expected))]
    if point.is_open and point.n_max:
        words.append(_("%s or more") % point.n_min)
    elif not point.is_open and point.n_min != point.n_max:
        words.append(_("%(low)s to %(high)s") % {"low": point.n_min, "high": point.n_max})
    if point.incidents:
        text = ngettext("in %(n)s incident", "in %(n)s incidents", point.incidents)
        words.append(text % {"n": point.incidents})
    return words


def _plain_number(value) -> str:
    return f"{value or 0:.1f}".removesuffix(".0")
