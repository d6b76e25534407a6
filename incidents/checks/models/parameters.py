"""What each comparison needs: the record that it is about, and its parameters.

The parameters are the decision rule of a check. They are chosen before anybody looks at the numbers
and are stored as JSON: {name: number, share, day in ISO form, group, or list of groups}.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from incidents import vocabularies
from incidents.countries import countries
from incidents.records.models import read_date, term_choices

MOST = 10_000_000
MOST_GROUPS = 20
LONGEST_GROUP = 36
LONGEST_SOURCE = 200


def _whole_number(value):
    if isinstance(value, str) and value.strip().isdecimal():
        value = int(value)
    if type(value) is not int or not 0 <= value <= MOST:
        raise ValidationError(_("write a whole number, as 2."))
    return value


def _share(value):
    try:
        value = float(value) if not isinstance(value, bool) else None
    except (TypeError, ValueError):
        value = None
    if value is None or not 0 <= value <= 1:
        raise ValidationError(_("write a share between 0 and 1, as 0.5."))
    return value


def _day(name):
    """Read a day; a month or year is read as its first (`earliest`) or last day (`latest`)."""

    def read(value):
        date = read_date(value) if isinstance(value, str) else None
        day = date and getattr(date, name)
        if not isinstance(day, dt.date):
            raise ValidationError(_("write a day, a month or a year, as 2021-08-15 or 2021-08."))
        return day.isoformat()

    return read


def _group(value):
    value = value.strip() if isinstance(value, str) else ""
    if not value or len(value) > LONGEST_GROUP or "\0" in value:
        raise ValidationError(_("write a group of the series: a country as AF, or an actor's id."))
    return value


def _groups(value):
    given = value.split(";") if isinstance(value, str) else value
    if not isinstance(given, list) or not 0 < len(given) <= MOST_GROUPS:
        raise ValidationError(_("write one to twenty groups of the series, as AF; PK."))
    return list(dict.fromkeys(_group(each) for each in given))


def _series(value):
    try:
        return [str(UUID(each)) for each in _groups(value)]
    except ValueError as error:
        raise ValidationError(_("write the ids of series.")) from error


def _one_of(words):
    def read(value):
        if value not in words:
            raise ValidationError(_("write one of: %s.") % ", ".join(words))
        return value

    return read


def _sources(value):
    given = value.split(";") if isinstance(value, str) else value
    if not isinstance(given, list) or not 0 < len(given) <= MOST_GROUPS:
        raise ValidationError(_("write one to twenty names of sources, as UCDP; ACLED."))
    found = [each.strip() if isinstance(each, str) else "" for each in given]
    if not all(0 < len(each) <= LONGEST_SOURCE and "\0" not in each for each in found):
        raise ValidationError(_("write one to twenty names of sources, as UCDP; ACLED."))
    return list(dict.fromkeys(found))


def _target_types(value):
    found = _groups(value)
    if strange := [each for each in found if each not in vocabularies.TARGET_TYPES]:
        known = ", ".join(vocabularies.TARGET_TYPES)
        raise ValidationError(
            _("there is no target type “%(name)s”. Known: %(known)s.")
            % {"name": strange[0], "known": known}
        )
    return found


def is_id(value) -> bool:
    """Whether a text is an id of a record."""
    try:
        return isinstance(value, str) and bool(UUID(value))
    except ValueError:
        return False


def _actor(value):
    if not is_id(value):
        raise ValidationError(_("write the id of an actor."))
    return str(UUID(value))


TERMS = (
    vocabularies.TARGET_TYPES, vocabularies.PARTICIPATION_ROLES, vocabularies.SIZE_UNITS,
    vocabularies.YES_NO, vocabularies.CHECK_DIRECTIONS,
)  # fmt: skip
"""The vocabularies of the values of parameters."""

TARGET_TYPES, ACTOR, YES_OR_NO = _target_types, _actor, _one_of(tuple(vocabularies.YES_NO))
WHOLE, SHARE, GROUP, GROUPS, SERIES = _whole_number, _share, _group, _groups, _series
FIRST_DAY, LAST_DAY = _day("earliest"), _day("latest")


@dataclass(frozen=True)
class Comparison:
    """What one comparison needs.

    `about` is the field with the record that it reads: "series", "incident", "actor", "assessment",
    or "" for the project. `needed` and `optional` are {parameter: function that reads its value};
    of `one_of` one parameter at least must be given. `needs_groups`: the series has groups.
    """

    about: str
    needed: Mapping[str, Callable] = field(default_factory=dict)
    optional: Mapping[str, Callable] = field(default_factory=dict)
    one_of: tuple[str, ...] = ()
    needs_groups: bool = False

    @property
    def known(self) -> dict:
        coverage = COVERAGE if self.about == "series" else {}
        return {**self.needed, **self.optional, **coverage}


THRESHOLD = {"at_least": WHOLE, "at_most": WHOLE}
EITHER = ("at_least", "at_most")
WINDOW = {"start": FIRST_DAY, "end": LAST_DAY}
COVERAGE = {"covered_by": _sources, "covered_at_least": SHARE}
"""What every comparison with a series takes: the sources that must have looked, and on how much of
the window."""
IN_GROUP = {"group": GROUP}

COMPARISONS = {
    "count": Comparison("series", {}, {**THRESHOLD, **IN_GROUP, **WINDOW}, EITHER),
    "none": Comparison("series", {}, {**IN_GROUP, **WINDOW}),
    "each_group": Comparison(
        "series", {"groups": GROUPS}, {**THRESHOLD, **WINDOW}, EITHER, needs_groups=True
    ),
    "share": Comparison(
        "series",
        {"group": GROUP},
        {"more_than": SHARE, "less_than": SHARE, "transnational": YES_OR_NO, **WINDOW},
        needs_groups=True,
    ),
    "each_target": Comparison(
        "series", {"target_types": TARGET_TYPES}, {**THRESHOLD, **WINDOW}, EITHER
    ),
    "target_share": Comparison("series", {"target": ACTOR}, {"more_than": SHARE, **WINDOW}),
    "rank": Comparison("series", {"group": GROUP, "top": WHOLE}, WINDOW, needs_groups=True),
    "largest": Comparison("series", {"at_most": WHOLE}, {**IN_GROUP, **WINDOW}),
    "highest_period": Comparison("series", WINDOW, IN_GROUP),
    "longest_run": Comparison("series", {"start": FIRST_DAY}, IN_GROUP),
    "before_after": Comparison(
        "series", {"day": FIRST_DAY, "direction": _one_of(("falls", "rises"))}, IN_GROUP
    ),
    "opposite_moves": Comparison(
        "series",
        {"falls": GROUP, "rises": GROUP, "day": FIRST_DAY},
        needs_groups=True,
    ),
    "erratic": Comparison("series", {}, IN_GROUP),
    "waves": Comparison("series", {}, IN_GROUP),
    "recovery": Comparison("series", {"at_least": WHOLE}, IN_GROUP),
    "transnational": Comparison("series", {"day": FIRST_DAY}, IN_GROUP),
    "fatalities": Comparison("incident", {}, THRESHOLD, EITHER),
    "participants": Comparison(
        "incident",
        {},
        {**THRESHOLD, "role": _one_of(tuple(vocabularies.PARTICIPATION_ROLES))},
        EITHER,
    ),
    "size": Comparison(
        "actor",
        {},
        {**THRESHOLD, **WINDOW, "unit": _one_of(tuple(vocabularies.SIZE_UNITS))},
        EITHER,
    ),
    "heeded": Comparison("", {"at_most_share": SHARE}),
    "arguments": Comparison("assessment", {}, THRESHOLD, EITHER),
    "figures": Comparison("", {"figures": SERIES}),
}
"""{comparison: what it needs}; the keys are those of CHECK_COMPARISONS."""


def read_parameters(comparison: str, given) -> dict:
    """The parameters of a comparison, read; raises ValidationError naming all that are wrong.

    Each error is one of the field `parameters`, with the name of the parameter as its code.
    """
    if not isinstance(given, dict):
        raise ValidationError({"parameters": _("Write an object: {name: value}.")})
    needs = COMPARISONS[comparison]
    given = {name: value for name, value in given.items() if value not in (None, "", [])}
    errors = [_unknown(name, needs) for name in sorted(map(str, given.keys() - needs.known.keys()))]
    missing = (name for name in needs.needed if name not in given)
    errors += [wrong_parameter(name, _("this comparison needs it.")) for name in missing]
    if needs.one_of and not set(needs.one_of) & given.keys():
        text = _("Give one of: %s.") % ", ".join(needs.one_of)
        errors.append(ValidationError(text, code=needs.one_of[0]))
    found = {}
    for name, read in needs.known.items():
        if name in given:
            try:
                found[name] = read(given[name])
            except ValidationError as error:
                errors.append(wrong_parameter(name, error.messages[0]))
    errors += _wrong_order(found)
    if errors:
        raise ValidationError({"parameters": errors})
    return found


def wrong_parameter(name: str, text: str) -> ValidationError:
    """“name: text”, with the name as its code."""
    return ValidationError(f"{name}: {text}", code=name)


def _unknown(name, needs):
    text = _("this comparison has no such parameter. Known: %s.")
    return wrong_parameter(name[:100], text % (", ".join(needs.known) or _("none")))


def _wrong_order(found):
    """The errors of parameters that do not fit each other."""
    for first, last in (("at_least", "at_most"), ("start", "end")):
        if first in found and last in found and found[last] < found[first]:
            yield wrong_parameter(last, _("it is less than %s: change one of them.") % first)
    if "more_than" in found and "less_than" in found:
        yield wrong_parameter("less_than", _("give more_than or less_than, not both."))
    if found.get("falls") and found.get("falls") == found.get("rises"):
        yield wrong_parameter("rises", _("name another group than the one that falls."))


def parameters_in_words(parameters) -> str:
    """“at least 2, from 2021-01-01, for Nigeria”, as diffs show them to any reader.

    Records are not named, since a diff has no reader whose rights could be asked.
    """
    if not isinstance(parameters, dict):
        return str(parameters)
    return ", ".join(
        f"{_(vocabularies.CHECK_PARAMETERS.get(name, name))} {_value_in_words(value)}"
        for name, value in parameters.items()
    )


def _value_in_words(value):
    if isinstance(value, list):
        return "; ".join(map(_value_in_words, value))
    if isinstance(value, float):
        return f"{100 * value:.6g} %"
    if is_id(value):
        return _("a record")
    if isinstance(value, str) and countries.is_code(value):
        return countries.name_of(value)
    for terms in (*TERMS, *vocabularies.SERIES_TERMS.values()):
        if value in terms:
            return str(dict(term_choices(terms))[value])
    return str(value)
