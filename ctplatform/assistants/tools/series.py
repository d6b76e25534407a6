"""The tool that reads a series with what it leaves out."""

from ctplatform.assistants.api_calls import Answer
from ctplatform.assistants.tools import operations
from ctplatform.assistants.tools.lists import page_of
from ctplatform.assistants.tools.records import ID
from ctplatform.assistants.tools.types import Tool, arguments_of

POINTS = 200


def series_tools() -> list[Tool]:
    """The tools about series, besides their list."""
    return [
        Tool(
            name="read_series",
            title="Read a series",
            description=(
                "The definition of a series, its points (each with the least, the expected and the "
                "most that are counted, and how far the sources cover its time), and how many "
                "records it leaves out, by reason. The points are a page."
            ),
            schema=_series_schema,
            run=_read_series,
        ),
    ]


def _series_schema():
    return arguments_of(
        {
            "id": ID,
            "group": {
                "type": "string",
                "description": "Only this group; “total” for the total alone.",
            },
            "cursor": {"type": "string", "description": "“next_cursor” of the page before."},
        },
        ["id"],
    )


def _read_series(caller, arguments):
    series = caller.call(operations.SERIES, {"pk": arguments["id"]})
    if series.is_error:
        return series
    query = {"page_size": POINTS}
    query |= {name: arguments.get(name) for name in ("group", "cursor")}
    points = page_of(caller.call(operations.POINTS, {"series": arguments["id"]}, query=query))
    if points.is_error:
        return points
    left_out = points.data.pop("left_out")
    return Answer(200, {"series": series.data, "points": points.data, "left_out": left_out})
