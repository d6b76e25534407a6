"""Labels of the axes of a chart: round numbers, initials of months, years. Pure."""

from math import ceil

from ctplatform.charts import buckets

MONTH_LETTERS = "JFMAMJJASOND"


def nice_number(number: float) -> float:
    """The smallest of 1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, ... that is not below a number.

    Below 1 they are the same with a decimal point: 0.5, 0.02, ...; for 0 it is 1.
    """
    size = 1
    while number > 15 * size:
        size *= 10
    while 0 < number <= size / 10:
        size /= 10
    if 0 < number < 1:
        size /= 10
    return next(each * size for each in (1, 2, 3, 4, 5, 6, 8, 10, 15) if number <= each * size)


def axis_ticks(top: float) -> list[float]:
    """A few evenly spaced whole numbers from 0 to the top."""
    for parts in (3, 4, 2, 5):
        if top % parts == 0:
            return [top / parts * n for n in range(parts + 1)]
    return [0, top]


def bucket_initials(days, size, step, xs) -> list[tuple[float, str]]:
    """The initials of months (or Q1 to Q4, H1 and H2) under their buckets, if there is room."""
    if size in ("week", "year") or step < (11 if size == "month" else 18):
        return []
    return [
        (
            round((xs[n] + xs[n + 1]) / 2, 2),
            MONTH_LETTERS[day.month - 1] if size == "month" else buckets.part_of_year(day, size),
        )
        for n, day in enumerate(days)
    ]


def year_labels(days, size, step, xs, frame) -> list[tuple[float, str]]:
    """The years at their first bucket, as many as there is room for."""
    room = 5.5 * frame.letter
    every = max(1, ceil(room / (step * buckets.A_YEAR[size])))
    begins = [(xs[n], day.year) for n, day in enumerate(days) if _begins_year(day, days[n - 1 : n])]
    begins = begins[::every]
    if days and days[0].month > 1 and (not begins or begins[0][0] - xs[0] > room):
        begins.insert(0, (xs[0], days[0].year))
    edge = frame.width - 4 * frame.letter
    return [(x, str(year)) for x, year in begins if x <= edge]


def _begins_year(day, before) -> bool:
    """Whether a bucket is the first of its year; `before` holds the bucket before it, if any."""
    return day.month == 1 and not any(each.year == day.year for each in before)
