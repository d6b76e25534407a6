"""The definition of a series in words, as a page lists it."""

import datetime as dt

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from incidents.series.measure_words import measure_per_bucket
from incidents.series.models.series import FULL, Series
from incidents.series.queries.chart_events import shown_events
from incidents.series.queries.groups.labels import value_labels
from incidents.vocabularies import BRANCHES, PARTICIPATION_ROLES, SERIES_FILTERS, SERIES_GROUPS

LISTED = 12  # windows that are listed; more are counted


def coverage_in_words(series: Series) -> list[str]:
    """One line for each covered window, with the sources searched; [] if all is covered."""
    if series.coverage == FULL:
        return []
    if not series.coverage:
        return [_("nothing yet: no source has been searched")]
    lines = [_window_in_words(each) for each in series.coverage[:LISTED]]
    more = len(series.coverage) - LISTED
    if more > 0:
        lines.append(_("and %d more") % more)
    return lines


def _window_in_words(window) -> str:
    words = {"start": _day(window["start"]), "end": _day(window["end"])}
    if not window.get("sources"):
        return _("%(start)s to %(end)s") % words
    words["sources"] = ", ".join(window["sources"])
    return _("%(start)s to %(end)s, by %(sources)s") % words


def _day(text) -> str:
    return date_format(dt.date.fromisoformat(text), "j F Y")


def definition_rows(series: Series, user) -> list[tuple[str, str]]:
    """[(label, words)] of all that a series is defined by; records as the user may see them."""
    found = [
        (_("Title"), series.title),
        (_("Counts"), measure_per_bucket(series)),
        (_("Grouped by"), str(SERIES_GROUPS.get(series.group_by, _("not grouped")))),
        (_("From"), date_format(series.start, "j F Y")),
        (_("To"), date_format(series.end, "j F Y")),
        *_filters_in_words(series, user),
        (_("Covered"), "; ".join(coverage_in_words(series)) or _("every day")),
    ]
    if series.group_by == "actor" or "actor" in series.filters:
        roles = ", ".join(str(_(PARTICIPATION_ROLES[role])) for role in series.roles)
        found += [(_("Roles"), roles), (_("An actor counts"), str(_(BRANCHES[series.branches])))]
    if series.summaries:
        found.append((_("Summaries of several events"), _("counted")))
    breakpoints = [f"{each['day']} {each['label']}".strip() for each in series.breakpoints]
    if breakpoints:
        found.append((_("Breakpoints"), "; ".join(breakpoints)))
    if events := shown_events(series, user):
        found.append((_("Events"), "; ".join(each.words for each in events)))
    return found


def _filters_in_words(series, user):
    for name in series.filters:
        labels = value_labels(series, name, series.values_of(name), user)
        yield capfirst(_(SERIES_FILTERS[name])), ", ".join(labels.values())
