"""Where the lines of a chart go."""

import datetime as dt
import itertools

import pytest

from ctplatform.charts import axis_labels, buckets, time_series_chart
from ctplatform.charts.time_series_chart import Value

pytestmark = pytest.mark.pure
YEAR = list(buckets.buckets_between(dt.date(2024, 1, 1), dt.date(2024, 12, 31), "month"))


def values(*numbers):
    """A number a month from January on; None is a gap."""
    return {day: Value(n, n, n) for day, n in zip(YEAR, numbers, strict=False) if n is not None}


def draw(*groups, days=YEAR, size="month", **more):
    return time_series_chart.draw(list(groups), days, size, **more)


def test_line_is_steps_and_breaks_at_gaps():
    drawing = draw(("", values(0, 2, None, 1)))
    line = drawing.panels[0].line
    assert line.count("M") == 2
    assert "L" not in line
    assert line.count("H") == 3


def test_gaps_are_one_box_each():
    drawing = draw(("", values(0, 2, None, None, 1)))
    assert len(drawing.gaps) == 2  # in the middle, and from June on
    left, width = drawing.gaps[0]
    step = time_series_chart.WIDE.plot / 12
    assert left == pytest.approx(time_series_chart.WIDE.left + 2 * step, abs=0.02)
    assert width == pytest.approx(2 * step, abs=0.05)


def test_band_stands_only_where_something_is_uncertain():
    day = YEAR[1]
    drawing = draw(("", {**values(1, 1, 1), day: Value(1, 1.5, 3)}))
    assert drawing.panels[0].band.count("Z") == 1


def test_panels_share_the_length_of_a_unit():
    tall, low = draw(("Mali", values(15)), ("Niger", values(5))).panels
    assert (tall.base - tall.top) == pytest.approx(3 * (low.base - low.top), rel=0.01)


def test_quiet_panel_keeps_some_height():
    tall, quiet = draw(("Mali", values(100)), ("Niger", values(1))).panels
    assert (quiet.base - quiet.top) >= time_series_chart.LEAST * (tall.base - tall.top) * 0.99


@pytest.mark.parametrize(
    ("number", "expected"),
    [(0, 1), (1, 1), (2.2, 3), (7, 8), (9, 10), (11, 15), (16, 20), (99, 100), (151, 200)],
)
def test_axis_ends_at_a_round_number(number, expected):
    assert axis_labels.nice_number(number) == expected


@pytest.mark.parametrize("top", [1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 150, 800])
def test_ticks_are_whole_and_reach_the_top(top):
    found = axis_labels.axis_ticks(top)
    assert (found[0], found[-1]) == (0, top)
    assert all(tick == int(tick) for tick in found)
    assert len(found) <= 6


def test_months_have_letters_where_there_is_room():
    assert "".join(letter for _, letter in draw(("", values(1))).letters) == "JFMAMJJASOND"
    long = list(buckets.buckets_between(dt.date(1990, 1, 1), dt.date(2024, 12, 31), "month"))
    drawing = draw(("", values(1)), days=long)
    assert drawing.letters == []
    xs = [x for x, _ in drawing.years]
    assert all(b - a >= 30 for a, b in itertools.pairwise(xs))


def test_narrow_chart_fits_its_width():
    drawing = draw(("Mali", values(3, 2)), frame=time_series_chart.NARROW)
    assert drawing.right <= 360
    assert max(x + width for x, width in drawing.gaps) <= 360


def test_nothing_to_draw_is_drawn():
    drawing = draw(("", {}))
    assert drawing.panels[0].line == ""
    assert len(drawing.gaps) == 1
