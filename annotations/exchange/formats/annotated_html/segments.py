"""Divide a text where marked passages start and end, so that overlapping ones can be shown."""

from collections.abc import Iterator
from dataclasses import dataclass

from annotations.exchange.documents import TextAnnotation


@dataclass(frozen=True)
class Segment:
    """A part of one line: its text, the annotations that cover it, and those that end with it."""

    text: str
    annotations: tuple[TextAnnotation, ...]
    ending: tuple[TextAnnotation, ...]


def lines_of_segments(text: str, annotations: list[TextAnnotation]) -> Iterator[list[Segment]]:
    """The lines of a text as segments in order; `annotations` in the order in which they nest."""
    starts, ends, last = {}, {}, {}
    for number, each in enumerate(annotations):
        for start, end in each.spans:
            starts.setdefault(start, []).append(number)
            ends.setdefault(end, []).append(number)
        last.setdefault(max(end for _start, end in each.spans), []).append(each)
    line, covering, position = [], [], 0
    for border in sorted({*starts, *ends, len(text)}):
        *whole, rest = text[position:border].split("\n")
        covered = tuple(annotations[number] for number in sorted({*covering}))
        for part in whole:
            line.append(Segment(part.removesuffix("\r"), covered, ()))
            yield line
            line = []
        line.append(Segment(rest.removesuffix("\r"), covered, tuple(last.get(border, ()))))
        position = border
        for number in ends.get(border, ()):
            covering.remove(number)
        covering += starts.get(border, ())
    yield line
