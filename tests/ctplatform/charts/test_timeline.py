"""Lives in dates, and counts per year: ranges keep their bounds, open ends stay open."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctplatform.charts import bar_chart, timeline
from ctplatform.charts.timeline import NARROW, WIDE, Item

pytestmark = pytest.mark.pure
TODAY = dt.date(2026, 11, 24)
DAYS = st.one_of(st.none(), st.dates(dt.date(1, 1, 1), dt.date(9998, 12, 31)))


@st.composite
def items(draw):
    start, end = draw(DAYS), draw(DAYS)
    if start and end and end < start:
        start, end = end, start
    claim_words = draw(
        st.sampled_from(["", "alleged by X, no verdict yet", "alleged by " + "y " * 90])
    )
    return Item("incident", draw(st.text(max_size=80)), "when", start, end, claim_words=claim_words)


@given(st.lists(items(), max_size=40), st.sampled_from([WIDE, NARROW]))
def test_every_dated_item_has_a_row_inside_the_drawing(found, frame):
    drawing = timeline.draw(found, TODAY, frame)

    dated = [item for item in found if item.start or item.end]
    if not dated:
        assert drawing is None
        return
    assert sorted(map(repr, (row.item for row in drawing.rows))) == sorted(map(repr, dated))
    for row in drawing.rows:
        assert frame.left <= row.x <= row.end <= frame.width
        assert 0 < row.label_y < drawing.height
        assert 0 < row.y < drawing.height
        said = [y for y, _line in row.lines]
        assert bool(said) == bool(row.item.claim_words)
        assert [row.label_y, *said] == sorted({row.label_y, *said})
        assert (row.opens_left, row.opens_right) == (row.item.start is None, row.item.end is None)
    below = [max(row.label_y, row.y, *(y for y, _line in row.lines)) for row in drawing.rows]
    above = [min(row.label_y, row.y) for row in drawing.rows[1:]]
    assert all(end < start for end, start in zip(below, [*above, drawing.height], strict=True))
    assert len(drawing.ticks) <= 14


def test_a_day_is_a_dot_and_a_month_a_range():
    day, month, year = (
        Item("incident", "x", "", *bounds)
        for bounds in (
            (dt.date(2024, 3, 22), dt.date(2024, 3, 22)),
            (dt.date(2024, 3, 1), dt.date(2024, 3, 31)),
            (dt.date(2020, 1, 1), dt.date(2020, 12, 31)),
        )
    )

    by_item = {row.item: row for row in timeline.draw([day, month, year], TODAY).rows}

    assert by_item[day].is_dot
    assert not by_item[month].is_dot
    assert not by_item[year].is_dot
    assert [row.item for row in timeline.draw([day, year], TODAY).rows] == [year, day]


def test_bars_keep_what_is_sure_apart_from_what_may_be():
    drawing = bar_chart.draw({2020: (2, 3), 2022: (0, 1)})

    low, none, maybe = drawing.bars
    assert (low.words, none.words, maybe.words) == ("2 to 3", "0", "0 to 1")
    assert (low.height, low.high_height) == (64, 32)
    assert (none.high, maybe.height, maybe.high_height) == (0, 0, 32)
    assert bar_chart.draw({}).bars == []
