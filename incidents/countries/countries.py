"""Pure: ISO 3166 codes and names, from pycountry (Debian iso-codes)."""

import gettext
import re
from functools import cache, lru_cache
from importlib.metadata import version

import pycountry

from ctplatform.search.folding import fold

USER_ASSIGNED = {"XK": "Kosovo"}
"""Names of user-assigned ISO 3166 codes that are in general use."""
DIVISION = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}", re.ASCII)


def code_source():
    """Name and version of the source of the codes."""
    return f"pycountry {version('pycountry')} (Debian iso-codes)"


def is_code(text):
    """Whether the text is an ISO 3166-1 alpha-2 code, or user-assigned (X and a letter)."""
    if len(text) != 2 or not (text.isascii() and text.isalpha() and text.isupper()):
        return False
    return text[0] == "X" or pycountry.countries.get(alpha_2=text) is not None


def is_numeric(text):
    """Whether the text is a three-digit code of ISO 3166-1, which is also the M49 code."""
    return pycountry.countries.get(numeric=text) is not None


def is_division(text):
    """Whether the text is an ISO 3166-2 code of any level, such as AF-KAB."""
    return bool(DIVISION.fullmatch(text)) and pycountry.subdivisions.get(code=text) is not None


def name_of(code):
    """The country's common name; the code itself if it has no name; "" for none."""
    found = pycountry.countries.get(alpha_2=code) if code else None
    if found is None:
        return USER_ASSIGNED.get(code, code or "")
    return getattr(found, "common_name", found.name)


def sorted_name(code):
    """The folded name by which lists sort a country; None for none."""
    return fold(name_of(code))[:100] or None


@cache
def country_choices():
    """(alpha-2, name) of all countries, by name."""
    codes = [*(each.alpha_2 for each in pycountry.countries), *USER_ASSIGNED]
    found = [(code, name_of(code)) for code in codes]
    return sorted(found, key=lambda row: fold(row[1]))


def first_divisions():
    """The first-level divisions of ISO 3166-2: those without a parent."""
    return [each for each in pycountry.subdivisions if each.parent_code is None]


@cache
def country_translations(domain, locale):
    """The names of `iso3166-1` or `iso3166-2` in a language, as a gettext catalogue."""
    return gettext.translation(domain, pycountry.LOCALES_DIR, [locale], fallback=True)


ALSO = {
    "dr congo": "CD",
    "congo, dr": "CD",
    "zaire": "CD",
    "democratic republic of congo": "CD",
    "congo": "CG",
    "republic of congo": "CG",
    "congo-brazzaville": "CG",
    "congo-kinshasa": "CD",
    "bosnia-herzegovina": "BA",
    "bosnia": "BA",
    "ivory coast": "CI",
    "turkey": "TR",
    "russia": "RU",
    "soviet union": "RU",
    "yugoslavia": "RS",
    "burma": "MM",
    "kampuchea": "KH",
    "macedonia": "MK",
    "macedonia, fyr": "MK",
    "swaziland": "SZ",
    "kingdom of eswatini": "SZ",
    "cape verde": "CV",
    "east timor": "TL",
    "palestine": "PS",
    "gaza": "PS",
    "west bank": "PS",
    "kosovo": "XK",
    "brunei": "BN",
    "rumania": "RO",
    "uk": "GB",
    "great britain": "GB",
    "usa": "US",
    "united states of america": "US",
    "czech republic": "CZ",
    "north korea": "KP",
    "south korea": "KR",
    "syrian arab republic": "SY",
    "the gambia": "GM",
    "holy see": "VA",
    "democratic republic of the congo": "CD",
    "south vietnam": "VN",
    "north vietnam": "VN",
    "west germany": "DE",
    "east germany": "DE",
    "german federal republic": "DE",
    "rhodesia": "ZW",
    "german democratic republic": "DE",
    "vatican city": "VA",
    "st. lucia": "LC",
    "macau": "MO",
    "st. kitts and nevis": "KN",
    "st. vincent and the grenadines": "VC",
    "ceylon": "LK",
    "west bank and gaza strip": "PS",
    "west bank and gaza": "PS",
    "new hebrides": "VU",
    "people's republic of the congo": "CG",
    "upper volta": "BF",
    "serbia-montenegro": "RS",
    "tanganyika": "TZ",
    "slovak republic": "SK",
    "falkland islands": "FK",
    "north yemen": "YE",
    "south yemen": "YE",
    "madagascar (malagasy)": "MG",
    "uae": "AE",
}
"""Names that datasets use and ISO 3166 lacks; former countries map to their successor in UCDP."""


@cache
def _all_codes():
    found = {}
    for country in pycountry.countries:
        for attribute in ("alpha_2", "alpha_3", "name", "common_name", "official_name"):
            if text := getattr(country, attribute, None):
                found[fold(text)] = country.alpha_2
    return found | ALSO


def catalogue_names(code):
    """The English names of a country, the keys of the catalogues of `translations`."""
    found = pycountry.countries.get(alpha_2=code)
    names = ("common_name", "name", "official_name")
    return [text for name in names if (text := getattr(found, name, None))]


@lru_cache(maxsize=4096)
def code_of(text):
    """The alpha-2 code for a name or a code as people write it, or None.

    “DR Congo (Zaire)” is tried as a whole, then without the bracket, then the bracket alone.
    """
    before, _bracket, inside = text.partition("(")
    for name in (text, before, inside.rstrip(") ")):
        if code := _all_codes().get(fold(name)):
            return code
    return None


def numeric_of(code):
    """The three-digit code of an alpha-2 code; "" for none."""
    found = pycountry.countries.get(alpha_2=code) if code else None
    return found.numeric if found else ""
