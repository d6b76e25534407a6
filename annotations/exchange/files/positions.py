"""Positions in UTF-16 code units, as Java and JavaScript count, and in code points, as we do."""

from bisect import bisect_left

from ctplatform.exchange.limits import Unreadable


class Utf16Positions:
    """Converts positions of one text. A character beyond U+FFFF is two code units."""

    def __init__(self, text: str):
        self._length = len(text)
        wide = [place for place, char in enumerate(text) if char > "\uffff"] if text else []
        self._points = wide
        self._units = [place + number for number, place in enumerate(wide)]

    def to_units(self, point: int) -> int:
        """The code unit at which the code point `point` starts."""
        return point + bisect_left(self._points, point)

    def to_point(self, unit: int) -> int | None:
        """The code point that starts at `unit`; None inside a character or beyond the text."""
        before = bisect_left(self._units, unit)
        if before and self._units[before - 1] == unit - 1:
            return None
        point = unit - before
        return point if 0 <= point <= self._length else None


class CodePoints:
    """The positions of a format that counts code points, as we do; nothing is converted."""

    def __init__(self, text: str):
        self._length = len(text)

    def to_units(self, point: int) -> int:
        """The same position."""
        return point

    def to_point(self, unit: int) -> int | None:
        """The same position; None beyond the text."""
        return unit if 0 <= unit <= self._length else None


def read_span(positions, start, end, place: str, row: int | None = None) -> tuple[int, int]:
    """The span (start, end) in code points of what a file states in its own units.

    `place` names the annotation in the error. Raises Unreadable if the positions are not whole
    numbers, are reversed, lie beyond the text or cut a character in two.
    """
    if not all(isinstance(value, int) and not isinstance(value, bool) for value in (start, end)):
        raise Unreadable(f"{place}: start and end must be whole numbers.", row)
    if start > end:
        raise Unreadable(f"{place}: its start {start} lies after its end {end}.", row)
    found = positions.to_point(start), positions.to_point(end)
    if None in found:
        raise Unreadable(
            f"{place}: positions {start} to {end} lie outside the text or inside a character. "
            "Give the file with the text that it was made from.",
            row,
        )
    return found
