"""Which term of likelihood a source's words name, and which name none."""

import pytest

from incidents.estimative import term_of

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("words", "term"),
    [
        ("unlikely", "unlikely"),
        ("likely only temporary", "likely"),
        ("will likely", "likely"),
        ("very likely", "very_likely"),
        ("Very  Unlikely", "very_unlikely"),
        ("highly improbable", "very_unlikely"),
        ("roughly even odds", "roughly_even"),
        ("almost no chance", "almost_no_chance"),
        ("almost certainly", "almost_certain"),
        ("probably", "likely"),
        ("will", None),
        ("will thus", None),
        ("should, in theory", None),
        ("more likely", None),
        ("most likely", None),
        ("not likely", None),
        ("likely or unlikely", None),
        ("", None),
    ],
)
def test_terms_of_icd_203(words, term):
    assert term_of(words) == term
