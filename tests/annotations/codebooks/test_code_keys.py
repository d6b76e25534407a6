"""The keys that choose codes on the reading page."""

from types import SimpleNamespace

import pytest

from annotations.codebooks.code_keys import PANEL_KEYS, keys_of

pytestmark = pytest.mark.pure


def code(pk, label, key="", parent=None):
    return SimpleNamespace(pk=pk, label=label, key=key, parent_id=parent)


def children(*codes):
    keys = keys_of(
        [code(0, "Family"), *(code(n, *each, parent=0) for n, each in enumerate(codes, 1))]
    )
    return [keys[n] for n in range(1, len(codes) + 1)]


def test_families_have_digits_by_their_place():
    keys = keys_of([code(n, f"Family {n}", key="7") for n in range(11)])
    assert list(keys.values()) == [*"123456789", "", ""]


@pytest.mark.parametrize("letter", PANEL_KEYS + PANEL_KEYS.lower())
def test_letters_of_the_panel_are_replaced(letter):
    assert children(("attack", letter)) == ["A"]


def test_own_letters_are_kept_and_never_given_twice():
    assert children(("attack", "t"), ("threat", "T"), ("time",)) == ["T", "H", "I"]


def test_digit_of_a_child_would_be_a_family():
    assert children(("attack", "1")) == ["A"]


def test_labels_without_a_latin_letter_get_one():
    assert children(("атака",), ("هجوم",)) == ["A", "B"]


def test_no_letter_is_given_where_none_is_free():
    keys = children(*((f"code {n}",) for n in range(22)))
    assert keys[-1] == ""
    assert len({*keys[:-1]}) == 21
