"""Vega-Lite specifications are valid, and draw what our own drawings draw."""

import datetime as dt
import re

import pytest
import vl_convert

from ctplatform.charts import buckets
from ctplatform.charts.figures import vega_lite
from ctplatform.charts.figures.estimate_plot import Estimate
from ctplatform.charts.time_series_chart import Value

pytestmark = pytest.mark.pure
HEAD = ("Attacks", "Incidents per month")
YEAR = list(buckets.buckets_between(dt.date(2024, 1, 1), dt.date(2024, 12, 31), "month"))
ENDS = [vega_lite.end_of(buckets.last_day(day, "month")) for day in YEAR]


def values():
    """Two gaps, an unknown number, a range, an open end, and numbers that are minimums."""
    found = {day: Value(n, n, n) for n, day in enumerate(YEAR)}
    for gap in (2, 3):
        del found[YEAR[gap]]
    found[YEAR[5]] = Value(0, None, 4)
    found[YEAR[6]] = Value(2, 3, 6, is_open=True)
    found[YEAR[8]] = Value(7, 8, 9, is_at_least=True)
    return found


def shapes(specification, mark):
    """How many shapes of one mark (rule, rect, text, symbol) Vega draws for the data."""
    svg = vl_convert.vegalite_to_svg(specification)
    found = re.findall(rf'<g class="mark-{mark} role-mark[^>]*>(.*?)</g>', svg, re.DOTALL)
    return [len(re.findall(r"<(?:path|line|text|rect)", each)) for each in found]


def test_steps_have_a_line_for_each_known_number_and_none_in_gaps():
    specification = vega_lite.steps(HEAD, [("Mali", values())], YEAR, ENDS)
    assert specification["$schema"] == vega_lite.SCHEMA
    rows = specification["concat"][0]["data"]["values"]
    assert [row["expected"] for row in rows[2:6]] == [None, None, 4, None]
    assert rows[2]["low"] is None
    assert rows[4]["previous"] is None
    # 2 gaps, 1 unknown number, 3 ranges; 9 levels with 6 rises between neighbours; 1 open end.
    assert shapes(specification, "rect") == [2, 1, 3]
    assert shapes(specification, "rule") == [9, 6]
    assert shapes(specification, "symbol") == [1]


def test_panels_have_our_heights():
    low = {day: Value(1, 1, 1) for day in YEAR}
    high = {day: Value(10, 10, 10) for day in YEAR}
    panels = vega_lite.steps(HEAD, [("A", high), ("B", low)], YEAR, ENDS)["concat"]
    assert panels[0]["height"] == pytest.approx(5 * panels[1]["height"], rel=0.01)
    many = vega_lite.steps(HEAD, [("A", high), ("B", low)], YEAR, ENDS, columns=4)
    assert len({panel["height"] for panel in many["concat"]}) == 1
    assert many["columns"] == 4


def test_findings_are_drawn():
    marks = {
        "": {"peaks": ["2024-02-15"], "lulls": [("2024-05-01", "2024-08-01")]},
        None: {
            "breakpoints": [("2024-06-10", "Takeover")],
            "events": [("2024-08-01", "2024-09-01", "1", "Offensive, August 2024")],
        },
    }
    plain = vega_lite.steps(HEAD, [("", values())], YEAR, ENDS)
    marked = vega_lite.steps(HEAD, [("", values())], YEAR, ENDS, marks)
    assert shapes(marked, "symbol") == [*shapes(plain, "symbol"), 1]
    assert shapes(marked, "rule") == [*shapes(plain, "rule"), 1, 1, 1]
    assert "Offensive, August 2024" in vl_convert.vegalite_to_svg(marked)
    assert "Takeover" in vl_convert.vegalite_to_svg(marked)


def test_calendar_has_a_cell_for_each_bucket_and_a_number_where_it_is_covered():
    specification = vega_lite.calendar(HEAD, values(), YEAR, "month")
    assert shapes(specification, "rect") == [12]
    assert shapes(specification, "text") == [10]
    rows = {row["bucket"]: row for row in specification["data"]["values"]}
    assert rows["2024-03-01"]["shade"] is None
    assert rows["2024-01-01"]["shade"] == 0


@pytest.mark.parametrize("size", ["week", "quarter", "half", "year"])
def test_calendar_of_other_buckets_is_valid(size):
    days = list(buckets.buckets_between(dt.date(2011, 1, 3), dt.date(2024, 12, 31), size))
    specification = vega_lite.calendar(HEAD, {days[0]: Value(1, 1, 1)}, days, size)
    assert shapes(specification, "rect") == [len(days)]


def test_estimates_have_a_dot_a_bar_and_an_arrow_where_each_is_known():
    rows = [
        Estimate("Siege", 10, 15, 20),
        Estimate("It's “open”", 151, None, None, is_open=True),
        Estimate("Nothing known", None, None, None),
        Estimate("One number", 4, 4, 4),
    ]
    specification = vega_lite.estimates(HEAD, rows)
    assert shapes(specification, "rule") == [1, 1]
    assert shapes(specification, "symbol") == [1, 2, 1]
    svg = vl_convert.vegalite_to_svg(specification)
    assert "It's “open”" in svg.replace("&#39;", "'").replace("&apos;", "'")
    assert "Nothing known" not in svg
    places = [svg.index(f">{n}. ") for n in (1, 2, 4)]
    assert places == sorted(places)


def test_charts_of_nothing_are_valid():
    assert vl_convert.vegalite_to_svg(vega_lite.estimates(HEAD, []))
    assert vl_convert.vegalite_to_svg(vega_lite.calendar(HEAD, {}, YEAR, "month"))
    assert vl_convert.vegalite_to_svg(vega_lite.steps(HEAD, [("", {})], YEAR, ENDS))
    assert vega_lite.end_of(dt.date.max) == dt.date.max
