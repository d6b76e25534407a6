import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.annotations import offsets

pytestmark = pytest.mark.pure

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"  # three people and two joiners: one glyph
DECOMPOSED = "cafe\u0301"
ARABIC = "عين أمناس"
SAMPLES = ["", "a", FAMILY, DECOMPOSED, ARABIC, f"{ARABIC} {FAMILY}\n{DECOMPOSED}\U00010348"]
texts = st.one_of(st.sampled_from(SAMPLES), st.text())


@st.composite
def spans(draw):
    text = draw(texts.filter(bool))
    start = draw(st.integers(0, len(text) - 1))
    return text, start, draw(st.integers(start + 1, len(text)))


def utf16(text):
    return text.encode("utf-16-le", "surrogatepass")


@given(texts)
def test_utf16_length_equals_the_encoded_length(text):
    assert offsets.utf16_length(text) == len(utf16(text)) // 2


@given(spans())
def test_positions_return_from_utf16(span):
    text, start, end = span
    for position in (start, end):
        assert offsets.from_utf16(text, offsets.to_utf16(text, position)) == position


@given(spans())
def test_utf16_positions_cut_the_same_quote(span):
    text, start, end = span
    low, high = (offsets.to_utf16(text, position) * 2 for position in (start, end))
    assert utf16(text)[low:high] == utf16(text[start:end])


@given(spans())
def test_context_surrounds_the_quote(span):
    text, start, end = span
    prefix, suffix = offsets.context(text, start, end)
    assert prefix + text[start:end] + suffix in text
    assert len(prefix) == min(start, 32)
    assert len(suffix) == min(len(text) - end, 32)


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (2, 2), (3, 2), (0, 6), (5, 9)])
def test_span_outside_its_text_is_refused(start, end):
    with pytest.raises(offsets.SpanError, match="5 code points"):
        offsets.check_span("words", start, end)
    with pytest.raises(offsets.SpanError):
        offsets.context("words", start, end)


@pytest.mark.parametrize("position", [1, 4, -1])
def test_split_pair_is_refused(position):
    with pytest.raises(offsets.SpanError, match="splits a character or lies outside"):
        offsets.from_utf16("\U0001f468x", position)


@pytest.mark.parametrize("position", [-1, 3])
def test_position_outside_its_text_is_refused(position):
    with pytest.raises(offsets.SpanError, match="outside"):
        offsets.to_utf16("ab", position)


def test_joined_people_count_five_points_and_eight_units():
    assert (len(FAMILY), offsets.utf16_length(FAMILY)) == (5, 8)
    assert offsets.from_utf16(FAMILY + "x", 8) == 5


def test_docstrings_tell_the_truth():
    assert doctest.testmod(offsets).failed == 0
