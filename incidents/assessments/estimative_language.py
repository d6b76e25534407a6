"""Pure: which term of likelihood a source's words name, and which terms they rule out.

The terms and their bands are those of Intelligence Community Directive 203 (2015), 6.e.(2)(a).
"Highly likely" and "highly unlikely", which ICD 203 does not print, are read as their printed
neighbours ("highly probable", "highly improbable"). No other words are read; a probability for
other words is assigned by a person, as `probability_basis` records.
"""

import re
from typing import NamedTuple

NAMES = {
    "almost_no_chance": (
        "almost no chance",
        "remote (?:chance|possibility|likelihood|prospect|probability)",
        "(?:chance|chances|possibility|likelihood|prospect|probability|odds)"
        " (?:is|are|was|were|as|seems|remains) remote",
    ),
    "very_unlikely": ("(?:very|highly) unlikely", "(?:very|highly) improbable"),
    "unlikely": ("unlikely", "improbable"),
    "roughly_even": ("(?:roughly |about )?even (?:chance|odds)",),
    "likely": ("likely", "probable", "probably"),
    "very_likely": ("(?:very|highly) likely", "(?:very|highly) probable"),
    "almost_certain": ("(?:almost|nearly) certain(?:ly)?",),
}
"""Patterns of the names of each term, least likely first."""

TERMS = tuple(NAMES)
MIDDLE = TERMS.index("roughly_even")
LONGEST_FIRST = (
    "almost_no_chance",
    "very_unlikely",
    "very_likely",
    "almost_certain",
    "roughly_even",
    "unlikely",
    "likely",
)

QUOTED = re.compile(r'"[^"]*"|“[^”]*”|«[^»]*»|\u2018[^\u2019]*\u2019|(?<!\w)\'[^\']*\'(?!\w)')
ABOVE_HALF = re.compile(
    r"\bmore (?:likely|probable) than not\b|\b(?:better|more|greater) than (?:an )?even\b"
)
BELOW_HALF = re.compile(
    r"\bless (?:likely|probable) than not\b|\b(?:less|worse|lower) than (?:an )?even\b"
)
COMPARES = re.compile(
    r"\b(?:more|most|less|least|as|equally|increasingly|decreasingly|so|too|how) "
    r"(?:un)?(?:likely|probable|probably|improbable)\b"
)
STRENGTHENS = re.compile(
    r"\b(?:quite|rather|fairly|pretty|somewhat|extremely|exceedingly|overwhelmingly|reasonably|"
    r"moderately|particularly|slightly|highly|very|really|still|vanishingly|incredibly) "
    r"(?=<)"
)
NEGATES = re.compile(
    r"\b(?:not|no|never|neither|nor|none|without|hardly|scarcely|barely|seldom|rarely|cannot|"
    r"far from|anything but|\w+n't|doubtful|doubtfully)\b"
)
NOT_AFTER = re.compile(r"<> (?:not|never)\b")
NO_CHANCE = re.compile(
    r"\b(?:no|zero|not a|without a|without any) (?:chance|likelihood|prospect)\b"
)


class Reading(NamedTuple):
    """How words are read: the `term` that they name, and the terms that they leave open."""

    term: str | None
    allowed: tuple[str, ...]


NOTHING = Reading(None, TERMS)


def term_of(words: str) -> str | None:
    """The slug of the ICD 203 term that `words` name, or None.

    None where they compare ("more likely", "more likely than not"), negate ("isn't likely", "hardly
    likely", "almost certainly not"), give a strength that ICD 203 does not have ("quite likely",
    "no chance"), name several terms, or name none ("will", "remote areas"). Quoted text within
    other words is not read: it may be a name.
    """
    return read_likelihood(words).term


def terms_allowed(words: str) -> tuple[str, ...]:
    """The terms that do not contradict `words`, least likely first.

    All seven where the words rule none out. "Not likely" leaves those below "likely", "quite
    likely" those above an even chance, "almost certainly not" the mirror image of "almost certain".
    """
    return read_likelihood(words).allowed


def says_likelihood(words: str) -> bool:
    """Whether `words` rule out any term."""
    return len(terms_allowed(words)) < len(TERMS)


def read_likelihood(words: str) -> Reading:
    """The Reading of these words; NOTHING where they are unclear."""
    text = _plain_words(words)
    if half := _than_half(text):
        return Reading(None, half)
    if COMPARES.search(text):
        return NOTHING
    if NO_CHANCE.search(text.replace("almost no chance", "")):
        return Reading(None, TERMS[:1])
    found, text = _named_terms(text)
    if len(found) != 1:
        return NOTHING
    rank = TERMS.index(found.pop())
    if NOT_AFTER.search(text):
        return Reading(None, (TERMS[-1 - rank],))
    if NEGATES.search(text):
        return Reading(None, _terms_after_negation(rank))
    if STRENGTHENS.search(text):
        return Reading(None, _same_side(rank))
    return Reading(TERMS[rank], (TERMS[rank],))


def _than_half(text):
    """The terms that "more likely than not" or "less likely than not" leave open."""
    if NEGATES.search(text.replace("than not", "")):
        return None
    if ABOVE_HALF.search(text):
        return TERMS[MIDDLE:]
    return TERMS[: MIDDLE + 1] if BELOW_HALF.search(text) else None


def _plain_words(words):
    """The words in lower case with single spaces and straight apostrophes, without quoted parts."""
    text = " ".join(words.casefold().replace("-", " ").split()).strip(" .,;:!?")
    if whole := re.fullmatch(QUOTED, text):
        text = whole[0][1:-1]
    return QUOTED.sub(" ", re.sub(r"(?<=\w)\u2019(?=\w)", "'", text)).strip()


def _named_terms(text):
    """(slugs of the terms named, the text with "<>" in place of each name)."""
    found = set()
    if re.fullmatch(r"(?:a |the |is |as |seems |remains )*remote", text):
        return {"almost_no_chance"}, "<>"
    for slug in LONGEST_FIRST:
        for name in NAMES[slug]:
            text, count = re.subn(rf"\b{name}\b", "<>", text)
            if count:
                found.add(slug)
    return found, text


def _terms_after_negation(rank):
    """The terms that a negation leaves: "not likely" those below, "not unlikely" those above."""
    if rank == MIDDLE:
        return tuple(term for term in TERMS if term != TERMS[MIDDLE])
    return TERMS[:rank] if rank > MIDDLE else TERMS[rank + 1 :]


def _same_side(rank):
    if rank == MIDDLE:
        return TERMS
    return TERMS[MIDDLE + 1 :] if rank > MIDDLE else TERMS[:MIDDLE]
