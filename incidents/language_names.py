"""Pure: names of languages and scripts, from pycountry (Debian iso-codes)."""

from functools import lru_cache

import pycountry


@lru_cache(maxsize=1024)
def language_name(tag):
    """The language of a BCP 47 tag (`fr-CA`: French); the tag itself if it is unknown."""
    primary = tag.split("-", 1)[0].lower()
    key = "alpha_2" if len(primary) == 2 else "alpha_3"
    found = pycountry.languages.get(**{key: primary})
    return found.name.split(" (")[0] if found else tag


@lru_cache(maxsize=256)
def script_name(code):
    """The script of an ISO 15924 code (`Cyrl`: Cyrillic); the code itself if it is unknown."""
    found = pycountry.scripts.get(alpha_4=code.capitalize())
    return found.name.split(" (")[0] if found else code
