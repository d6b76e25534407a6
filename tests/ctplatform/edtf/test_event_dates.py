"""Dates that a text counts from another event: “soon thereafter”, “two days later”."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctplatform.edtf.dates import DateError, parse
from ctplatform.edtf.natural_language import date_from_words, read_words, why_no_date
from ctplatform.edtf.relative_dates import reference_of

pytestmark = pytest.mark.pure
PUBLISHED = reference_of("2024-04-13")
EVENT = parse("2024-01-16")  # a Tuesday


@pytest.mark.parametrize(
    ("words", "edtf"),
    [
        ("the same day", "2024-01-16"),
        ("the next day", "2024-01-17"),
        ("the following day", "2024-01-17"),
        ("the next morning", "2024-01-17"),
        ("the day after", "2024-01-17"),
        ("the day before", "2024-01-15"),
        ("two days later", "2024-01-18"),
        ("2 days on", "2024-01-18"),
        ("two days after the attack", "2024-01-18"),
        ("about two days later", "2024-01-18~"),
        ("three days earlier", "2024-01-13"),
        ("hours later", "2024-01-16/2024-01-17"),
        ("within three days", "2024-01-16/2024-01-19"),
        ("a week later", "2024-01-22~/2024-01-28~"),
        ("the following week", "2024-01-22/2024-01-28"),
        ("two months later", "2024-03~"),
        ("the next month", "2024-02"),
        ("a year later", "2025~"),
        ("that same year", "2024"),
        ("soon thereafter", "2024-01-16/"),
        ("shortly after the attack", "2024-01-16/"),
        ("days later", "2024-01-16/"),
        ("over the following weeks", "2024-01-16/"),
        ("since then", "2024-01-16/"),
        ("earlier", "/2024-01-16"),
        ("shortly before", "/2024-01-16"),
        ("nine thousand years later", None),
        ("soonish", None),
    ],
)
def test_words_count_from_the_event_that_is_named(words, edtf):
    assert date_from_words(words, event=EVENT) == edtf


@pytest.mark.parametrize(
    ("words", "event", "edtf"),
    [
        ("soon thereafter", "2024-01/2024-04-13", "2024-01/2024-04-13"),  # I05 follows I04
        ("soon thereafter", "2024-01-18", "2024-01-18/2024-04-13"),
        ("two days later", "2024-01", "2024-01-03/2024-02-02"),
        ("the same day", "2024-01~", "2024-01~"),
        ("the next day", "2024-01-16~", "2024-01-17~"),
        ("soon thereafter", "2024-06", None),  # after the text that says so
        ("two days later", "2015/..", None),
        ("later", "/2015", "/2024-04-13"),
        ("last month", "2024-01-16", "2024-03"),  # from the text, not from the event
    ],
)
def test_what_came_later_ends_with_the_text_that_reports_it(words, event, edtf):
    assert date_from_words(words, event=parse(event), reference=PUBLISHED) == edtf


def test_the_date_is_worked_out_and_not_stated():
    assert read_words("two days later", event=EVENT) == ("2024-01-18", "resolved_relative")
    assert read_words("18 January 2024", event=EVENT) == ("2024-01-18", "stated")


@pytest.mark.parametrize("words", ["two days earlier", "a year before", "the day after the attack"])
def test_without_the_event_nothing_is_counted_from_the_day_of_the_text(words):
    assert date_from_words(words, reference=PUBLISHED) is None
    with pytest.raises(DateError, match="choose that event"):
        why_no_date(words)


DAYS = st.dates(dt.date(1100, 1, 1), dt.date(9000, 1, 1))
WORDS = [
    "two days later",
    "the next day",
    "the same day",
    "soon thereafter",
    "a week later",
    "the following month",
    "three months later",
    "a year later",
    "hours later",
    "within two weeks",
]


@given(DAYS, st.integers(0, 800), st.integers(0, 800), st.sampled_from(WORDS))
def test_an_event_known_to_several_days_covers_each_of_them(day, before, after, words):
    event = parse(f"{day - dt.timedelta(before)}/{day + dt.timedelta(after)}")
    within = parse(date_from_words(words, event=parse(f"{day}")))
    found = parse(date_from_words(words, event=event))
    assert found.earliest <= within.earliest
    assert found.latest is None or within.latest <= found.latest


@given(st.integers(0, 999), DAYS)
def test_days_later_and_days_earlier_are_counted_to_the_day(number, day):
    later = parse(date_from_words(f"{number} days later", event=parse(f"{day}")))
    earlier = parse(date_from_words(f"{number} days earlier", event=parse(f"{day}")))
    assert later.earliest == later.latest == day + dt.timedelta(number)
    assert earlier.earliest == earlier.latest == day - dt.timedelta(number)


@given(st.text("abdefhklmnorstuwy 0123456789", max_size=30) | st.sampled_from(WORDS), DAYS)
def test_any_words_beside_an_event_are_a_date_that_we_store_or_none(words, day):
    found = date_from_words(words, event=parse(f"{day}"), reference=PUBLISHED)
    assert found is None or parse(found)
