"""The filters of a series: what they may be, and their values as stored."""

import re
from functools import partial
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.utils.translation import gettext as _

from incidents import vocabularies
from incidents.records.models import is_country

MOST_VALUES = 250
MOST_FATALITIES = 10_000_000
LONGEST_DATASET = 60
RANGE = re.compile(r"\A(\d{1,8})?(-)?(\d{1,8})?\Z")


def read_filters(given):
    """Return `filters` with a list of values each; raises ValidationError naming what is wrong."""
    if not isinstance(given, dict):
        raise ValidationError({"filters": _("Write an object: {name: values}.")})
    if unknown := given.keys() - vocabularies.SERIES_FILTERS.keys():
        text = _("Unknown: %(unknown)s. Known: %(known)s.") % {
            "unknown": ", ".join(sorted(unknown)),
            "known": ", ".join(vocabularies.SERIES_FILTERS),
        }
        raise ValidationError({"filters": text})
    return {name: _filter_values(name, value) for name, value in given.items()}


def _filter_values(name, value):
    values = value if isinstance(value, list) else [value]
    if not values or not all(isinstance(each, str) for each in values):
        raise ValidationError({"filters": _("%s: write a value or a list of them.") % name})
    if len(values) > MOST_VALUES:
        text = _("%(name)s: write at most %(most)d values.")
        raise ValidationError({"filters": text % {"name": name, "most": MOST_VALUES}})
    for each in values:
        try:
            CHECKS[name](each)
        except (ValueError, LookupError, ValidationError) as error:
            text = _("%(name)s: there is no “%(value)s”.") % {"name": name, "value": each[:100]}
            raise ValidationError({"filters": text}) from error
    if CHECKS[name] is UUID:
        values = [str(UUID(each)) for each in values]
    if name == "dataset":
        values = [each.strip().lower() for each in values]
    return list(dict.fromkeys(values))


def fatality_range(text: str) -> tuple[int, int | None]:
    """(least, most) of a range such as `5`, `10-49`, `-4` or `50-`; most is None if it is open.

    Raises ValueError for anything else.
    """
    match = RANGE.fullmatch(text)
    first, dash, last = match.groups() if match else (None, None, None)
    if first is None and last is None:
        raise ValueError(text)
    least = int(first or 0)
    most = int(last) if last is not None else None if dash else least
    if (most is not None and most < least) or least > MOST_FATALITIES:
        raise ValueError(text)
    return least, most


def _dataset_name(text):
    if not text.strip() or len(text) > LONGEST_DATASET or "\0" in text:
        raise ValueError(text)


CHECKS = {
    "country": is_country,
    "target_nationality": is_country,
    "actor": UUID,
    "place": UUID,
    "source": UUID,
    "publisher": UUID,
    **dict.fromkeys(vocabularies.ACTOR_FILTERS, UUID),
    "within": validate_slug,
    "fatalities": fatality_range,
    "dataset": _dataset_name,
    **{name: partial(dict.__getitem__, terms) for name, terms in vocabularies.SERIES_TERMS.items()},
}
"""{filter: function that raises an error for a value that it does not know}."""
