"""Pure: find countries by what people type, in many languages and scripts."""

from functools import cache
from typing import NamedTuple

from ctplatform.search.folding import NEAR, fold, letter_pairs, name_key, share, split_names
from incidents.countries import countries

LANGUAGES = (
    "ar",
    "fa",
    "ps",
    "ur",
    "ckb",
    "ru",
    "uk",
    "kk",
    "ky",
    "tg",
    "tr",
    "he",
    "hi",
    "bn",
    "zh_CN",
    "fr",
    "es",
    "de",
)


LOCAL = {"RU": ("Россия", "Росія", "روسيا", "روسیه", "रूस"), "XK": ("Косово", "كوسوفو")}
"""Short names that are missing from the catalogues of iso-codes."""


class Compared(NamedTuple):
    folded: str
    key: str
    pairs: frozenset


@cache
def names_by_country():
    """{code: its names}: the common name first, then other English names, then other languages."""
    found = {code: {name: None} for code, name in countries.country_choices()}
    catalogues = [countries.country_translations("iso3166-1", language) for language in LANGUAGES]
    for code, known in found.items():
        english = countries.catalogue_names(code)
        known.update(dict.fromkeys(english))
        known.update(dict.fromkeys(LOCAL.get(code, ())))
        known.update((text.title(), None) for text, of in countries.ALSO.items() if of == code)
        for catalogue in catalogues:
            known.update(dict.fromkeys(catalogue.gettext(name) for name in english))
    return {code: tuple(known) for code, known in found.items()}


@cache
def _search_names():
    """{code: its names, prepared for search}."""
    return {
        code: tuple(Compared(fold(name), name_key(name), letter_pairs(name)) for name in known)
        for code, known in names_by_country().items()
    }


@cache
def _codes_by_key():
    found = {}
    for code, known in names_by_country().items():
        for name in known:
            found.setdefault(name_key(name), set()).add(code)
    return found


def label_of(code):
    """The name of a country; the code itself if it has no name."""
    return names_by_country()[code][0] if code in names_by_country() else code


def country_code_of(text):
    """The alpha-2 code of the one country with this name or code, in any language; else None."""
    if code := countries.code_of(text):
        return code
    upper = text.strip().upper()
    if countries.is_code(upper):
        return upper
    found = _codes_by_key().get(name_key(text), ())
    return next(iter(found)) if len(found) == 1 else None


def with_common_names(text):
    """Names separated by semicolons, with each country replaced by its common name."""
    pieces = [" ".join(piece.split()) for piece in text.split(";")]
    codes = [country_code_of(piece) for piece in pieces]
    named = (label_of(code) if code else piece for code, piece in zip(codes, pieces, strict=True))
    return "; ".join(named)


def find_countries(words, most):
    """[(code, name, matching other name or "")] of countries with all the words in one name.

    The best match comes first; without words, the first countries of the alphabet.
    """
    if not words.strip():
        return [(code, label_of(code), "") for code in list(names_by_country())[:most]]
    parts, key, found = split_names(words), name_key(words), []
    for code, known in _search_names().items():
        ranks = [
            _match_rank(key, each, n)
            for n, each in enumerate(known)
            if _has_all(each.folded, parts)
        ]
        if code.casefold() == key:
            ranks.append((False, False, False, 0, 0))
        if ranks and parts:
            at = min(ranks)[-1]
            found.append(
                (min(ranks), label_of(code), code, names_by_country()[code][at] if at else "")
            )
    return [(code, label, other) for _rank, label, code, other in sorted(found)[:most]]


def near_countries(words, most=5):
    """The same for countries whose names are spelled similarly."""
    if not name_key(words):
        return []
    pairs, found = letter_pairs(words), []
    for code, known in _search_names().items():
        alike, at = max((share(pairs, each.pairs), -n) for n, each in enumerate(known))
        if alike >= NEAR:
            found.append((-alike, label_of(code), code, names_by_country()[code][-at]))
    return [
        (code, label, "" if name == label else name)
        for _alike, label, code, name in sorted(found)[:most]
    ]


def _has_all(name, parts):
    return all(part in name for part in parts)


def _match_rank(key, name, place):
    return (name.key != key, not name.key.startswith(key), place > 0, len(name.key), place)
