"""Pure: divide long texts into parts of whole paragraphs and limited size, for display."""

from dataclasses import dataclass, field

PART_LENGTH = 120_000  # code points of one part
PART_BLOCKS = 800  # paragraphs and headings of one part
PIECE = 40_000  # code points; a longer paragraph is shown in several pieces
MAX_OUTLINE = 400  # headings in the outline; with more, only those of the shown part


@dataclass
class Part:
    """One part: its number from 1, its span in the text, and its paragraphs and headings.

    `paragraphs` and `headings` are [first, last] by number, or None where there is none.
    """

    number: int
    start: int
    end: int = 0
    size: int = 0
    paragraphs: list | None = None
    headings: list | None = None
    blocks: list = field(default_factory=list)

    def fits(self, start, end):
        return self.size < PART_BLOCKS and end - self.start <= PART_LENGTH

    def as_dict(self):
        """The data with which the page's modules find the part of a passage."""
        return {
            "number": self.number,
            "start": self.start,
            "end": self.end,
            "p": self.paragraphs,
            "h": self.headings,
        }


def divide(text: str, segments: list[dict], is_shown) -> list[Part]:
    """Divide a text into parts; only those for which `is_shown(part)` is true keep their blocks.

    A block is a segment, or a piece of a very long one, with `position` (its index among the
    segments) and `piece` (0 for the first). `is_shown` is called when a part is complete.
    """
    parts, blocks = [], []
    for position, segment in enumerate(segments):
        for piece, (start, end) in enumerate(pieces(text, segment["start"], segment["end"])):
            if not parts or not parts[-1].fits(start, end):
                _close(parts, blocks, is_shown)
                parts.append(Part(len(parts) + 1, start))
                blocks = []
            part = parts[-1]
            part.size, part.end = part.size + 1, end
            _count(part, segment)
            blocks.append((position, piece, start, end))
    _close(parts, blocks, is_shown)
    return parts


def _close(parts, blocks, is_shown):
    if parts and is_shown(parts[-1]):
        parts[-1].blocks = blocks


def _count(part, segment):
    label = segment["label"]
    if segment["kind"] == "paragraph":
        number = int(label.removeprefix("¶"))
        part.paragraphs = [(part.paragraphs or [number])[0], number]
    elif segment["kind"] == "heading" and label[1:].isdigit():
        number = int(label[1:])
        part.headings = [(part.headings or [number])[0], number]


def pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The span itself, or its pieces of at most PIECE code points, cut after white space.

    >>> pieces("a b", 0, 3)
    [(0, 3)]
    """
    found = []
    while end - start > PIECE:
        cut = max(
            text.rfind(" ", start + 1, start + PIECE), text.rfind("\n", start + 1, start + PIECE)
        )
        cut = start + PIECE if cut < 0 else cut + 1
        found.append((start, cut))
        start = cut
    return [*found, (start, end)]


def part_at(parts: list[Part], point: int) -> int:
    """The number of the part that contains a code point."""
    return next((part.number for part in parts if point < part.end), len(parts))


def may_be_in_a_later_part(position: int, end: int) -> bool:
    """Whether a segment can be after the first part, from its index and its end alone."""
    return position >= PART_BLOCKS - PART_LENGTH // PIECE or end > PART_LENGTH
