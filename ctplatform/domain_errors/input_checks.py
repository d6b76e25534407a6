"""Checks of names and texts from outside that services, pages and the API share."""

from difflib import get_close_matches

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOST = 20  # fields named in one answer
LONGEST = 100  # characters of a name repeated in an answer


def unknown_fields(given, known) -> dict:
    """{name: message} for the names in a body that are not `known`, suggesting similar ones."""
    found = [name for name in given if name not in known]
    return {name[:LONGEST]: [_message(name, known)] for name in found[:MOST]}


def _message(name, known):
    near = get_close_matches(name[:LONGEST], known, n=3)
    if near:
        words = _("Unknown field. Did you mean %(names)s?")
        return words % {"names": ", ".join(f"“{each}”" for each in near)}
    names = ", ".join(sorted(known)) or _("none")
    return _("Unknown field. Known: %(names)s.") % {"names": names}


def refuse_nul(**values):
    """Raise Django's ValidationError naming the first of these texts that contains NUL."""
    for name, text in values.items():
        if "\x00" in text:
            raise ValidationError({name: _("Text contains the NUL character (U+0000).")})
