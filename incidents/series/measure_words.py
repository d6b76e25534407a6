"""Measures and buckets of series in words: `Fatalities per month`, `3 weeks`, `41 killed`."""

import datetime as dt

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ctplatform.charts.buckets import bucket_label
from incidents.vocabularies import SERIES_BUCKETS, SERIES_MEASURES

PLURALS = {
    "week": gettext_lazy("weeks"),
    "month": gettext_lazy("months"),
    "quarter": gettext_lazy("quarters"),
    "half": gettext_lazy("half-years"),
    "year": gettext_lazy("years"),
}

HARMED = {
    "fatalities": gettext_lazy("%s killed"),
    "injured": gettext_lazy("%s injured"),
    "held": gettext_lazy("%s held"),
}
"""The number of people of a measure in words."""

NOT_KNOWN = {
    "fatalities": gettext_lazy("number of fatalities not known"),
    "injured": gettext_lazy("number of injured not known"),
    "held": gettext_lazy("number of people held not known"),
}


def measure_per_bucket(series) -> str:
    """`Incidents per month`."""
    words = {"measure": _(SERIES_MEASURES[series.measure]), "bucket": SERIES_BUCKETS[series.bucket]}
    found = capfirst(_("%(measure)s per %(bucket)s") % words)
    return ", ".join([found, *transform_in_words(series)])


def transform_in_words(series) -> list[str]:
    """[`per 100,000 inhabitants`, `cumulated`, `mean of 3 months`, `2021-08 = 100`]."""
    asked, found = series.transform, []
    if per := asked.get("per"):
        found.append(_("per %s inhabitants") % f"{per:,}")
    if asked.get("cumulated"):
        found.append(_("cumulated"))
    if window := asked.get("rolling"):
        found.append(_("mean of %s") % buckets_in_words(series.bucket, window))
    if base := asked.get("base"):
        day = dt.date.fromisoformat(base)
        found.append(_("%s = 100") % bucket_label(day, series.bucket))
    return found


def shown_in_words(seen) -> str:
    """A transformed number: `3.3`, `at least 12`, `not known`, `no value`."""
    if seen is None:
        return _("no value")
    if seen.expected is None:
        return _("not known")
    words = f"{seen.expected:.3g}" if abs(seen.expected) < 100 else f"{seen.expected:,.0f}"
    return _("at least %s") % words if seen.is_at_least or not seen.is_full else words


def incomplete_in_words(expected: float, low: float) -> str:
    """The words around an expected number of which a part is not known.

    “at least %s” where the number is the minimum itself; “about %s” where the minimum is lower.
    """
    return _("at least %s") if low >= round(expected) else _("about %s")


def counted_words(measure: str, n: int) -> str:
    """The number of records of a measure that counts each as one, with `%(n)s` for it."""
    text = {
        "assessments": ngettext("%(n)s assessment", "%(n)s assessments", n),
        "resolutions": ngettext("%(n)s resolution", "%(n)s resolutions", n),
        "warnings": ngettext("%(n)s warning", "%(n)s warnings", n),
    }
    return text.get(measure, ngettext("%(n)s incident", "%(n)s incidents", n))


def buckets_in_words(bucket: str, n: int) -> str:
    """`1 week`, `3 half-years`."""
    text = {
        "week": ngettext("%(n)d week", "%(n)d weeks", n),
        "month": ngettext("%(n)d month", "%(n)d months", n),
        "quarter": ngettext("%(n)d quarter", "%(n)d quarters", n),
        "half": ngettext("%(n)d half-year", "%(n)d half-years", n),
        "year": ngettext("%(n)d year", "%(n)d years", n),
    }
    return text[bucket] % {"n": n}


def without_figure_words(measure: str, n: int) -> str:
    """`2 without a fatality figure`, with `%(n)s` for the number."""
    text = {
        "injured": ngettext(
            "%(n)s without a figure of injured", "%(n)s without a figure of injured", n
        ),
        "held": ngettext(
            "%(n)s without a figure of people held", "%(n)s without a figure of people held", n
        ),
    }
    fatal = ngettext("%(n)s without a fatality figure", "%(n)s without a fatality figure", n)
    return text.get(measure, fatal)
