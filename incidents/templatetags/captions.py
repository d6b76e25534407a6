"""Template filters for the line below a drawing: what is counted, when, and what is left out."""

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from incidents.charts.queries.drawn import DrawnChart
from incidents.series.models.series import Series
from incidents.templatetags.charts import part_in_words
from incidents.templatetags.figures import in_all, narrowed, uncovered_in_words, window

register = template.Library()


@register.filter
def chart_in_words(chart: DrawnChart) -> str:
    """What a chart counts, when, and what it leaves out, in one line."""
    figure = chart.figure
    words = [part_in_words(chart), *narrowed(figure)]
    is_dot_plot = chart.kind == "estimates"
    if is_dot_plot:
        n = len(chart.estimates)
        text = ngettext(
            "the incident with the most fatalities",
            "the %(n)s incidents with the most fatalities",
            n,
        )
        words.append(text % {"n": n})
    elif not chart.part:
        words.append(in_all(figure))
    line = ", ".join(map(str, [*words, *_counted(figure.series)]))
    return f"{line}; {uncovered_in_words(figure)}" if figure.uncovered and not is_dot_plot else line


@register.filter
def caption(figure) -> str:
    """The line below a drawing: what is counted, how many, when it was counted and what is not."""
    words = [window(figure), *narrowed(figure), in_all(figure), *_counted(figure.series)]
    line = ", ".join(map(str, words))
    return f"{line}; {uncovered_in_words(figure)}" if figure.uncovered else line


def _counted(series: Series) -> list[str]:
    """When a series was counted, in words; [] if it never was."""
    if not series.recounted:
        return []
    day = date_format(timezone.localtime(series.recounted), "Y-m-d H:i")
    return [_("counted %(day)s") % {"day": day}]
