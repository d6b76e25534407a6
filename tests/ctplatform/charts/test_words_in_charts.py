"""Words of drawings stay inside and apart, and lines differ without their colours."""

import datetime as dt
import itertools

import pytest

from ctplatform.charts import (
    axis_events,
    bar_chart,
    buckets,
    circular_network,
    lane_timeline,
    probability_chart,
    time_series_chart,
)
from ctplatform.charts.figures import estimate_plot
from ctplatform.charts.figures.estimate_plot import Estimate
from ctplatform.charts.text_layout import width_in_letters
from ctplatform.charts.time_series_chart import NARROW, WIDE, Value
from ctplatform.charts.timeline import Item

pytestmark = pytest.mark.pure

NAMES = (
    "Supercalifragilisticexpialidocious" * 2,
    "جماعة نصرة الإسلام والمسلمين في منطقة الساحل والصحراء الكبرى",
    "伊斯兰和穆斯林支持组织在萨赫勒地区的活动与影响范围及其它",
    "Movement for Unity and Jihad in West Africa and the Greater Sahara",
)
DAYS = list(buckets.buckets_between(dt.date(1980, 1, 1), dt.date(2021, 8, 1), "month"))


def series(days=DAYS[:24], frame=WIDE, **more):
    groups = [(name, {day: Value(1, 2, 3) for day in days}) for name in NAMES]
    return time_series_chart.draw(groups, days, "month", frame, **more)


@pytest.mark.parametrize("frame", [WIDE, NARROW])
def test_names_of_panels_stay_inside_and_apart(frame):
    drawing = series(frame=frame)
    room = frame.width - drawing.label_x
    heights = []
    for panel in drawing.panels:
        assert panel.names
        for y, words in panel.names:
            assert width_in_letters(words) * 7.8 <= room, words
            heights.append(y)
    assert all(b - a >= 15 for a, b in itertools.pairwise(heights))
    assert heights[0] >= 12


@pytest.mark.parametrize("frame", [WIDE, NARROW])
def test_numbers_of_close_breakpoints_are_apart(frame):
    days = DAYS[:60]
    breaks = [dt.date(1982, 7, 1), dt.date(1982, 7, 9), dt.date(1983, 7, 1), dt.date(1999, 1, 1)]
    drawing = series(days, frame, breakpoints=breaks)
    assert sorted(number for _x, _y, number in drawing.breaks) == [1, 2, 3]
    for (x, y, _one), (left, up, _other) in itertools.combinations(drawing.breaks, 2):
        assert abs(x - left) >= 2 * axis_events.RADIUS - 1 or abs(y - up) >= 16
    first_name = drawing.panels[0].names[0][0] if frame is NARROW else drawing.top + 12
    assert max(y for _x, y, _number in drawing.breaks) + axis_events.RADIUS <= first_name - 10
    assert series(days, frame).top == time_series_chart.TOP


def test_single_month_of_500_is_seen_and_the_line_is_fine():
    values = {DAYS[100]: Value(1, 1, 1), DAYS[200]: Value(1, 1, 1), DAYS[201]: Value(1, 1, 1)}
    drawing = time_series_chart.draw([("", values)], DAYS, "month", NARROW)
    start, end = drawing.panels[0].line[1:].split("M")[0].split("H")
    assert float(end) - float(start.split()[0]) == pytest.approx(time_series_chart.SEEN, abs=0.02)
    assert drawing.is_fine
    assert not time_series_chart.draw([("", {})], DAYS[:24], "month").is_fine


@pytest.mark.parametrize("width", [bar_chart.WIDE, bar_chart.NARROW])
@pytest.mark.parametrize("years", [1, 12, 60])
def test_numbers_and_years_of_bars_fit(width, years):
    counts = {1960 + n: (n * 7, n * 7 + n % 3 * 40) for n in range(years)}
    drawing = bar_chart.draw(counts, width)
    for bar in drawing.bars:
        assert len(bar.number) * bar_chart.LETTER <= bar.width / 0.76 + 0.1
    ends = [
        (bar.middle - len(bar.label) * 3.3, bar.middle + len(bar.label) * 3.3)
        for bar in drawing.bars
        if bar.label
    ]
    assert ends[0][0] >= 0
    assert ends[-1][1] <= width
    assert all(a[1] < b[0] for a, b in itertools.pairwise(ends))


def course(n, frame=probability_chart.WIDE):
    first = dt.date(2019, 1, 1)
    tracks = {
        f"{NAMES[each % 4]} {each}": [probability_chart.Step(first, 0.05, 0.05, 0.05)]
        for each in range(n)
    }
    marks = [(first, "outcome known"), (dt.date(2019, 1, 3), "horizon")]
    return probability_chart.draw_course(tracks, [], marks, frame, until=dt.date(2019, 12, 31))


def test_twelve_forecasters_differ_without_colour_and_their_names_are_apart():
    drawing = course(12)
    assert len({(line.colour, line.style) for line in drawing.lines}) == 12
    assert {line.style for line in drawing.lines} == {1, 2, 3}
    heights = sorted(line.label_y for line in drawing.lines)
    assert all(b - a >= 15.9 for a, b in itertools.pairwise(heights))
    assert heights[0] >= drawing.frame.top
    assert heights[-1] <= drawing.frame.base
    assert all(width_in_letters(line.name) <= 17 for line in drawing.lines)
    assert drawing.unnamed == 0


def test_forecasters_without_room_for_a_name_are_counted():
    drawing = course(40)
    named = [line for line in drawing.lines if line.name]
    assert len(named) + drawing.unnamed == 40
    assert drawing.unnamed > 0
    assert all(line.label_y >= drawing.frame.top for line in named)


def test_words_of_close_days_are_apart_and_inside():
    for frame in (probability_chart.WIDE, probability_chart.NARROW):
        (x, _label, anchor, y), (_other_x, _other, _anchor, below) = course(1, frame).marks
        assert (anchor, y) == ("start", 10)
        assert x >= 0
        assert below > y


def test_short_range_is_seen():
    rows = [Estimate("A", 3, None, 9), Estimate("B", 10, None, 4000), Estimate("C", 3, 4, 9)]
    short, long, with_dot = estimate_plot.draw(rows).rows
    assert short.is_short
    assert not long.is_short
    assert not with_dot.is_short


def test_wide_letters_count_double_in_names_of_a_network():
    ends = [circular_network.End(f"{n}", name) for n, name in enumerate(NAMES)]
    drawing = circular_network.draw(ends, [circular_network.Chord("0", "1", "allied")])
    for place in drawing.places:
        left, _top, wide, _high = place.area
        assert left >= 0
        assert left + wide <= drawing.width


def test_lane_says_from_where_it_is_not_whole():
    item = Item("incident", "Raid", "2015", dt.date(2015, 1, 1), dt.date(2015, 1, 1))
    first, last = dt.date(2015, 1, 1), dt.date(2016, 12, 31)
    cuts = {"incidents": dt.date(2016, 1, 1)}
    cut, whole = lane_timeline.draw(
        {"incidents": [item], "warnings": [item]}, first, last, cuts
    ).lanes
    assert whole.cut is None
    assert cut.cut == pytest.approx((lane_timeline.LEFT + lane_timeline.WIDTH) / 2, abs=20)
    assert cut.cut + cut.cut_width == lane_timeline.WIDTH
