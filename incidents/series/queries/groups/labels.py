"""Groups and values of filters of a series in words: names of countries, actors, places, terms."""

from uuid import UUID

from django.utils.translation import gettext as _

from incidents.actors.models.actors import Actor
from incidents.countries import countries
from incidents.places.models.places import Place
from incidents.series.models.filters import fatality_range
from incidents.series.models.series import Series
from incidents.sources.models import Source
from incidents.vocabularies import ACTOR_FILTERS, SERIES_TERMS

RECORDS = {
    "actor": Actor,
    "place": Place,
    "source": Source,
    "publisher": Source,
    **dict.fromkeys(ACTOR_FILTERS, Actor),
}


def labels_of(series: Series, groups, user) -> dict[str, str]:
    """{group: label} of some groups of a series."""
    return value_labels(series, series.group_by, groups, user)


def value_labels(series: Series, name, values, user) -> dict[str, str]:
    """{value: label} of values of a filter; names of records only if the user may see them."""
    if name in RECORDS:
        return _record_labels(name, values, user)
    if name == "within":
        known = zip(series.values_of("within"), series.regions, strict=True)
        words = {value: region.definition for value, region in known}
        return {value: words.get(value, value) for value in values}
    if name in ("country", "target_nationality"):
        return {value: countries.name_of(value) for value in values}
    if name == "fatalities":
        return {value: range_in_words(value) for value in values}
    terms = SERIES_TERMS.get(name, {})
    return {value: str(_(terms.get(value, value))) for value in values}


def _record_labels(name, values, user):
    ids = [each for each in values if _is_id(each)]
    found = {}
    if ids:
        rows = RECORDS[name].objects.visible_to(user).filter(pk__in=ids)
        found = {str(pk): label for pk, label in rows.values_list("pk", "name")}
    source = _("a source not shown to you")
    hidden = {
        "actor": _("an actor not shown to you"),
        "place": _("a place not shown to you"),
        "source": source,
        "publisher": source,
    }
    hidden |= dict.fromkeys(ACTOR_FILTERS, hidden["actor"])
    return {value: found.get(value, hidden[name]) for value in values}


def _is_id(text) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def range_in_words(text) -> str:
    """“none”, “5”, “10 to 49”, “50 or more”; other text is returned unchanged."""
    try:
        least, most = fatality_range(text)
    except ValueError:
        return text
    if most is None:
        return _("%d or more") % least
    if least == most:
        return str(least) if least else _("none")
    return _("%(least)d to %(most)d") % {"least": least, "most": most}
