"""The rule of a check in words: its parameters with labels, and names in place of ids."""

import datetime as dt

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from incidents.actors.models.actors import Actor
from incidents.checks.rule_vocabulary import CHECK_DIRECTIONS, CHECK_PARAMETERS
from incidents.series.models.series import Series
from incidents.series.queries.groups.labels import labels_of
from incidents.vocabularies import PARTICIPATION_ROLES, SIZE_UNITS, TARGET_TYPES, YES_NO

GROUPS = ("group", "groups", "falls", "rises")
DAYS = ("start", "end", "day")
SHARES = ("more_than", "less_than", "at_most_share", "covered_at_least")
TERMS = {
    "role": PARTICIPATION_ROLES,
    "unit": SIZE_UNITS,
    "target_types": TARGET_TYPES,
    "transnational": YES_NO,
    "direction": CHECK_DIRECTIONS,
}


def rule_in_words(check, user) -> str:
    """“at least 2, from 1 January 2015, until 13 April 2024”, as far as the user may see names."""
    return ", ".join(
        f"{_(CHECK_PARAMETERS[name])} {_value(check, name, value, user)}"
        for name, value in check.parameters.items()
    )


def _value(check, name, value, user):
    if name in DAYS:
        return date_format(dt.date.fromisoformat(value), "j F Y")
    if name in SHARES:
        return f"{value:.1%}".replace(".0%", "%").replace("%", " %")
    values = value if isinstance(value, list) else [value]
    labels = _labels(check, name, values, user)
    return "; ".join(str(labels.get(each, each)) for each in values)


def _labels(check, name, values, user):
    if name in GROUPS and check.series:
        return labels_of(check.series, values, user)
    if name == "target":
        found = Actor.objects.visible_to(user).filter(pk__in=values).values_list("pk", "name")
        return dict.fromkeys(values, _("an actor not shown to you")) | _by_id(found)
    if name == "figures":
        found = Series.objects.visible_to(user).filter(pk__in=values).values_list("pk", "title")
        return dict.fromkeys(values, _("a series not shown to you")) | _by_id(found)
    return {each: _(TERMS[name][each]) for each in values if each in TERMS.get(name, {})}


def _by_id(rows):
    return {str(pk): name for pk, name in rows}
