"""The EDTF subset: bounds, precision, words, refusals, and python-edtf as oracle."""

import datetime as dt
import math
import time

import pytest
from edtf import parse_edtf
from hypothesis import given
from hypothesis import strategies as st

from ctplatform.edtf.dates import PRECISIONS, DateError, parse

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "precision", "words"),
    [
        ("2024-03-22", "2024-03-22", "2024-03-22", "day", "22 March 2024"),
        ("2024-03", "2024-03-01", "2024-03-31", "month", "March 2024"),
        ("2024", "2024-01-01", "2024-12-31", "year", "2024"),
        ("2024-02", "2024-02-01", "2024-02-29", "month", "February 2024"),
        ("2024-21", "2024-03-01", "2024-05-31", "season", "spring 2024"),
        ("2024-24", "2024-12-01", "2025-02-28", "season", "winter 2024"),
        ("2021~", "2021-01-01", "2021-12-31", "year", "about 2021"),
        ("2024-03?", "2024-03-01", "2024-03-31", "month", "March 2024 (uncertain)"),
        ("2024-03%", "2024-03-01", "2024-03-31", "month", "about March 2024 (uncertain)"),
        ("201X", "2010-01-01", "2019-12-31", "years", "2010s"),
        ("20XX", "2000-01-01", "2099-12-31", "years", "2000 to 2099"),
        ("2024-XX", "2024-01-01", "2024-12-31", "year", "2024, month unknown"),
        ("2024-03-XX", "2024-03-01", "2024-03-31", "month", "March 2024, day unknown"),
        ("2024-02-2X", "2024-02-20", "2024-02-29", "range", "20 to 29 February 2024"),
        ("2024-1X", "2024-10-01", "2024-12-31", "range", "October to December 2024"),
        ("2013-01-16/2013-01-19", "2013-01-16", "2013-01-19", "range", "16 to 19 January 2013"),
        (
            "2013-01-28/2013-02-02",
            "2013-01-28",
            "2013-02-02",
            "range",
            "28 January to 2 February 2013",
        ),
        ("2013-01-01/2013-01-07", "2013-01-01", "2013-01-07", "week", "1 to 7 January 2013"),
        ("2013-01-01/2013-01-31", "2013-01-01", "2013-01-31", "month", "1 to 31 January 2013"),
        ("2024-01/2024-03", "2024-01-01", "2024-03-31", "range", "January to March 2024"),
        (
            "2024-01/2024-04-13",
            "2024-01-01",
            "2024-04-13",
            "range",
            "January 2024 to 13 April 2024",
        ),
        ("2015/..", "2015-01-01", None, "open", "from 2015, onwards"),
        ("2015/", "2015-01-01", None, "open", "from 2015, end unknown"),
        ("../2015", None, "2015-12-31", "open", "until 2015"),
        ("/2024-04-13", None, "2024-04-13", "open", "start unknown, until 13 April 2024"),
        (
            "[2024-03-22,2024-03-24]",
            "2024-03-22",
            "2024-03-24",
            "range",
            "22 March 2024 or 24 March 2024",
        ),
        (
            "{2024-03..2024-05, 2024-07}",
            "2024-03-01",
            "2024-07-31",
            "range",
            "March to May 2024 and July 2024",
        ),
        ("{2024-05-03..2024-05-05}", "2024-05-03", "2024-05-05", "range", "3 to 5 May 2024"),
        # One day of these, not known which: nothing lasted from the first to the last.
        (
            "[2024-05-03..2024-05-05]",
            "2024-05-03",
            "2024-05-05",
            "range",
            "some time from 3 to 5 May 2024",
        ),
        (
            "[2024-05-01, 2024-05-03..2024-05-05]",
            "2024-05-01",
            "2024-05-05",
            "range",
            "1 May 2024 or some time from 3 to 5 May 2024",
        ),
        ("[..2024]", None, "2024-12-31", "open", "2024 or earlier"),
        ("[2024-05..]", "2024-05-01", None, "open", "May 2024 or later"),
        ("{..2024}", None, "2024-12-31", "open", "until 2024"),
        ("0001", "0001-01-01", "0001-12-31", "year", "1"),
        ("9999-12", "9999-12-01", "9999-12-31", "month", "December 9999"),
        ("9999-24", "9999-12-01", "9999-12-30", "season", "winter 9999"),
        (" 2024-03 ", "2024-03-01", "2024-03-31", "month", "March 2024"),
    ],
)
def test_parse_gives_bounds_precision_and_words(text, earliest, latest, precision, words):
    date = parse(text)

    bounds = (date.earliest and date.earliest.isoformat(), date.latest and date.latest.isoformat())
    assert (*bounds, date.precision, date.words) == (earliest, latest, precision, words)
    assert date.text == text.strip()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "empty"),
        ("2023-02-29", "29 is not a day in February 2023. Write 01 to 28"),
        ("2024-02-3X", "3X is not a day in February 2024"),
        ("2024-13", "13 is not a month. Write 01 to 12"),
        ("2024-00", "00 is not a month"),
        ("2024-03-00", "00 is not a day"),
        ("0000", "0001 to 9999"),
        ("2024-03-22T10:00", "times of day are not stored"),
        ("22/03/2024", "year-month-day"),
        ("199u", "write X, not u"),
        ("2024-3-2", "two digits"),
        ("2024-XX-12", "go at the end"),
        ("XXXX", "go at the end"),
        ("/", "gives neither start nor end"),
        ("../..", "gives neither start nor end"),
        ("2024/2023", "ends before it starts"),
        ("2024/2025/2026", "one “/”"),
        ("[2024", "a set is written"),
        ("[2024,,2025]", "a set is written"),
        ("[]", "a set is written"),
        ("~2024", "at the end of the date"),
        ("2024~-03", "at the end of the date"),
        ("2024-21-03", "21 is not a month"),
        ("Last month", "not a date we can read"),
        ("٢٠٢٤", "not a date we can read"),
        ("-2024", "not a date we can read"),
        ("2" * 121, "longer than 120"),
    ],
)
def test_parse_refusal_says_what_to_write(text, says):
    with pytest.raises(DateError) as refusal:
        parse(text)

    assert says in str(refusal.value)


@given(st.text(max_size=30) | st.text("0123456789X-/.?~%[]{},", max_size=30))
def test_parse_never_fails_otherwise(text):
    try:
        date = parse(text)
    except DateError:
        return
    assert date.precision in PRECISIONS
    assert date.words
    assert date.earliest or date.latest


years = st.integers(1, 9998).map("{:04}".format)
months = st.builds("{}-{:02}".format, years, st.integers(1, 12))
days = st.dates(dt.date(1, 1, 1), dt.date(9998, 12, 31)).map(str)
unspecified = st.builds("{:03}X".format, st.integers(1, 998)) | years.map("{}-XX".format)
plain = st.builds("{}{}".format, years | months | days, st.sampled_from(["", "?", "~", "%"]))
points = plain | unspecified
EXCEPTIONS = """What python-edtf reads otherwise, and why we do not follow it.

- An unknown end (`/2024-04-13`, `2015/`): it answers a bound ten years away; ours is None.
- An open end (`2015/..`): it answers infinity; ours is None.
- 2023-02-29: it accepts the day and clips it; we refuse it.
- Winter (`2024-24`): it ends in the year in which it began; ours ends in the next February.
"""


def _day(struct):
    return dt.date(*struct[:3])


@given(points)
def test_parse_agrees_with_python_edtf_on_points(text):
    theirs = parse_edtf(text)

    ours = parse(text)

    assert (ours.earliest, ours.latest) == (
        _day(theirs.lower_strict()),
        _day(theirs.upper_strict()),
    )


@given(plain, plain)
def test_parse_agrees_with_python_edtf_on_intervals(first, second):
    text = f"{first}/{second}"
    try:
        ours = parse(text)
    except DateError:
        assert parse(first).earliest > parse(second).latest
        return

    theirs = parse_edtf(text)

    assert (ours.earliest, ours.latest) == (
        _day(theirs.lower_strict()),
        _day(theirs.upper_strict()),
    )


def test_parse_leaves_python_edtf_where_the_exceptions_say():
    assert parse_edtf("2015/..").upper_strict() == math.inf
    assert _day(parse_edtf("/2024-04-13").lower_strict()) == dt.date(2014, 4, 13)
    assert parse_edtf("2023-02-29") is not None


def test_parse_is_cached():
    parse("2024-03-22")
    start = time.perf_counter()

    for _ in range(10_000):
        parse("2024-03-22")

    assert time.perf_counter() - start < 0.1
