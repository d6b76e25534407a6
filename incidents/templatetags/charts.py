"""Template filters and tags of charts: the part shown, shades in words, links to the kinds."""

from math import floor

from django import template
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from ctplatform.web.bidirectional import isolated
from incidents.charts.models import AssessmentChart
from incidents.charts.queries.drawn import DrawnChart, kinds_of
from incidents.charts.queries.placed import placed_charts
from incidents.series.queries.behind import bucket_in_words
from incidents.templatetags.figures import counts, in_all, number

register = template.Library()


@register.filter
def part_in_words(chart: DrawnChart) -> str:
    """The measure and the part that is shown: “Incidents per month, March 2021 to May 2022”."""
    series = chart.series
    first, last = (chart.part.first, chart.part.last) if chart.part else (series.start, series.end)
    words = _("%(start)s to %(end)s") % {
        "start": bucket_in_words(first, series.bucket),
        "end": bucket_in_words(last, series.bucket),
    }
    return words if chart.kind == "estimates" else f"{counts(series)}, {words}"


@register.filter
def dot_plot_label(row) -> str:
    """The label of a row of the dot plot, with a right-to-left name and its date in order."""
    end = row.estimate.end
    return f"{isolated(row.label.removesuffix(end))}{end}"


@register.filter
def can_zoom(chart: DrawnChart) -> bool:
    """Whether a part can be chosen on the drawing: its marks are in the order of the buckets."""
    return (
        not chart.is_pinned and chart.kind in ("steps", "multiples") and len(chart.figure.days) > 1
    )


@register.filter
def bucket_days(chart: DrawnChart) -> str:
    """The first days of the drawn buckets, separated by spaces, for the script that zooms."""
    return " ".join(day.isoformat() for day in chart.figure.days)


@register.filter
def shades(chart: DrawnChart) -> list[tuple]:
    """[(shade, “more than 2.5, up to 5”)] of the calendar's drawing; of whole numbers “3 to 5”."""
    values = [each.expected for each in chart.totals.values() if each.expected is not None]
    if all(float(each).is_integer() for each in values):
        return whole_shades(chart.wide.steps)
    text = _("more than %(least)s, up to %(most)s")
    return [
        (shade, text % {"least": number(least), "most": number(most)})
        for shade, least, most in chart.wide.steps
    ]


def whole_shades(steps) -> list[tuple]:
    """[(shade, “3 to 5”)] of shades of whole numbers, without those that no whole number has."""
    spans = [(shade, floor(least) + 1, floor(most)) for shade, least, most in steps]
    text = _("%(least)s to %(most)s")
    return [
        (
            shade,
            f"{last:,}" if first == last else text % {"least": f"{first:,}", "most": f"{last:,}"},
        )
        for shade, first, last in spans
        if first <= last
    ]


@register.filter
def moved_since(pinned) -> str:
    """“now 33 incidents instead of 31 incidents, in 4 of 12 months”."""
    figure = pinned.chart.figure
    then, now = in_all(figure), in_all(pinned.now)
    return _("now %(now)s instead of %(then)s; %(n)s of %(all)s periods differ") % {
        "now": now,
        "then": then,
        "n": pinned.changed,
        "all": len(figure.days),
    }


@register.inclusion_tag("incidents/charts/placed.html")
def assessment_charts(assessment, user) -> dict:
    """The charts of an assessment, and the link to place another."""
    addresses = (f"/assessments/{assessment.pk}/charts/new/", "/assessment-charts/")
    return placed_charts(AssessmentChart, user, addresses, assessment=assessment)


@register.inclusion_tag("incidents/charts/further.html")
def further_charts(series) -> dict:
    """Links to the kinds of chart of a series, for its page."""
    asked = {"project": series.project.slug, "series": series.pk, "reason": "counted"}
    asked |= {"view": "map", "by": series.bucket}
    return {
        "series": series,
        "kinds": [(name, _(label)) for name, label in kinds_of(series).items()],
        "map_url": f"/incidents/?{urlencode(asked)}" if series.record_type == "incident" else "",
    }
