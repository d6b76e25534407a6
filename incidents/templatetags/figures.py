"""Template filters that put a figure into words: its measure, period, total and exceptions."""

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ctplatform.charts.buckets import bucket_label, last_day
from incidents.series.list_urls import records_url
from incidents.series.measure_words import (
    HARMED,
    PLURALS,
    counted_words,
    incomplete_in_words,
    measure_per_bucket,
    shown_in_words,
)
from incidents.series.models.series import Series
from incidents.series.queries.figure_marks import marks_of, small_marks, url_of
from incidents.series.queries.left_out import MOST_COUNTED
from incidents.series.queries.pages.definition_words import coverage_in_words
from incidents.series.queries.pages.rule_words import rules_of
from incidents.series.reason_words import reason_in_words
from incidents.vocabularies import SERIES_FILTERS

register = template.Library()

NOT_KNOWN_IN_ALL = {
    "fatalities": gettext_lazy("the number of fatalities is not known"),
    "injured": gettext_lazy("the number of injured is not known"),
    "held": gettext_lazy("the number of people held is not known"),
}


@register.filter
def is_drawn(event, figure) -> bool:
    """Whether an event of a figure reaches into the days that its chart shows."""
    size = figure.series.bucket
    return bool(figure.days) and event.overlaps(figure.days[0], last_day(figure.days[-1], size))


@register.filter
def counts(series: Series) -> str:
    """The measure and bucket of a series: `Incidents per month`."""
    return measure_per_bucket(series)


@register.filter
def window(figure) -> str:
    """Measure and period: `Incidents per month, January 2011 to December 2013`."""
    series = figure.series
    return _("%(counts)s, %(start)s to %(end)s") % {
        "counts": counts(series),
        "start": date_format(series.start, "F Y"),
        "end": date_format(series.end, "F Y"),
    }


@register.filter
def in_all(figure) -> str:
    """The total: `41 incidents`, `about 160 killed (at least 152)`, or why there is none."""
    series = figure.series
    if not figure.total:
        return _("not counted yet") if series.covered_buckets() else _("no day is covered")
    if figure.number is None:
        return NOT_KNOWN_IN_ALL[series.measure]
    n = round(figure.number)
    if series.harms:
        words = HARMED[series.measure] % f"{n:,}"
    else:
        words = counted_words(series.measure, n) % {"n": f"{n:,}"}
    if figure.is_at_least:
        low = sum(each.n_min for each in figure.total.values())
        words = incomplete_in_words(n, low) % words
        if low < n:
            words = _("%(words)s (at least %(low)s)") % {"words": words, "low": f"{low:,}"}
    suspected = figure.left_out.get("suspected")
    if not suspected:
        return words
    if not series.harms:
        text = _("%(words)s, and %(n)s more suspected")
    else:
        text = ngettext(
            "%(words)s, without %(n)s suspected incident",
            "%(words)s, without %(n)s suspected incidents",
            suspected,
        )
    return text % {"words": words, "n": in_words(suspected)}


def in_words(count) -> str:
    """A number of records that may be capped: `12`, `more than 10,000`."""
    if count > MOST_COUNTED:
        return _("more than %s") % f"{MOST_COUNTED:,}"
    return f"{count:,}"


@register.filter
def uncovered_in_words(figure) -> str:
    """`2 of 36 months are not covered`; empty where all are covered."""
    if not figure.uncovered:
        return ""
    text = ngettext(
        "%(n)s of %(all)s %(units)s is not covered",
        "%(n)s of %(all)s %(units)s are not covered",
        figure.uncovered,
    )
    units = PLURALS[figure.series.bucket]
    return text % {"n": figure.uncovered, "all": len(figure.days), "units": units}


@register.filter
def number(value) -> str:
    """A number without decimals, or with one where it is not whole."""
    return "" if value is None else f"{value:.1f}".removesuffix(".0")


@register.filter
def latest(point) -> str:
    """As `expected`, but with the whole range where only its lower end would be shown."""
    words = expected(point)
    if point is None or point.n_expected is None or point.without_best:
        return words
    if point.n_expected > point.n_min or point.n_max == point.n_min:
        return words
    if point.is_open:
        return _("at least %s") % words
    return f"{point.n_min:,}\N{EN DASH}{point.n_max:,}"


@register.filter
def expected(point) -> str:
    """The expected number of a point: `4.5`, `about 40`, `not known`; empty for no point."""
    if point is None:
        return ""
    if point.n_expected is None:
        return _("not known")
    words = number(point.n_expected)
    if not point.without_best:
        return words
    return incomplete_in_words(point.n_expected, point.n_min) % words


@register.filter
def spread(point) -> str:
    """The range of a point: `2 to 4`, `2 or more`; empty where there is no uncertainty."""
    if point.is_open:
        return _("%(low)s or more") % {"low": point.n_min} if point.n_max else ""
    if point.n_min == point.n_max:
        return ""
    return _("%(low)s to %(high)s") % {"low": point.n_min, "high": point.n_max}


@register.filter
def spoken(figure) -> str:
    """The figure in a sentence for screen readers: the period, the total, the highest bucket."""
    whole = {day: point for day, point in figure.total.items() if point.n_expected}
    words = {"window": window(figure), "all": in_all(figure)}
    if not whole:
        return _("%(window)s: %(all)s.") % words
    peak = max(whole, key=lambda day: whole[day].n_expected)
    words |= {"bucket": bucket_label(peak, figure.series.bucket), "n": expected(whole[peak])}
    return _("%(window)s: %(all)s, most in %(bucket)s (%(n)s).") % words


@register.filter
def narrowed(figure) -> list[str]:
    """The filters of a series except actors, in words: [`attack type: bombing or explosion`]."""
    return [
        f"{_(SERIES_FILTERS[name])}: {', '.join(values)}"
        for name, values in figure.limits
        if name != "actor"
    ]


@register.filter
def reasons(figure) -> list[tuple]:
    """[(reason, `3 references ... are not counted`)] of what is left out or counted in part."""
    return [
        (name, reason_in_words(figure.series, name, n, in_words(n)))
        for name, n in figure.left_out.items()
        if n
    ]


@register.filter
def records(figure, reason) -> str:
    """The URL of the list of exactly the records of a reason."""
    return records_url(figure.series, reason=reason)


@register.filter
def marks(figure, drawing) -> list:
    """The marks (text and link) of each panel of a drawing of a figure."""
    return marks_of(figure, drawing)


@register.filter
def small_values(figure, width: int) -> list:
    """The marks (text and link) of the figure's sparkline."""
    return small_marks(figure, width)


@register.filter
def behind(figure, point) -> str:
    """The URL of the list of exactly the records behind a point; empty where there are none."""
    return url_of(figure.series, point)


@register.filter
def coverage_lines(series: Series) -> list[str]:
    """The covered windows in words, with the sources searched; [] if all is covered."""
    return coverage_in_words(series)


@register.filter
def rules(series: Series) -> list[str]:
    """The rules by which a series counts, in sentences."""
    return rules_of(series)


@register.filter
def shown_value(figure, point) -> str:
    """The number of a point after the transform of the series; empty without one."""
    if point is None or not figure.series.transform:
        return ""
    seen = figure.transformed.values[point.group].get(point.bucket)
    return shown_in_words(seen)
