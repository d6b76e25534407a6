"""A mark: the clickable area of one point of a chart, with its value in words and a link. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mark:
    """The area of a drawing, in SVG user units, in which a point can be hovered or clicked.

    `words` is its value; `url` leads to the records behind it, empty if there are none.
    """

    x: float
    y: float
    width: float
    height: float
    words: str
    url: str = ""
