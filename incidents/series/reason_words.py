"""What a series leaves out, or counts only in part, in words."""

from django.utils.translation import gettext_lazy, ngettext

from incidents.series.models.series import Series

FIGURES = {
    "fatalities": gettext_lazy("fatality figure"),
    "injured": gettext_lazy("figure of injured"),
    "held": gettext_lazy("figure of people held"),
}

REASONS = {
    "suspected": lambda n: ngettext(
        "%(n)s counts only in the maximum: participation is suspected",
        "%(n)s count only in the maximum: participation is suspected",
        n,
    ),
    "unknown": lambda n: ngettext(
        "%(n)s has no %(figure)s, or contradictory ones",
        "%(n)s have no %(figure)s, or contradictory ones",
        n,
    ),
    "unplaced": lambda n: ngettext(
        "%(n)s without a country counts only in the total",
        "%(n)s without a country count only in the total",
        n,
    ),
    "unattributed": lambda n: ngettext(
        "%(n)s without an actor in a counted role counts only in the total",
        "%(n)s without an actor in a counted role count only in the total",
        n,
    ),
    "ungrouped": lambda n: ngettext(
        "%(n)s in no group counts only in the total",
        "%(n)s in no group count only in the total",
        n,
    ),
    "not_coded": lambda n: ngettext(
        "%(n)s is not counted: a field that the series is limited by is not coded",
        "%(n)s are not counted: a field that the series is limited by is not coded",
        n,
    ),
    "other_roles": lambda n: ngettext(
        "%(n)s is not counted: the actor has another role",
        "%(n)s are not counted: the actor has another role",
        n,
    ),
    "summaries": lambda n: ngettext(
        "%(n)s summary of several events is not counted",
        "%(n)s summaries of several events are not counted",
        n,
    ),
    "references": lambda n: ngettext(
        "%(n)s reference to an unresolved event is not counted",
        "%(n)s references to unresolved events are not counted",
        n,
    ),
    "context": lambda n: ngettext(
        "%(n)s context record is not counted", "%(n)s context records are not counted", n
    ),
    "restating": lambda n: ngettext(
        "%(n)s is left out: it restates an assessment that is published and visible",
        "%(n)s are left out: they restate assessments that are published and visible",
        n,
    ),
    "undated": lambda n: ngettext(
        "%(n)s without a date, or with an open-ended one, is in no bucket",
        "%(n)s without a date, or with an open-ended one, are in no bucket",
        n,
    ),
    "outside": lambda n: ngettext(
        "%(n)s lies outside the time that is covered",
        "%(n)s lie outside the time that is covered",
        n,
    ),
    "embargoed": lambda n: ngettext(
        "%(n)s more is under embargo", "%(n)s more are under embargo", n
    ),
}


def reason_in_words(series: Series, reason: str, n: int, words: str) -> str:
    """“3 incidents in no group count only in the total”; `words` is the number in words."""
    figure = FIGURES.get(series.measure, "")
    return REASONS[reason](n) % {"n": _named(series, reason, n, words), "figure": figure}


def _named(series, reason, n, words) -> str:
    """The number, with the noun of the records where they are all that the sentence names."""
    if reason != "undated":
        return words
    texts = {
        "assessment": ngettext("%(n)s assessment", "%(n)s assessments", n),
        "warning": ngettext("%(n)s warning", "%(n)s warnings", n),
    }
    incidents = ngettext("%(n)s incident", "%(n)s incidents", n)
    return texts.get(series.record_type, incidents) % {"n": words}
