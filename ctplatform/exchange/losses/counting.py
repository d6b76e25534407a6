"""What a format cannot hold of the rows that someone is about to export."""

from dataclasses import dataclass

MOST = 20_000
"""Rows that are checked while someone waits; of more rows, the first are."""


@dataclass(frozen=True)
class Loss:
    """Something that is lost, in plain words, and how often."""

    what: str
    count: int


@dataclass(frozen=True)
class Losses:
    """The losses of an export: `rows` would be written, `checked` of them were looked at."""

    rows: int
    checked: int
    losses: list[Loss]


def measure_losses(format, rows, reader) -> Losses:
    """Count what `format` loses of `rows` (an ordered QuerySet), the greatest number first."""
    total = rows.count()
    if format.losses is None:
        return Losses(total, total, [])
    some = rows if total <= MOST else rows.filter(pk__lte=rows[MOST - 1 : MOST].get().pk)
    found = format.losses(some, reader)
    losses = [Loss(what, count) for what, count in found.items() if count]
    return Losses(total, min(total, MOST), sorted(losses, key=lambda each: -each.count))
