"""The points of a figure as JSON, as a snapshot keeps them."""

from incidents.series.models.series import TOTAL

NUMBERS = (
    "n_min",
    "n_expected",
    "n_max",
    "incidents",
    "suspected",
    "unknown",
    "without_best",
    "is_open",
    "coverage",
)
"""What is kept of a point, after its bucket and its group; the coverage is that of the day."""


def packed_points(figure) -> list[list]:
    """The points of a figure as JSON: [bucket, group, numbers ...], the total first."""
    rows = []
    groups = [(TOTAL, figure.total), *((group, points) for group, _, points in figure.groups)]
    for group, points in groups:
        for day, point in points.items():
            numbers = (getattr(point, name) for name in NUMBERS[:-1])
            rows.append([day.isoformat(), group, *numbers, point.coverage_now])
    return rows
