"""What people type and what sources say, read into dates and figures."""

import datetime as dt
from itertools import pairwise

import pytest
from edtf import parse_edtf
from hypothesis import given
from hypothesis import strategies as st

from ctplatform.edtf.dates import MONTHS, DateError, parse
from ctplatform.edtf.natural_language import casualties_from_words, date_from_words, why_no_date

pytestmark = pytest.mark.pure
PUBLISHED = parse("2024-04-13")


@pytest.mark.parametrize(
    ("words", "edtf"),
    [
        ("2024-03", "2024-03"),
        ("201X", "201X"),
        ("March 2024", "2024-03"),
        ("Mar. 2024", "2024-03"),
        ("22 March 2024", "2024-03-22"),
        ("22nd March 2024", "2024-03-22"),
        ("March 22, 2024", "2024-03-22"),
        ("2024", "2024"),
        ("early 2024", "2024-01/2024-04"),
        ("mid-2024", "2024-05/2024-08"),
        ("late 2024", "2024-09/2024-12"),
        ("early March 2024", "2024-03-01/2024-03-10"),
        ("late February 2024", "2024-02-21/2024-02-29"),
        ("autumn 2023", "2023-23"),
        ("fall of 2023", "2023-23"),
        ("the 1990s", "199X"),
        ("about 2021", "2021~"),
        ("possibly March 2024", "2024-03?"),
        ("16 to 19 January 2013", "2013-01-16/2013-01-19"),
        ("28 January to 2 February 2013", "2013-01-28/2013-02-02"),
        ("January to March 2024", "2024-01/2024-03"),
        ("from January 2023 to March 2024", "2023-01/2024-03"),
        ("between 2015 and 2020", "2015/2020"),
        ("since 2015", "2015/.."),
        ("by 13 April 2024", "/2024-04-13"),
        ("Last month", "2024-03"),
        ("earlier this year", "2024-01/2024-04-13"),
        ("last year", "2023"),
        ("yesterday", "2024-04-12"),
        ("on or before 2 November 1989", "/1989-11-02"),
        ("on or after 3 May 2020", "2020-05-03/.."),
        ("no later than 2019", "/2019"),
        ("on 2 November 1989", "1989-11-02"),
        ("in 2014", "2014"),
        ("winter 2014", "2014-24"),
        ("winter 2013/14", "2013-24"),
        ("16-19 January 2013", "2013-01-16/2013-01-19"),
        ("January 16\u201319, 2013", "2013-01-16/2013-01-19"),
        ("2013-2015", "2013/2015"),
        ("12th of March 2013", "2013-03-12"),
        ("between 5 and 9 May", "2023-05-05/2023-05-09"),
        ("between 5 and 9 March", "2024-03-05/2024-03-09"),
        ("29 February", "2024-02-29"),
        ("in May", "2023-05"),
        ("last week", "2024-04-01/2024-04-07"),
        ("last Friday", "2024-04-12"),
        ("last Saturday", "2024-04-06"),
        ("second half of August 2021", "2021-08-16/2021-08-31"),
        ("the second half of February 2024", "2024-02-16/2024-02-29"),
        ("first half of 2019", "2019-01/2019-06"),
        ("H2 2019", "2019-07/2019-12"),
        ("Q3 2024", "2024-07/2024-09"),
        ("2024-Q3", "2024-07/2024-09"),
        ("third quarter of 2024", "2024-07/2024-09"),
        ("the last quarter of 2024", "2024-10/2024-12"),
        ("Q1 to Q3 2024", "2024-01/2024-09"),
        ("July-September 2024", "2024-07/2024-09"),
        ("July\u2013September 2024", "2024-07/2024-09"),
        ("Sep.-Oct. 2023", "2023-09/2023-10"),
        ("28 January-2 February 2013", "2013-01-28/2013-02-02"),
        ("between March and May 2023", "2023-03/2023-05"),
        ("between late 2021 and early 2022", "2021-09/2022-04"),
        ("8-10 March", "2024-03-08/2024-03-10"),
        ("late 2022", "2022-09/2022-12"),
        ("early 2019", "2019-01/2019-04"),
        ("the end of March 2024", "2024-03-21/2024-03-31"),
        ("mid-1990s", "1994/1996"),
        ("second half of the 1990s", "1995/1999"),
        ("mid-March", "2024-03-11/2024-03-20"),
        ("late May", "2023-05-21/2023-05-31"),
        ("the second half of August", "2023-08-16/2023-08-31"),
        ("the first half of last year", "2023-01/2023-06"),
        ("last quarter", "2024-01/2024-03"),
        ("before 2 November 1989", "/1989-11-01"),
        ("before 2 November", "/2023-11-01"),
        ("after 2 November 1989", "1989-11-03/.."),
        ("by 2 November 1989", "/1989-11-02"),
        ("until 2 November 1989", "/1989-11-02"),
        ("since 2 November 1989", "1989-11-02/.."),
        ("before March 2024", "/2024-02"),
        ("before 2024", "/2023"),
        ("after 2015", "2016/.."),
        ("before late 2022", "/2022-08"),
        ("before about 2021", "/2020~"),
        ("before the end of 2022", "/2022"),
        ("after the end of 2022", "2023/.."),
        ("since the start of 2022", "2022/.."),
        ("not before 2015", "2015/.."),
        ("third half of 2019", None),
        ("first quarter of March 2024", None),
        ("31 February", None),
        ("30 February 2024", None),
        ("", None),
        ("0000", None),
        ("about soon", None),
    ],
)
def test_date_from_words_reads_what_people_write(words, edtf):
    assert date_from_words(words, reference=PUBLISHED) == edtf


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("31 February 2023", "31 is not a day in February 2023"),
        ("February 29, 2023", "29 is not a day in February 2023"),
        ("between 30 and 31 February 2023", "31 is not a day in February 2023"),
        ("between 9 and 5 May 2024", "ends before it starts"),
        ("between 5 and 9 May", "say the year too"),
        ("May", "say the year too"),
        ("last month", "keep these words as the source's"),
        ("13/45/2023", "write year-month-day"),
        ("2013-20", "20 is not a month"),
        ("soon", "not a date we can read"),
    ],
)
def test_what_is_no_date_is_told_why(words, reason):
    assert date_from_words(words) is None
    with pytest.raises(DateError, match=reason):
        why_no_date(words)


@given(st.text(max_size=30) | st.from_regex(r"[0-9]{1,2} (may|feb) [0-9]{0,4}", fullmatch=True))
def test_any_words_are_a_date_or_refused_in_words(words):
    if date_from_words(words) is None:
        with pytest.raises(DateError):
            why_no_date(words)


def test_date_from_words_needs_a_day_for_relative_words():
    assert date_from_words("last month") is None


BEFORE = {"before": -1, "prior to": -1, "by": 0, "until": 0, "on or before": 0}
AFTER = {"after": 1, "later than": 1, "since": 0, "from": 0, "on or after": 0}
DAYS = st.dates(dt.date(1000, 1, 2), dt.date(9998, 12, 30))


def written(day):
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


@given(DAYS, st.sampled_from(sorted(BEFORE)))
def test_before_a_day_leaves_it_out_and_by_a_day_takes_it_in(day, word):
    found = parse(date_from_words(f"{word} {written(day)}"))
    assert (found.earliest, found.latest) == (None, day + dt.timedelta(BEFORE[word]))


@given(DAYS, st.sampled_from(sorted(AFTER)))
def test_after_a_day_leaves_it_out_and_since_a_day_takes_it_in(day, word):
    found = parse(date_from_words(f"{word} {written(day)}"))
    assert (found.earliest, found.latest) == (day + dt.timedelta(AFTER[word]), None)


@given(st.sampled_from(["2019", "March 2024", "Q3 2024", "early 2019", "the 1990s", "5 May 2020"]))
def test_before_and_after_meet_what_is_named_without_a_gap(named):
    whole = parse(date_from_words(named))
    before, after = (parse(date_from_words(f"{word} {named}")) for word in ("before", "after"))
    assert before.latest + dt.timedelta(1) == whole.earliest
    assert whole.latest + dt.timedelta(1) == after.earliest


YEAR_PARTS = {
    "half": [f"{each} half of" for each in ("first", "second")],
    "third": ["early", "mid", "late"],
    "quarter": [f"{each} quarter of" for each in ("first", "second", "third", "fourth")],
}


@given(st.integers(1000, 9999), st.integers(0, 12), st.sampled_from(sorted(YEAR_PARTS)))
def test_the_parts_of_a_year_or_month_lie_end_to_end_and_fill_it(year, month, kind):
    if month and kind == "quarter":
        return
    whole = f"{MONTHS[month - 1]} {year}" if month else f"{year}"
    parts = [parse(date_from_words(f"{part} {whole}")) for part in YEAR_PARTS[kind]]
    assert parts[0].earliest == parse(date_from_words(whole)).earliest
    assert parts[-1].latest == parse(date_from_words(whole)).latest
    for first, second in pairwise(parts):
        assert second.earliest == first.latest + dt.timedelta(1)
    for part in parts:  # python-edtf reads the same bounds in what is stored
        theirs = parse_edtf(part.text)
        bounds = [dt.date(*each()[:3]) for each in (theirs.lower_strict, theirs.upper_strict)]
        assert bounds == [part.earliest, part.latest]


PIECES = [
    "before",
    "half",
    "of",
    "q3",
    "second",
    "august",
    "late",
    "early",
    "about",
    "march",
    "2024",
    "to",
    "16",
    "since",
    "from",
    "-",
    "31",
    "1990s",
    "by",
]


@given(st.text(max_size=40) | st.lists(st.sampled_from(PIECES), max_size=8).map(" ".join))
def test_date_from_words_answers_only_dates_we_store(words):
    edtf = date_from_words(words, reference=PUBLISHED)

    assert edtf is None or parse(edtf)


@pytest.mark.parametrize(
    ("words", "figures"),
    [
        ("more than 150", (151, None, None, "more_than")),
        ("at least 39 foreign hostages", (39, None, None, "at_least")),
        ("39 to 40", (39, None, 40, "between")),
        ("between 12 and 15 people", (12, None, 15, "between")),
        ("145", (145, 145, 145, "exact")),
        ("four gunmen", (4, 4, 4, "exact")),
        ("twenty-three", (23, 23, 23, "exact")),
        ("about 1,200", (None, 1200, None, "about")),
        ("up to 60", (None, None, 60, "up_to")),
        ("fewer than 10", (None, None, 9, "fewer_than")),
        ("dozens of worshippers", (24, None, 99, "dozens")),
        ("hundreds", (200, None, 999, "hundreds")),
        ("no one", (0, 0, 0, "none_reported")),
        ("≥ 39", (39, None, None, "at_least")),
        ("many", None),
        ("40 to 39", None),
        ("two hundred", None),
        ("", None),
        ("fewer than 0", None),
    ],
)
def test_casualties_from_words_fills_only_what_the_words_bind(words, figures):
    assert casualties_from_words(words) == figures


@given(st.text(max_size=30) | st.text("0123456789 <>=~-totwenyfiv", max_size=30))
def test_casualties_from_words_keeps_low_best_high_in_order(words):
    figures = casualties_from_words(words)

    known = [n for n in (figures or ())[:3] if n is not None]
    assert known == sorted(known)
