"""Periods of a timeline: what can be read, and what zooming and moving make of it."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as some

from incidents.timelines.period import FIRST, LAST, Period, PeriodError, read_period

pytestmark = pytest.mark.pure
WHOLE = Period(dt.date(2010, 1, 1), dt.date(2020, 12, 31))
PERIODS = some.tuples(some.dates(), some.dates()).map(lambda days: Period(*sorted(days)))


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        ("", "", ("2010-01-01", "2020-12-31")),
        ("2015", "2016-02", ("2015-01-01", "2016-02-29")),
        (" 2015-03-04 ", "", ("2015-03-04", "2020-12-31")),
        ("", "2012", ("2010-01-01", "2012-12-31")),
        ("2030", "", ("2030-01-01", "2030-01-01")),
        ("", "2001", ("2001-12-31", "2001-12-31")),
    ],
)
def test_periods_are_read(first, last, days):
    found = read_period(first, last, WHOLE)
    assert (str(found.first), str(found.last)) == days


@pytest.mark.parametrize(
    ("first", "last"), [("2016", "2015"), ("soon", ""), ("", "2023-02-29"), ("../2015", "")]
)
def test_periods_that_cannot_be_read(first, last):
    with pytest.raises(PeriodError):
        read_period(first, last, WHOLE)


def test_zooming_keeps_the_middle():
    year = Period(dt.date(2015, 1, 1), dt.date(2015, 12, 31))
    assert (year.zoomed_in().days, year.zoomed_out().days) == (182, 730)
    assert year.zoomed_in().zoomed_out().days == 364
    assert year.later().first == dt.date(2015, 7, 2)
    assert year.earlier().later() == year
    week = Period(dt.date(2015, 1, 1), dt.date(2015, 1, 7))
    assert week.zoomed_in() == week


@given(PERIODS)
def test_no_step_leaves_the_calendar(period):
    for step in (period.zoomed_in(), period.zoomed_out(), period.earlier(), period.later()):
        assert FIRST <= step.first <= step.last <= LAST
    assert period.earlier().days == period.later().days == period.days
