"""Template filters for the line below a drawing: what is counted, when, and what is left out."""

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ctplatform.charts.text_layout import cut_line
from incidents.charts.queries.drawn import DrawnChart
from incidents.series.models.series import Series
from incidents.series.svg_export import CAPTION_LINES, LETTER, caption_lines
from incidents.templatetags.charts import part_in_words
from incidents.templatetags.figures import in_all, narrowed, uncovered_in_words, window

register = template.Library()


@register.filter
def chart_in_words(chart: DrawnChart) -> str:
    """What a chart counts, when, and what it leaves out, in one line."""
    figure = chart.figure
    words = [part_in_words(chart), *_filters(figure)]
    is_dot_plot = chart.kind == "estimates"
    if is_dot_plot and chart.estimates:
        n = len(chart.estimates)
        text = ngettext(
            "the incident with the most fatalities",
            "the %(n)s incidents with the most fatalities",
            n,
        )
        words.append(text % {"n": n})
    elif not is_dot_plot and not chart.part:
        words.append(in_all(figure))
    if chart.kind == "calendar" and figure.groups:
        words.append(_("all groups together"))
    line = ", ".join(map(str, [*words, *_counted(figure.series)]))
    return f"{line}; {uncovered_in_words(figure)}" if figure.uncovered and not is_dot_plot else line


@register.filter
def why_empty(chart: DrawnChart) -> str:
    """Why there is nothing to draw, in a sentence."""
    if chart.kind == "estimates":
        return _("No incident that is counted here has a fatality figure.")
    if not chart.series.coverage:
        return _("No day of this series is covered, so there is nothing to draw.")
    if not chart.series.recounted:
        return _("Nothing is counted here yet, so there is nothing to draw.")
    return _("No day of this period is covered, so there is nothing to draw.")


@register.filter
def caption(figure) -> str:
    """The line below a drawing: what is counted, how many, when it was counted and what is not."""
    words = [window(figure), *_filters(figure), in_all(figure), *_counted(figure.series)]
    line = ", ".join(map(str, words))
    return f"{line}; {uncovered_in_words(figure)}" if figure.uncovered else line


@register.filter
def source_line(series: Series) -> str:
    """Where the numbers come from: the project, and the sources that its coverage names."""
    windows = () if isinstance(series.coverage, str) else series.coverage
    named = dict.fromkeys(name for each in windows for name in each.get("sources") or ())
    values = {"project": series.project.title, "sources": ", ".join(named)}
    if named:
        return _("Source: %(project)s; covered by %(sources)s.") % values
    return _("Source: %(project)s.") % values


@register.simple_tag
def source_line_of(series, drawing) -> str:
    """The source line as it fits into the file of a drawing."""
    return cut_line(source_line(series), int((drawing.frame.width - 16) / LETTER))


@register.simple_tag
def caption_lines_of(figure, drawing) -> list[tuple]:
    """[(y, line)] of the caption of a figure, for the file of its drawing."""
    return caption_lines(caption(figure), drawing.frame.width, CAPTION_LINES)


def _filters(figure) -> list[str]:
    """All filters of a series in words; the page of the series has its actors apart."""
    actors = [_("actor: %s") % ", ".join(figure.actors)] if figure.actors else []
    return [*actors, *narrowed(figure)]


def _counted(series: Series) -> list[str]:
    """When a series was counted, in words; [] if it never was."""
    if not series.recounted:
        return []
    day = date_format(timezone.localtime(series.recounted), "Y-m-d H:i")
    return [_("counted %(day)s") % {"day": day}]
