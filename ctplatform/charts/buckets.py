"""The calendar of a time series, and which of its buckets are covered by sources. Pure.

A bucket is identified by its first day. Windows are inclusive pairs of days.
"""

import datetime as dt
from collections.abc import Iterable, Iterator

MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
"""The number of months in a bucket of each size that consists of whole months."""

A_YEAR = {"week": 52.18, "month": 12, "quarter": 4, "half": 2, "year": 1}
"""The number of buckets of each size in a year; weeks are those of ISO 8601, from Monday."""

Window = tuple[dt.date, dt.date]


def first_day(day: dt.date, size: str) -> dt.date:
    """The first day of the bucket that contains a day."""
    if size == "week":
        return day - dt.timedelta(days=day.weekday())
    months = MONTHS[size]
    return dt.date(day.year, (day.month - 1) // months * months + 1, 1)


def last_day(bucket: dt.date, size: str) -> dt.date:
    """The last day of a bucket."""
    if size == "week":
        return bucket + dt.timedelta(days=min(6, (dt.date.max - bucket).days))
    month = bucket.month - 1 + MONTHS[size]
    year = bucket.year + month // 12
    if year > dt.MAXYEAR:
        return dt.date.max
    return dt.date(year, month % 12 + 1, 1) - dt.timedelta(days=1)


def buckets_between(start: dt.date, end: dt.date, size: str) -> Iterator[dt.date]:
    """The buckets that contain a day from start to end, in order."""
    bucket = first_day(start, size)
    while bucket <= end:
        yield bucket
        last = last_day(bucket, size)
        if last == dt.date.max:
            return
        bucket = last + dt.timedelta(days=1)


def merge_windows(windows: Iterable[Window]) -> list[Window]:
    """The same days as disjoint windows, in order; adjacent windows are joined."""
    found: list[Window] = []
    for start, end in sorted(windows):
        if found and (start - found[-1][1]).days <= 1:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def coverage_of(bucket: dt.date, size: str, windows: list[Window]) -> str:
    """How much of a bucket the (merged) windows cover: all days (`full`), `partial` or `none`."""
    last = last_day(bucket, size)
    days = sum(days_in_common((bucket, last), window) for window in windows)
    return "none" if not days else "full" if days == (last - bucket).days + 1 else "partial"


def days_in_common(one: Window, other: Window) -> int:
    """The number of days that two windows share."""
    return max(0, (min(one[1], other[1]) - max(one[0], other[0])).days + 1)


def bucket_label(bucket: dt.date, size: str) -> str:
    """The label of a bucket in a table: `2024-W12`, `2024-03`, `2024 Q1`, `2024 H1`, `2024`."""
    if size == "week":
        year, week, _day = bucket.isocalendar()
        return f"{year}-W{week:02}"
    if size == "month":
        return f"{bucket:%Y-%m}"
    if size == "year":
        return f"{bucket.year}"
    return f"{bucket.year} {part_of_year(bucket, size)}"


def part_of_year(bucket: dt.date, size: str) -> str:
    """The name of a quarter or half within its year: `Q1` to `Q4`, `H1` or `H2`."""
    letter = "H" if size == "half" else "Q"
    return f"{letter}{(bucket.month - 1) // MONTHS[size] + 1}"
