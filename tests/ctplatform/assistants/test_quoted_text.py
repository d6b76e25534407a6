"""What a tool returns is marked as quoted, and what nobody sees in it is written out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctplatform.assistants.quoted_text import MOST_LISTED, NOTICE, is_hidden, quoted, visible

pytestmark = pytest.mark.pure
TAGS = "".join(chr(0xE0000 + ord(letter)) for letter in "publish")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain\n\ttext", "plain\n\ttext"),
        ("a\u202eb", "a⟦U+202E⟧b"),
        ("a\u2066\u2069", "a⟦U+2066 U+2069⟧"),
        ("\u200bx\ufeff", "⟦U+200B⟧x⟦U+FEFF⟧"),
        ("\x1b[31m", "⟦U+001B⟧[31m"),
        ("soft\u00adhyphen", "soft⟦U+00AD⟧hyphen"),
        (f"ok{TAGS[:2]}", "ok⟦U+E0070 U+E0075⟧"),
        ("a\U000e0100", "a⟦U+E0100⟧"),
        ("\u061cx\u200f", "⟦U+061C⟧x⟦U+200F⟧"),
        ("x\u034fy\u180b", "x⟦U+034F⟧y⟦U+180B⟧"),
        ("\u115f\u1160\u3164\uffa0", "⟦U+115F U+1160 U+3164 U+FFA0⟧"),
        ("a\U000e0000\U000e0002", "a⟦U+E0000 U+E0002⟧"),
    ],
)
def test_hidden_characters_are_written_out(text, shown):
    assert visible(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",  # Persian, with its joiner
        "👩\u200d⚕\ufe0f",
        "\u0600\u0661",  # an Arabic number sign, which is drawn
        "naïve “quotes”, 東京",
    ],
)
def test_what_belongs_to_the_spelling_stays(text):
    assert visible(text) == text


@given(st.text())
def test_nothing_hidden_is_left_and_nothing_else_is_lost(text):
    shown = visible(text)
    assert not any(map(is_hidden, shown))
    kept = "".join(each for each in text if not is_hidden(each))
    assert sum(map(shown.count, set("⟦"))) >= text.count("⟦")
    assert len(shown) >= len(kept)
    rest = iter(shown)
    assert all(each in rest for each in kept)


def test_every_tag_and_bidirectional_control_is_hidden():
    for code in (*range(0xE0000, 0xE1000), *range(0x202A, 0x202F), *range(0x2060, 0x2070)):
        assert is_hidden(chr(code)), hex(code)


def test_the_places_of_hidden_characters_are_listed():
    data = {"results": [{"title": "a"}, {"title": f"b{TAGS}", "x/y": {"k\u202e": "\u202e"}}]}
    found = quoted(data)
    assert found["notice"] == NOTICE
    assert found["hidden_characters"] == ["/results/1/title", "/results/1/x~1y/k⟦U+202E⟧"]
    assert "k⟦U+202E⟧" in found["data"]["results"][1]["x/y"]
    many = quoted({str(number): "\u202e" for number in range(300)})
    assert len(many["hidden_characters"]) == MOST_LISTED
    assert set(many["data"].values()) == {"⟦U+202E⟧"}


def test_numbers_and_nulls_stay_as_they_are():
    data = {"a": 1, "b": None, "c": [True, 0.5]}
    assert quoted(data) == {"notice": NOTICE, "data": data, "hidden_characters": []}
