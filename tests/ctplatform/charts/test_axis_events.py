"""Where events are drawn below the axis of a chart."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctplatform.charts import axis_events, buckets, time_series_chart
from ctplatform.charts.axis_events import LANE, RADIUS, Span

pytestmark = pytest.mark.pure
YEAR = list(buckets.buckets_between(dt.date(2024, 1, 1), dt.date(2024, 12, 31), "month"))
COLUMNS = [(10.0 * n, 10.0) for n in range(12)]


def placed(*pairs):
    spans = [Span(n, first, last, "Words") for n, (first, last) in enumerate(pairs, 1)]
    return axis_events.lay_out(spans, YEAR, "month", COLUMNS, 100)


def test_bar_covers_exactly_the_days_of_the_event():
    month, day, long = placed(
        (dt.date(2024, 2, 1), dt.date(2024, 2, 29)),
        (dt.date(2024, 7, 16), dt.date(2024, 7, 16)),
        (dt.date(2023, 5, 1), dt.date(2024, 3, 31)),
    )[1:] + placed((dt.date(2023, 5, 1), dt.date(2024, 3, 31)))
    assert (month.left, month.width) == (10, 10)
    assert day.left == pytest.approx(60 + 10 * 15 / 31, abs=0.01)
    assert day.width == 2  # as wide as can be seen
    assert (long.left, long.width) == (0, 30)


def test_open_ends_reach_the_edge_and_what_lies_outside_is_not_drawn():
    (since,) = placed((dt.date(2024, 7, 1), None), (dt.date(2025, 1, 1), None))
    assert (since.left, since.width) == (60, 60)
    (until,) = placed((None, dt.date(2024, 1, 31)), (None, dt.date(2023, 12, 31)))
    assert (until.left, until.width) == (0, 10)
    assert axis_events.lay_out([Span(1, YEAR[0], None, "")], [], "month", [], 0) == []


days = st.dates(dt.date(2023, 6, 1), dt.date(2025, 6, 1))


@given(st.lists(st.tuples(days, days).map(sorted), max_size=20))
def test_numbers_never_overlap_and_stay_within_the_plot(pairs):
    marks = placed(*pairs)
    for n, each in enumerate(marks):
        assert RADIUS <= each.x <= 120 - RADIUS
        for other in marks[n + 1 :]:
            assert abs(each.x - other.x) >= 2 * RADIUS or abs(each.y - other.y) >= LANE


def test_chart_grows_for_its_events():
    spans = [Span(n, dt.date(2024, 5, 1), dt.date(2024, 5, 2), "") for n in (1, 2, 3)]
    values = [("", {YEAR[0]: time_series_chart.Value(1, 1, 1)})]
    plain = time_series_chart.draw(values, YEAR, "month")
    drawn = time_series_chart.draw(values, YEAR, "month", spans=spans)
    assert drawn.height == plain.height + 2 * LANE + 28
