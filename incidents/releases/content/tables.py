"""The tables of a release that are not exports: series and their points."""

from collections.abc import Iterator

import orjson

from ctplatform.exchange.tables import write_csv, write_jsonl
from incidents.series.models.series import SeriesPoint

SERIES = (
    "id", "title", "measure", "bucket", "group_by", "filters", "roles", "branches", "summaries",
    "start", "end", "coverage", "breakpoints", "transform", "recounted",
)  # fmt: skip
"""Columns of the definitions; `coverage` are the days that were searched, with the sources."""
POINTS = (
    "id", "series", "group", "bucket", "n_min", "n_expected", "n_max", "incidents", "suspected",
    "unknown", "without_best", "is_open", "coverage",
)  # fmt: skip
CHANGES = ("table", "id", "change", "columns")

WRITERS = {
    "csv": (write_csv, "text/csv; charset=utf-8"),
    "jsonl": (write_jsonl, "application/jsonl; charset=utf-8"),
}


def series_tuples(series) -> Iterator[tuple]:
    yield from series.values_list(*SERIES)


def point_tuples(series) -> Iterator[tuple]:
    """The points of the series; the id of a point is made of its series, group and bucket."""
    columns = ("series_id", *POINTS[2:])
    rows = SeriesPoint.objects.filter(series__in=series.order_by().values("pk"))
    rows = rows.begun().order_by("series", "group", "bucket").values_list(*columns)
    for pk, group, bucket, *counts in rows.iterator(chunk_size=2000):
        yield (f"{pk}/{group}/{bucket}", pk, group, bucket, *counts)


def as_json(value) -> bytes:
    """Readable JSON, the same for the same value."""
    return orjson.dumps(value, option=orjson.OPT_INDENT_2) + b"\n"
