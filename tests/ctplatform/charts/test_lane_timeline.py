"""A timeline in lanes: rows without overlaps, ends of bars, and what has no room."""

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as some

from ctplatform.charts.lane_timeline import LEFT, MOST_ROWS, WIDTH, draw, ticks_of
from ctplatform.charts.timeline import Item

pytestmark = pytest.mark.pure
FIRST, LAST = dt.date(2020, 1, 1), dt.date(2020, 12, 31)


def item(start, end, label="Raid", **more):
    return Item("incident", label, "", start, end, **more)


def bar_of(*days, **more):
    (lane,) = draw({"incidents": [item(*days, **more)]}, FIRST, LAST).lanes
    return lane.bars[0]


def test_a_day_is_a_dot_and_a_range_a_bar():
    day = dt.date(2020, 7, 1)
    assert bar_of(day, day).is_dot
    bar = bar_of(dt.date(2020, 3, 1), dt.date(2020, 8, 31))
    assert not bar.is_dot
    assert (bar.left, bar.right) == ("", "")
    assert bar.end - bar.x == pytest.approx((WIDTH - LEFT) / 2, rel=0.05)


@pytest.mark.parametrize(
    ("days", "unknown", "ends"),
    [
        ((None, dt.date(2020, 5, 1)), "", ("open", "")),
        ((dt.date(2020, 5, 1), None), "", ("", "open")),
        ((dt.date(2020, 5, 1), None), "end", ("", "unknown")),
        ((None, dt.date(2020, 5, 1)), "start", ("unknown", "")),
        ((dt.date(2019, 5, 1), dt.date(2021, 5, 1)), "", ("beyond", "beyond")),
    ],
)
def test_how_a_bar_ends(days, unknown, ends):
    bar = bar_of(*days, unknown=unknown)
    assert (bar.left, bar.right) == ends
    assert LEFT <= bar.x <= bar.end <= WIDTH


DAYS = some.dates(dt.date(2019, 1, 1), dt.date(2021, 12, 31))
ITEMS = some.lists(
    some.tuples(DAYS, some.integers(0, 400), some.text("abc ", min_size=1, max_size=50)),
    max_size=80,
)


@given(ITEMS)
def test_nothing_covers_another_and_all_is_drawn_or_counted(given_items):
    items = [item(day, day + dt.timedelta(n), label) for day, n, label in given_items]
    (lane,) = draw({"incidents": items}, dt.date(2019, 1, 1), dt.date(2023, 12, 31)).lanes
    assert len(lane.bars) + lane.hidden == len(items)
    rows = {}
    for bar in lane.bars:
        x, y, width, _height = bar.area
        rows.setdefault(y, []).append((x, x + width))
        assert x >= LEFT - 6
    assert len(rows) <= MOST_ROWS
    for spans in rows.values():
        spans.sort()
        assert all(one[1] <= other[0] for one, other in itertools.pairwise(spans))


def test_lanes_lie_below_each_other():
    day = dt.date(2020, 7, 1)
    drawing = draw({"a": [item(day, day)] * 3, "b": []}, FIRST, LAST)
    one, other = drawing.lanes
    assert other.top == one.top + one.height
    assert drawing.height > other.top + other.height


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (FIRST, LAST, ["2020", "2020-02", "2020-03"]),
        (dt.date(1990, 5, 1), dt.date(2020, 1, 1), ["1995", "2000", "2005"]),
        (dt.date(2020, 5, 2), dt.date(2020, 5, 20), ["2020-05-02"]),
        (dt.date(1, 1, 1), dt.date(9999, 12, 31), ["1000", "2000", "3000"]),
    ],
)
def test_ticks_are_round_and_few(first, last, words):
    found = [word for _day, word in ticks_of(first, last)]
    assert found[:3] == words
    assert len(found) <= 13
