"""Names of languages."""

from functools import cache

import pycountry


@cache
def language_name(tag):
    """The English name of a BCP 47 tag's language (`fr-CA` is French); the tag if unknown."""
    primary = tag.split("-", 1)[0].lower()
    key = "alpha_2" if len(primary) == 2 else "alpha_3"
    found = pycountry.languages.get(**{key: primary})
    return found.name.split(" (")[0] if found else tag
