"""A chart as a Vega-Lite 6 specification with its data in it, which opens in the Vega editor. Pure.

The pictures are those of our own drawings: steps, because a bucket is an interval; a band from the
lowest to the highest number; an open end as a triangle; no line where nothing is covered or known.
"""

import datetime as dt

from ctplatform.charts import axis_labels, time_series_chart
from ctplatform.charts.figures import calendar_heat_map

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
COLOURS = ("#2f72b1", "#6a4a3b", "#5f2f73", "#456d5f")
SHADES = ("#e9ebe8", "#d5e3ef", "#abc7df", "#82aacf", "#588ec0", "#2f72b1")
INK, EDGE = "#1b2124", "#858d89"
TITLE = {"anchor": "start", "fontSize": 16, "color": INK}


def rows_of(values, days, ends) -> list[dict]:
    """The data of one group: a row for each bucket, with nulls where nothing is covered or known.

    `values` are {bucket: time_series_chart.Value}; `ends` are the first days after each bucket.
    `previous` is the expected number of the bucket before, at which the step begins.
    """
    found, before = [], None
    for day, end in zip(days, ends, strict=True):
        value = values.get(day)
        expected = None if value is None else value.expected
        found.append(
            {
                "bucket": day.isoformat(),
                "end": end.isoformat(),
                "low": None if value is None else value.low,
                "expected": expected,
                "high": None if value is None else value.high,
                "previous": before if expected is not None else None,
                "is_open": bool(value and value.is_open),
                "is_at_least": bool(value and value.is_at_least),
                "is_covered": value is not None,
            }
        )
        before = expected
    return found


def steps(head, groups, days, ends, marks=None, columns=1) -> dict:
    """A step chart with a panel for each of `groups`, [(label, {bucket: Value})].

    `head` is (title, lines below it). `marks` are {label: {"peaks": [bucket], "lulls": [(first,
    end)]}} of findings, and {None: {"breakpoints": [(day, label)], "events": [(first, end, number,
    words)]}}; days are ISO texts. In one column the panels share the length of a unit, in several
    the scale.
    """
    marks = marks or {}
    tops = [time_series_chart.nice_top(values) for _label, values in groups]
    most = max(tops, default=1)
    tops = [most if columns > 1 else max(top, 0.2 * most) for top in tops]
    height = 90 * len(tops) if columns > 1 else time_series_chart.HEIGHT
    panels = []
    for n, ((label, values), top) in enumerate(zip(groups, tops, strict=True)):
        data = rows_of(values, days, ends)
        panel = _panel(data, COLOURS[0 if columns > 1 else n % len(COLOURS)], top)
        panel["layer"] += _finding_layers(marks.get(label, {}), marks.get(None, {}), top)
        panel["width"] = 900 if columns == 1 else 210
        panel["height"] = round(height * top / sum(tops), 1)
        if label:
            panel["title"] = {"text": label, "anchor": "start", "fontSize": 13}
        panels.append(panel)
    return _whole(head) | {"columns": columns, "concat": panels}


def _whole(head):
    title, subtitle = head
    return {"$schema": SCHEMA, "title": {"text": title, "subtitle": subtitle, **TITLE}}


def _panel(data, colour, top):
    """The layers of one panel: what is not covered or known, the band, the steps, open ends."""
    x = _day_axis(data)
    wide = {"x": x, "x2": {"field": "end", "timeUnit": DAY}}
    full = wide | {"y": {"datum": 0, "type": "quantitative"}, "y2": {"datum": top}}
    line = {"type": "rule", "stroke": colour, "strokeWidth": 2}
    cap = {"type": "point", "shape": "triangle-up", "stroke": colour, "size": 40}

    def height(field):
        return {
            "field": field,
            "type": "quantitative",
            "scale": {"domain": [0, top]},
            "title": None,
        }

    def area(opacity, fill=colour):
        return {"type": "rect", "fill": fill, "opacity": opacity}

    band = wide | {"y": height("low"), "y2": {"field": "high"}}
    step = wide | {"y": height("expected"), "strokeDash": DASH, "tooltip": TIP}
    rise = {"x": x, "y": height("previous"), "y2": {"field": "expected"}}
    layers = [
        _layer("!datum.is_covered", area(0.2, EDGE), full),
        _layer("datum.is_covered && datum.expected === null", area(0.08), full),
        _layer("datum.is_covered && datum.low !== datum.high", area(0.2), band),
        _layer("datum.expected !== null", line, step),
        _layer("datum.previous !== null", line, rise),
        _layer("datum.is_open", cap, {"x": x | {"bandPosition": 0.5}, "y": height("high")}),
    ]
    return {"data": {"values": data}, "layer": layers}


DAY = "utcyearmonthdate"
TIP = [{"field": name} for name in ("bucket", "low", "expected", "high")]
DASH = {"condition": {"test": "datum.is_at_least", "value": [4, 3]}, "value": [1, 0]}


def _day_axis(data):
    return {
        "field": "bucket",
        "type": "temporal",
        "title": None,
        "scale": {"type": "utc", "domain": [data[0]["bucket"], data[-1]["end"]]} if data else {},
        "timeUnit": DAY,
        "axis": {"format": "%b %Y", "labelOverlap": True, "grid": False},
    }


def _layer(test, mark, encoding):
    return {"transform": [{"filter": test}], "mark": mark, "encoding": encoding}


def _finding_layers(found, whole, top):
    """Peaks above, lulls at the base line, breakpoints across: the layers of the findings."""

    def x(field):
        return {"field": field, "type": "temporal", "title": None, "timeUnit": DAY}

    layers = []
    if peaks := found.get("peaks"):
        layers.append(
            {
                "data": {"values": [{"day": day} for day in peaks]},
                "mark": {"type": "point", "shape": "triangle-down", "fill": INK, "stroke": INK},
                "encoding": {"x": x("day"), "y": {"datum": top}},
            }
        )
    if lulls := found.get("lulls"):
        layers.append(
            {
                "data": {"values": [{"first": first, "end": end} for first, end in lulls]},
                "mark": {"type": "rule", "stroke": EDGE, "strokeWidth": 4},
                "encoding": {
                    "x": x("first"),
                    "x2": {"field": "end", "timeUnit": DAY},
                    "y": {"datum": 0},
                },
            }
        )
    if breaks := whole.get("breakpoints"):
        data = {"values": [{"day": day, "label": label} for day, label in breaks]}
        rule = {"type": "rule", "stroke": INK, "strokeDash": [2, 3]}
        layers.append({"data": data, "mark": rule, "encoding": {"x": x("day")}})
        text = {"type": "text", "align": "left", "dx": 4, "fontSize": 10, "color": INK}
        spot = {"x": x("day"), "y": {"datum": top}, "text": {"field": "label"}}
        layers.append({"data": data, "mark": text, "encoding": spot})
    layers += _event_layers(whole.get("events"), x)
    return layers


def _event_layers(events, x):
    """A bar at the axis over the days of each event, and its number; pointing at it says more."""
    if not events:
        return []
    names = ("first", "end", "number", "words")
    data = {"values": [dict(zip(names, each, strict=True)) for each in events]}
    tip = [{"field": "words"}]
    bar = {"type": "rule", "stroke": INK, "strokeWidth": 4}
    text = {"type": "text", "dy": -8, "fontSize": 10, "fontWeight": 600, "color": INK}
    ends = {"x": x("first"), "x2": {"field": "end", "timeUnit": DAY}, "y": {"datum": 0}}
    spot = {"x": x("first"), "y": {"datum": 0}, "text": {"field": "number"}, "tooltip": tip}
    return [
        {"data": data, "mark": bar, "encoding": ends | {"tooltip": tip}},
        {"data": data, "mark": text, "encoding": spot},
    ]


def calendar(head, values, days, size) -> dict:
    """A calendar with a row for each year (decade) and a cell for each bucket, shaded in steps."""
    most = max((value.expected or 0 for value in values.values()), default=0)
    labels = calendar_heat_map.column_labels(size)
    axis = {"orient": "top", "labelExpr": f"{labels!r}[datum.value - 1]", "labelAngle": 0}
    return _whole(head) | {
        "data": {"values": [_calendar_cell(day, values.get(day), size, most) for day in days]},
        "width": {"step": 12 if size == "week" else 26},
        "height": {"step": 24},
        "encoding": {
            "x": {"field": "column", "type": "ordinal", "title": None, "axis": axis},
            "y": {"field": "row", "type": "ordinal", "title": None},
        },
        "layer": [_shaded_cells(), *([] if size == "week" else [_cell_numbers()])],
    }


def _shaded_cells():
    colour = {
        "condition": [
            {"test": "!datum.is_covered", "value": EDGE},
            {"test": "datum.expected === null", "value": "#ffffff"},
        ],
        "field": "shade",
        "type": "ordinal",
        "scale": {"domain": list(range(len(SHADES))), "range": list(SHADES)},
        "legend": None,
    }
    mark = {"type": "rect", "stroke": "#ffffff", "strokeWidth": 2}
    return {"mark": mark, "encoding": {"color": colour, "tooltip": TIP}}


def _cell_numbers():
    colour = {"condition": {"test": "datum.shade == 5", "value": "#ffffff"}, "value": INK}
    encoding = {"text": {"field": "words"}, "color": colour}
    return _layer("datum.is_covered", {"type": "text", "fontSize": 10}, encoding)


def _calendar_cell(day, value, size, most):
    expected = None if value is None else value.expected
    known = "" if expected is None else f"{expected:.1f}".removesuffix(".0")
    return {
        "bucket": day.isoformat(),
        "row": calendar_heat_map.row_of(day, size),
        "column": calendar_heat_map.column_of(day, size) + 1,
        "low": None if value is None else value.low,
        "expected": expected,
        "high": None if value is None else value.high,
        "shade": None if expected is None else calendar_heat_map.shade_of(expected, most),
        "is_covered": value is not None,
        "words": known if expected is not None else "?",
    }


def estimates(head, rows) -> dict:
    """A dot plot of estimates (figures.estimate_plot.Estimate), in the given order."""
    data = [_estimate(n, each) for n, each in enumerate(rows, 1) if each.known]
    top = axis_labels.nice_number(max((each["most"] for each in data), default=0))
    x = {"type": "quantitative", "title": None, "scale": {"domain": [0, top * 1.05]}}
    edge = x | {"datum": top * 1.05}

    def layer(test, mark, **encoding):
        return _layer(test, mark, encoding)

    dot = {"type": "point", "fill": INK, "stroke": INK, "size": 60, "opacity": 1}
    hollow = dot | {"fill": "#ffffff", "stroke": EDGE, "strokeWidth": 2}
    bar = {"type": "rule", "stroke": EDGE, "strokeWidth": 3}
    dash = {"type": "rule", "stroke": EDGE, "strokeDash": [4, 3]}
    arrow = {"type": "point", "shape": "triangle-right", "fill": EDGE, "stroke": EDGE}
    ends = {"x": x | {"field": "least"}, "x2": {"field": "most"}}
    names = {"domain": [each["row"] for each in data]}  # else each layer would add its own rows
    row = {"field": "row", "type": "nominal", "title": None, "scale": names}
    return _whole(head) | {
        "data": {"values": data},
        "width": 600,
        "height": {"step": 24},
        "encoding": {"y": row | {"axis": {"labelLimit": 320}}},
        "layer": [
            layer("datum.least < datum.most", bar, **ends),
            layer("datum.is_open", dash, x=x | {"field": "most"}, x2={"datum": top * 1.05}),
            layer("datum.is_open", arrow, x=edge),
            layer("datum.best !== null", dot, x=x | {"field": "best"}),
            layer(
                "datum.best === null && datum.least === datum.most",
                hollow,
                x=x | {"field": "least"},
            ),
        ],
    }


def _estimate(number, each):
    return {
        "row": f"{number}. {each.label}",
        "low": each.low,
        "best": each.best,
        "high": each.high,
        "is_open": each.is_open,
        "least": min(each.known),
        "most": max(each.known),
    }


def end_of(day: dt.date) -> dt.date:
    """The day after a day; the last day of the calendar has none after it."""
    return day if day == dt.date.max else day + dt.timedelta(days=1)
