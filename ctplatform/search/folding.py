"""Normalise text for search, with equal results on every database. Pure."""

import unicodedata
from functools import lru_cache

LETTERS = str.maketrans(
    "øđðłħıŧŋəکىیېەةھہٱґ",
    "oddlhitnaكيييههههاг",  # noqa: RUF001 - the same
    "ـ",
) | str.maketrans({"æ": "ae", "œ": "oe", "þ": "th"})
"""Letters that users type for one another and that Unicode does not decompose.

Arabic and Persian forms, and letters of Latin and Cyrillic alphabets. Migrations that fold stored
text repeat this table.
"""
NEAR = 0.45  # likeness from which two names are similar
SIGNS = "ʻʼʿʾ"  # letters that are typed as apostrophes


def fold(*texts):
    """Join texts (None is skipped) without case, accents, letter variants and double spaces."""
    joined = " ".join(text for text in texts if text)
    if joined.isascii():
        return " ".join(joined.lower().split())
    return " ".join("".join(map(_plain, joined)).split())


@lru_cache(maxsize=4096)
def _plain(character):
    """The folded form of a character; "" for an accent."""
    parts = unicodedata.normalize("NFKD", character.casefold())
    return "".join(c for c in parts if not unicodedata.combining(c)).translate(LETTERS)


def split_names(text):
    """The folded words of a text, split at spaces, hyphens, apostrophes and other signs."""
    folded = fold(text)
    spaced = (" " if c in SIGNS or unicodedata.category(c)[0] in "PSZC" else c for c in folded)
    return "".join(spaced).split()


def name_key(text):
    """The key of a name, without signs and spaces: equal for “al-Shabaab” and “Al Shabaab”."""
    return "".join(split_names(text))


def likeness(one, other):
    """How similar the spelling of two names is, 0 to 1."""
    return share(letter_pairs(one), letter_pairs(other))


def letter_pairs(name):
    """The pairs of adjacent letters of a name, with its start and end; for `share`."""
    key = name_key(name)
    ended = f"^{key}$"
    return frozenset(ended[at : at + 2] for at in range(len(ended) - 1)) if key else frozenset()


def share(first, second):
    """The share of letter pairs that two names have in common, 0 to 1."""
    return 2 * len(first & second) / (len(first) + len(second)) if first and second else 0.0


def find(word, text):
    """The first match of `word` in `text`, both folded, as (start, end); None without a match."""
    folded, places = [], []
    for place, character in enumerate(text):
        for plain in _plain(character):
            folded.append(plain)
            places.append(place)
    at = "".join(folded).find(fold(word))
    if at < 0 or not fold(word):
        return None
    return places[at], places[at + len(fold(word)) - 1] + 1
