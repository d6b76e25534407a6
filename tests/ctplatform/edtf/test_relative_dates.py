"""Dates that a text counts from its own day: the words of an essay of 13 April 2024, bounds."""

import datetime as dt

import pytest
from edtf import parse_edtf
from hypothesis import given
from hypothesis import strategies as st

from ctplatform.edtf.dates import DateError, parse
from ctplatform.edtf.natural_language import date_from_words, read_words, why_no_date
from ctplatform.edtf.relative_dates import reference_of

pytestmark = pytest.mark.pure
PUBLISHED = reference_of("2024-04-13")  # a Saturday


@pytest.mark.parametrize(
    ("words", "edtf"),
    [
        # The essay's own words, as the acceptance table resolves them.
        ("Last month", "2024-03"),
        ("in January", "2024-01"),
        ("earlier this year", "2024-01/2024-04-13"),
        ("More recently", "/2024-04-13"),
        ("recently", "/2024-04-13"),
        ("in recent years", "/2024-04-13"),
        ("To date", "/2024-04-13"),
        ("two and a half years ago", "2021~"),
        ("in the last two and a half years", "2021~/2024-04-13"),
        ("since late 2022", "2022-09/.."),
        # Others.
        ("today", "2024-04-13"),
        ("earlier today", "2024-04-13"),
        ("the day before yesterday", "2024-04-11"),
        ("Saturday", "2024-04-13"),
        ("last Saturday", "2024-04-06"),
        ("on Tuesday", "2024-04-09"),
        ("last Tuesday", "2024-04-09"),
        ("earlier this week", "2024-04-08/2024-04-13"),
        ("later this year", "2024-04-13/2024-12-31"),
        ("next month", "2024-05"),
        ("early last month", "2024-03-01/2024-03-10"),
        ("late last month", "2024-03-21/2024-03-31"),
        ("mid last year", "2023-05/2023-08"),
        ("last summer", "2023-22"),
        ("this spring", "2024-21"),
        ("last winter", "2023-24"),
        ("three days ago", "2024-04-10"),
        ("about three days ago", "2024-04-10~"),
        ("two weeks ago", "2024-03-25~/2024-03-31~"),
        ("three months ago", "2024-01~"),
        ("half a year ago", "2023-10~"),
        ("a year ago", "2023~"),
        ("nearly two decades ago", "2004~"),
        ("over the past year", "2023~/2024-04-13"),
        ("since last month", "2024-03/.."),
        ("between January and last month", "2024-01/2024-03"),
        ("two and a half years", None),
        ("a few weeks ago", None),
        ("three thousand years ago", None),
        ("9 decades ago", "1934~"),
        ("999 decades ago", None),
    ],
)
def test_words_count_from_the_day_of_their_text(words, edtf):
    assert date_from_words(words, reference=PUBLISHED) == edtf


@pytest.mark.parametrize(
    ("words", "published", "edtf"),
    [
        ("last month", "2024-04", "2024-03"),
        ("last month", "2024", "2023-12/2024-11"),
        ("last year", "2024", "2023"),
        ("yesterday", "2024-04", "2024-03-31/2024-04-29"),
        ("earlier this year", "2024-04", "2024-01/2024-04-30"),
        ("recently", "2024", "/2024-12-31"),
        ("two and a half years ago", "2024-06-01/2024-07-31", "2021~/2022~"),
        ("in January", "2023-12/2024-02", "2023-01/2024-01"),
    ],
)
def test_a_text_known_to_its_month_or_year_widens_what_counts_from_it(words, published, edtf):
    assert date_from_words(words, reference=reference_of(published)) == edtf


@pytest.mark.parametrize("published", ["2024~", "2024-04-13?", "2015/..", "/2024", "soon"])
def test_what_is_vague_is_no_reference(published):
    with pytest.raises(DateError):
        reference_of(published)


@pytest.mark.parametrize(
    "words", ["soon thereafter", "shortly afterwards", "two days later", "the next day", "then"]
)
def test_what_counts_from_another_event_stays_refused(words):
    assert date_from_words(words, reference=PUBLISHED) is None
    with pytest.raises(DateError, match="another event"):
        why_no_date(words)


@pytest.mark.parametrize("words", ["last month", "two weeks ago", "recently", "last Tuesday"])
def test_without_a_day_the_refusal_says_what_to_do(words):
    assert read_words(words) is None
    with pytest.raises(DateError, match="or say the day of the text"):
        why_no_date(words)


def test_what_the_words_say_alone_is_stated_whatever_the_text():
    assert read_words("March 2024", PUBLISHED) == ("2024-03", "stated")
    assert read_words("last month", PUBLISHED) == ("2024-03", "resolved_relative")
    assert read_words("5 May", PUBLISHED) == ("2023-05-05", "resolved_relative")


PAST = [
    "yesterday",
    "last week",
    "last month",
    "last year",
    "last tuesday",
    "friday",
    "last summer",
    "earlier this year",
    "earlier this month",
    "recently",
    "in january",
    "5 may",
    "nine days ago",
    "two weeks ago",
    "three months ago",
    "two and a half years ago",
    "in the past three years",
]
DAYS = st.dates(dt.date(1100, 1, 1), dt.date(9000, 1, 1))


@given(DAYS, st.integers(0, 800), st.integers(0, 800), st.sampled_from(PAST))
def test_a_reference_of_several_days_covers_each_of_them(day, before, after, words):
    first, last = day - dt.timedelta(before), day + dt.timedelta(after)
    within = parse(date_from_words(words, reference=parse(f"{day}")))
    found = parse(date_from_words(words, reference=parse(f"{first}/{last}")))
    assert found.earliest is None or found.earliest <= within.earliest
    assert within.latest <= found.latest


ROUGH = {"two weeks ago", "three months ago", "two and a half years ago"}


@given(DAYS, st.sampled_from(PAST))
def test_the_past_of_a_text_has_begun_before_it(day, words):
    found = parse(date_from_words(words, reference=parse(f"{day}")))
    assert found.earliest is None or found.earliest <= day
    if words not in ROUGH | {"in january", "5 may"}:
        assert found.latest <= day
    if "/" not in found.text:  # our bounds of what was resolved are those of python-edtf
        theirs = parse_edtf(found.text)
        bounds = [dt.date(*each()[:3]) for each in (theirs.lower_strict, theirs.upper_strict)]
        assert bounds == [found.earliest, found.latest] or "-2" in found.text[4:7]


@given(st.text("abdefhklmnorstuwy 0123456789", max_size=30), DAYS)
def test_any_words_resolve_to_a_date_that_we_store_or_to_none(words, day):
    found = date_from_words(words, reference=parse(f"{day}"))
    assert found is None or parse(found)
