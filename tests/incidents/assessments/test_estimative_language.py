"""Which term of likelihood a source's words name, which name none, and what they rule out."""

import pytest

from incidents.assessments.estimative_language import (
    TERMS,
    says_likelihood,
    term_of,
    terms_allowed,
)
from incidents.vocabularies import LIKELIHOODS

pytestmark = pytest.mark.pure

BELOW = ("almost_no_chance", "very_unlikely", "unlikely")
ABOVE = ("likely", "very_likely", "almost_certain")


@pytest.mark.parametrize(
    ("words", "term"),
    [
        ("unlikely", "unlikely"),
        ("likely only temporary", "likely"),
        ("will likely", "likely"),
        ("very likely", "very_likely"),
        ("Very  Unlikely", "very_unlikely"),
        ("highly improbable", "very_unlikely"),
        ("highly likely", "very_likely"),
        ("highly unlikely", "very_unlikely"),
        ("roughly even odds", "roughly_even"),
        ("an even chance", "roughly_even"),
        ("almost no chance", "almost_no_chance"),
        ("remote", "almost_no_chance"),
        ("a remote possibility", "almost_no_chance"),
        ("the chances are remote", "almost_no_chance"),
        ("almost certainly", "almost_certain"),
        ("probably", "likely"),
        ("“unlikely”", "unlikely"),
        ("will", None),
        ("will thus", None),
        ("should, in theory", None),
        ("more likely", None),
        ("most likely", None),
        ("not likely", None),
        ("isn't likely", None),
        ("isn\u2019t likely", None),
        ("hardly likely", None),
        ("not very likely", None),
        ("by no means likely", None),
        ("not unlikely", None),
        ("quite likely", None),
        ("increasingly likely", None),
        ("more likely than not", None),
        ("as likely as not", None),
        ("less than even odds", None),
        ("almost certainly not", None),
        ("no chance", None),
        ("a chance", None),
        ("remote areas", None),
        ("remote-controlled", None),
        ("the “Likely Stories” group", None),
        ("likelihood", None),
        ("likelier", None),
        ("unlikely to be likely", None),
        ("likely or unlikely", None),
        ("", None),
    ],
)
def test_terms_of_icd_203(words, term):
    assert term_of(words) == term


@pytest.mark.parametrize(
    ("words", "allowed"),
    [
        ("unlikely", ("unlikely",)),
        ("isn't likely", (*BELOW, "roughly_even")),
        ("hardly likely", (*BELOW, "roughly_even")),
        ("not very likely", (*BELOW, "roughly_even", "likely")),
        ("not unlikely", ("roughly_even", *ABOVE)),
        ("quite likely", ABOVE),
        ("rather unlikely", BELOW),
        ("more likely than not", ("roughly_even", *ABOVE)),
        ("less than even odds", (*BELOW, "roughly_even")),
        ("almost certainly not", ("almost_no_chance",)),
        ("probably not", ("unlikely",)),
        ("no chance", ("almost_no_chance",)),
        ("most likely", TERMS),
        ("remote areas", TERMS),
        ("unlikely to be likely", TERMS),
        ("will", TERMS),
    ],
)
def test_words_rule_out_the_terms_that_contradict_them(words, allowed):
    assert terms_allowed(words) == allowed
    assert says_likelihood(words) == (allowed != TERMS)


def test_the_terms_are_those_of_the_vocabulary_in_its_order():
    assert tuple(LIKELIHOODS) == TERMS
