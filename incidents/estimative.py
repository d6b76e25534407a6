"""Pure: which term of likelihood a source's words name.

The two rows of words and their bands are those of Intelligence Community Directive 203 (2015),
6.e.(2)(a). Only its words are read; whoever reads a number from others assigns it, and says so.
"""

import re

NAMES = {
    "almost_no_chance": ("almost no chance", "remote chance", "remote"),
    "very_unlikely": ("very unlikely", "highly improbable"),
    "unlikely": ("unlikely", "improbable"),
    "roughly_even": ("roughly even chance", "roughly even odds", "even chance", "even odds"),
    "very_likely": ("very likely", "highly probable"),
    "almost_certain": ("almost certain", "almost certainly", "nearly certain", "nearly certainly"),
    "likely": ("likely", "probable", "probably"),
}
"""Longer names before those that stand in them; “likely” last."""

COMPARES = re.compile(r"\b(more|most|less|least|as|equally)\s+(un)?(likely|probable|probably)\b")
NEGATES = re.compile(r"\b(not|no|never|neither|nor)\b")


def term_of(words: str) -> str | None:
    """The slug of the ICD 203 term in `words`, or None.

    None as well for what compares ("more likely") or ranks ("most likely"), for what negates a term
    ("not likely"), for other strengths ("quite likely" reads as "likely", "should" as nothing), for
    bare "will", and where two different terms are named.
    """
    text = " ".join(words.casefold().split())
    if COMPARES.search(text) or NEGATES.search(text.replace("almost no chance", "")):
        return None
    found = set()
    for slug, names in NAMES.items():
        for name in names:
            text, count = re.subn(rf"\b{name}\b", " ", text)
            if count:
                found.add(slug)
    return found.pop() if len(found) == 1 else None
