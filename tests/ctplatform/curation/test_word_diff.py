import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctplatform.curation.word_diff import MOST_TOKENS, compare_words

pytestmark = pytest.mark.pure

texts = st.text(st.sampled_from("ab .,é\n日"), max_size=30)


def test_words_that_differ_are_marked_on_their_side():
    old, new = compare_words("a four-day siege, claimed", "a siege of four days, claimed")
    assert [piece for piece, changed in old if changed] == ["four-day "]
    assert [piece for piece, changed in new if changed] == [" of four days"]


def test_neighbouring_changes_read_as_one():
    old, new = compare_words("revenge for it", "an answer to it")
    assert old == [("revenge for", True), (" it", False)]
    assert new == [("an answer to", True), (" it", False)]


def test_an_empty_side_is_empty():
    assert compare_words("", "new") == ([], [("new", True)])
    assert compare_words("", "") == ([], [])


def test_a_very_long_text_is_compared_as_a_whole():
    long = "word " * MOST_TOKENS
    assert compare_words(long, long + "more") == ([(long, True)], [(long + "more", True)])


@given(texts, texts)
def test_the_pieces_joined_are_the_texts(old, new):
    left, right = compare_words(old, new)
    assert "".join(piece for piece, _ in left) == old
    assert "".join(piece for piece, _ in right) == new


@given(texts)
def test_equal_texts_have_no_marks(text):
    left, right = compare_words(text, text)
    assert not any(changed for _, changed in left + right)
