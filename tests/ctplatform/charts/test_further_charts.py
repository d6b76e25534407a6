"""Small multiples, the calendar and the dot plot: where each number goes."""

import datetime as dt

import pytest

from ctplatform.charts import buckets
from ctplatform.charts.figures import calendar_heat_map, estimate_plot, small_multiples
from ctplatform.charts.figures.estimate_plot import Estimate
from ctplatform.charts.time_series_chart import Value

pytestmark = pytest.mark.pure


def months(first, last):
    return list(buckets.buckets_between(dt.date(first, 1, 1), dt.date(last, 12, 31), "month"))


YEAR = months(2024, 2024)


def steady(number, days=YEAR):
    return {day: Value(number, number, number) for day in days}


# Small multiples ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("groups", "rows"), [(1, 1), (4, 1), (5, 2), (12, 3), (20, 3)])
def test_charts_are_in_rows_of_four_and_at_most_twelve(groups, rows):
    drawing = small_multiples.draw([(str(n), steady(1)) for n in range(groups)], YEAR)
    assert len(drawing.cells) == min(groups, small_multiples.MOST)
    assert len({cell.panel.top for cell in drawing.cells}) == rows
    assert max(cell.right for cell in drawing.cells) <= drawing.frame.width
    assert max(cell.years_y for cell in drawing.cells) <= drawing.height


def test_all_charts_share_one_scale():
    high, low = small_multiples.draw([("Mali", steady(10)), ("Niger", steady(5))], YEAR).cells
    tall, short = (
        float(cell.panel.line.split()[1].split("H")[0]) - cell.panel.top for cell in (high, low)
    )
    assert tall == pytest.approx(0)
    assert short == pytest.approx(small_multiples.CELL_HEIGHT / 2)


def test_chart_of_a_group_has_a_mark_for_each_bucket_and_hatching_where_nobody_looked():
    values = steady(1)
    del values[YEAR[3]]
    (cell,) = small_multiples.draw([("Mali", values)], YEAR, small_multiples.NARROW).cells
    marks = cell.marks([(str(day), "") for day in YEAR])
    assert [mark.words for mark in marks] == [str(day) for day in YEAR]
    assert cell.gaps == [(marks[3].x, marks[3].width)]


def test_long_label_is_cut_and_no_group_draws_nothing():
    (cell,) = small_multiples.draw([("long " * 40, steady(1))], YEAR, small_multiples.NARROW).cells
    assert cell.label.endswith("…")
    assert small_multiples.draw([], YEAR).cells == []


# Calendar -----------------------------------------------------------------------------------------


def test_each_bucket_is_in_the_row_of_its_year_and_the_column_of_its_month():
    days = months(2023, 2024)
    drawing = calendar_heat_map.draw(steady(1, days), days, "month")
    january, december, next_january = drawing.cells[0], drawing.cells[11], drawing.cells[12]
    assert january.x == next_january.x < december.x
    assert january.y == december.y < next_january.y
    assert [words for _y, words in drawing.rows] == ["2023", "2024"]
    assert december.x + december.width <= drawing.frame.width


def test_not_covered_and_not_known_are_no_shade_and_zero_is_the_lightest():
    values = steady(0) | {YEAR[1]: Value(0, None, 9), YEAR[2]: Value(5, 5, 5)}
    del values[YEAR[3]]
    zero, unknown, most, gap, *_rest = calendar_heat_map.draw(values, YEAR, "month").cells
    assert (zero.shade, most.shade) == (0, calendar_heat_map.SHADES)
    assert unknown.shade is None
    assert unknown.words == "?"
    assert gap.shade is None
    assert (unknown.is_covered, gap.is_covered) == (True, False)


@pytest.mark.parametrize(
    ("number", "shade"), [(0, 0), (0.1, 1), (2, 1), (2.1, 2), (8, 4), (8.1, 5), (10, 5)]
)
def test_shades_are_equal_steps_up_to_the_highest(number, shade):
    assert calendar_heat_map.shade_of(number, 10) == shade
    steps = {n: (least, most) for n, least, most in calendar_heat_map.shade_steps(10)}
    if shade:
        least, most = steps[shade]
        assert least < number <= most


@pytest.mark.parametrize(
    "value", [Value(1, 1.5, 2), Value(1, 1, 1, is_open=True), Value(1, 1, 1, is_at_least=True)]
)
def test_uncertain_number_is_marked_and_a_certain_one_is_not(value):
    uncertain, certain, *_rest = calendar_heat_map.draw(
        steady(1) | {YEAR[0]: value}, YEAR, "month"
    ).cells
    assert uncertain.is_uncertain
    assert not certain.is_uncertain


@pytest.mark.parametrize(
    ("size", "columns"), [("week", 53), ("month", 12), ("quarter", 4), ("half", 2), ("year", 10)]
)
def test_every_size_of_bucket_has_its_columns(size, columns):
    days = list(buckets.buckets_between(dt.date(2001, 1, 1), dt.date(2024, 12, 31), size))
    drawing = calendar_heat_map.draw(steady(1, days), days, size)
    assert len({cell.x for cell in drawing.cells}) == columns
    assert len({(cell.x, cell.y) for cell in drawing.cells}) == len(days)
    assert len(drawing.heads) == columns


def test_500_months_are_42_rows():
    days = months(1983, 2024)[:500]
    drawing = calendar_heat_map.draw(steady(3, days), days, "month", calendar_heat_map.NARROW)
    assert len(drawing.rows) == 42
    assert len(drawing.cells) == 500


def test_number_is_printed_only_where_it_has_room():
    days = months(2024, 2024)
    wide = calendar_heat_map.draw(steady(1234567890123, days), days, "month")
    assert {cell.words for cell in wide.cells} == {""}
    assert calendar_heat_map.draw({}, [], "month").cells == []


# Dot plot of estimates ----------------------------------------------------------------------------


def test_range_is_a_bar_with_a_dot_at_the_best_number():
    (row,) = estimate_plot.draw([Estimate("Siege", 10, 15, 20)]).rows
    assert row.start < row.dot < row.end
    assert row.dot == pytest.approx((row.start + row.end) / 2)


def test_open_end_reaches_the_edge_and_a_range_without_a_best_number_has_no_dot():
    drawing = estimate_plot.draw([Estimate("A", 151, None, None, is_open=True)])
    (row,) = drawing.rows
    assert row.dot is None
    assert row.is_open
    assert row.end < drawing.edge


def test_what_is_not_known_at_all_is_not_drawn():
    drawing = estimate_plot.draw([Estimate("A", None, None, None), Estimate("B", 1, 1, 1)])
    assert [row.estimate.label for row in drawing.rows] == ["B"]
    assert len(drawing.marks) == 1
    assert estimate_plot.draw([]).rows == []


def test_axis_starts_at_zero_and_covers_every_number():
    drawing = estimate_plot.draw([Estimate("A", 1, 2, 365)], estimate_plot.NARROW)
    assert drawing.ticks[0] == (estimate_plot.NARROW.left, "0")
    assert drawing.rows[0].end <= drawing.ticks[-1][0]
