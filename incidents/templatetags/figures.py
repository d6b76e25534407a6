"""Words of a figure: what it counts, from when to when, how much in all."""

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from incidents.buckets import label
from incidents.models import Series
from incidents.vocabularies import SERIES_FILTERS

register = template.Library()

COUNTS = {
    ("count", "month"): gettext_lazy("Incidents per month"),
    ("count", "quarter"): gettext_lazy("Incidents per quarter"),
    ("count", "year"): gettext_lazy("Incidents per year"),
    ("fatalities", "month"): gettext_lazy("Killed per month"),
    ("fatalities", "quarter"): gettext_lazy("Killed per quarter"),
    ("fatalities", "year"): gettext_lazy("Killed per year"),
}


@register.filter
def counts(series: Series) -> str:
    """`Incidents per month`."""
    return COUNTS[series.measure, series.bucket]


@register.filter
def window(figure) -> str:
    """`Incidents per month, January 2011 to December 2013`."""
    series = figure.series
    return _("%(counts)s, %(start)s to %(end)s") % {
        "counts": counts(series),
        "start": date_format(series.start, "F Y"),
        "end": date_format(series.end, "F Y"),
    }


@register.filter
def in_all(figure) -> str:
    """`41 incidents`, `152 killed`."""
    n = round(figure.number)
    if figure.series.measure == "count":
        return ngettext("%(n)s incident", "%(n)s incidents", n) % {"n": n}
    return _("%(n)s killed") % {"n": n}


@register.filter
def gap(figure) -> str:
    """`2 of 36 months are not covered`; empty where all are."""
    if not figure.uncovered:
        return ""
    words = {"month": _("months"), "quarter": _("quarters"), "year": _("years")}
    text = ngettext(
        "%(n)s of %(all)s %(units)s is not covered",
        "%(n)s of %(all)s %(units)s are not covered",
        figure.uncovered,
    )
    units = words[figure.series.bucket]
    return text % {"n": figure.uncovered, "all": len(figure.days), "units": units}


@register.filter
def number(value) -> str:
    """A count as a reader wants it: whole, or with one decimal."""
    return "" if value is None else f"{value:.1f}".removesuffix(".0")


@register.filter
def spread(point) -> str:
    """`2 to 4`, `2 or more`; empty where nothing is uncertain."""
    if point.is_open:
        return _("%(low)s or more") % {"low": point.n_min}
    if point.n_min == point.n_max:
        return ""
    return _("%(low)s to %(high)s") % {"low": point.n_min, "high": point.n_max}


@register.filter
def spoken(figure) -> str:
    """The figure in a sentence, for who cannot see it: the window, the sum, the highest bucket."""
    whole = {day: point.n_expected for day, point in figure.total.items()}
    if not figure.number:
        return _("%(window)s: none.") % {"window": window(figure)}
    peak = max(whole, key=whole.get)
    return _("%(window)s: %(all)s, most in %(bucket)s (%(n)s).") % {
        "window": window(figure),
        "all": in_all(figure),
        "bucket": label(peak, figure.series.bucket),
        "n": number(whole[peak]),
    }


@register.filter
def narrowed(series: Series) -> list[str]:
    """What a series is narrowed to: [`attack type: bombing`]."""
    return [
        f"{_(SERIES_FILTERS[name])}: {', '.join(values)}" for name, values in series.filters.items()
    ]
