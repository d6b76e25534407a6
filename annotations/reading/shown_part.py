"""The part of a text that a reading page shows, links to other parts, and search in the text."""

import re
from bisect import bisect_right
from functools import cached_property
from uuid import UUID

from django.utils.text import Truncator

from annotations.annotations.models import Annotation
from annotations.reading.text_parts import MAX_OUTLINE, divide, part_at

MOST_FOUND = 50
AROUND = 60  # code points of context on either side of a match
MOST_LETTERS = 200  # characters of the search text


class ShownPart:
    """The part of a version named by `part`, `at` (a code point) or `annotation`."""

    def __init__(self, version, query, user):
        self.text, self.segments = version.text, version.segments
        self.all_notes = version.notes
        self.wanted = query.get("find", "").strip()[:MOST_LETTERS]
        point = _point(version, query, user)
        number = _number(query.get("part"))
        self.parts = divide(
            self.text,
            self.segments,
            lambda part: _is_wanted(part, number, point),
        )
        if not any(part.blocks for part in self.parts):
            number = min(number, len(self.parts)) if point is None else part_at(self.parts, point)
            self.parts = divide(self.text, self.segments, lambda part: part.number == number)
        self.part = next(part for part in self.parts if part.blocks)
        self.blocks = blocks_of_part(self.text, self.segments, self.part)

    @property
    def is_divided(self):
        return len(self.parts) > 1

    @property
    def number(self):
        return self.part.number

    @property
    def previous(self):
        return self.number - 1

    @property
    def next(self):
        return self.number + 1 if self.number < len(self.parts) else 0

    @property
    def is_last(self):
        return self.number == len(self.parts)

    @cached_property
    def notes(self):
        """The notes whose marks are in this part; in the last one also those without an offset."""
        rows, starts = [], [block["start"] for block in self.blocks]
        for note in self.all_notes:
            offset = note["offset"]
            if offset is None:
                if self.is_last:
                    rows.append(note)
            elif self.part.start <= offset <= self.part.end:
                block = self.blocks[max(0, bisect_right(starts, offset) - 1)]
                rows.append({**note, "block": block["id"], "label": block["label"]})
        return rows

    def spans(self):
        """Data for the page's modules: the span of each part, and which one is shown."""
        return {"shown": self.number, "all": [part.as_dict() for part in self.parts]}

    def sections(self):
        """The outline: the headings of the whole text, or of this part if there are too many."""
        headings = sum(segment["kind"] == "heading" for segment in self.segments)
        if not self.is_divided or headings > MAX_OUTLINE:
            return sections_of(self.blocks)
        return [
            section | {"part": part_at(self.parts, section["start"])}
            for section in sections_of(blocks_of(self.text, self.segments, headings_only=True))
        ]

    def found(self):
        """The first places where the search text occurs, with their context."""
        if not self.wanted:
            return []
        hits = []
        for match in re.finditer(re.escape(self.wanted), self.text, re.IGNORECASE):
            if len(hits) == MOST_FOUND:
                break
            start, end = match.span()
            hits.append(
                {
                    "at": start,
                    "part": part_at(self.parts, start),
                    "before": self.text[max(0, start - AROUND) : start],
                    "words": match[0],
                    "after": self.text[end : end + AROUND],
                }
            )
        return hits


def _is_wanted(part, number, point):
    return part.number == number if point is None else part.start <= point < part.end


def _number(words):
    return max(1, int(words)) if (words or "").isdecimal() and len(words) < 7 else 1


def _point(version, query, user):
    """The code point that the query names, by `at` or by an annotation; None if neither does."""
    if (words := query.get("at", "")).isdecimal() and len(words) < 9:
        return min(int(words), version.length - 1)
    try:
        passage = UUID(query.get("annotation", ""))
    except ValueError:
        return None
    found = Annotation.objects.visible_to(user).filter(pk=passage, article_version=version)
    return found.values_list("start", flat=True).first()


def blocks_of(text, segments, headings_only=False):
    """Segments with their text, an element id, and the white space up to the next one."""
    rows = [(position, 0, s["start"], s["end"]) for position, s in enumerate(segments)]
    if headings_only:
        kept = [row for row in rows if row[0] == 0 or segments[row[0]]["kind"] == "heading"]
        return [_block(text, segments, row, row[3]) for row in kept]
    return _blocks(text, segments, rows, len(text))


def blocks_of_part(text, segments, part):
    """The blocks of one part; pieces of a very long paragraph are separate blocks."""
    last = part.blocks[-1][0] + 1
    following = segments[last]["start"] if last < len(segments) else len(text)
    end = following if part.end == segments[last - 1]["end"] else part.end
    return _blocks(text, segments, part.blocks, end)


def _blocks(text, segments, rows, end):
    ends = [row[2] for row in rows[1:]] + [end]
    return [_block(text, segments, row, stop) for row, stop in zip(rows, ends, strict=True)]


def _block(text, segments, row, stop):
    position, piece, start, end = row
    segment = segments[position]
    is_numbered = segment["kind"] == "paragraph" and not piece
    return {
        **segment,
        "start": start,
        "end": end,
        "id": id_of(segment, position) + (f"-{piece + 1}" if piece else ""),
        "number": segment["label"].removeprefix("¶") if is_numbered else "",
        "text": text[start:end],
        "gap": text[end:stop],
    }


def id_of(segment, position):
    """`p4` for ¶4, `h2` for the second heading, `s0` for any other segment by its index."""
    if segment["kind"] == "paragraph":
        return f"p{segment['label'].removeprefix('¶')}"
    if segment["kind"] == "heading":
        return segment["label"].lower()
    return f"s{position}"


def sections_of(blocks):
    """The entries of the outline: the opening (no words), then every heading, with its start."""
    headings = [
        {"id": block["id"], "start": block["start"], "words": Truncator(block["text"]).chars(80)}
        for block in blocks
        if block["kind"] == "heading"
    ]
    if blocks and (not headings or headings[0]["start"] > blocks[0]["start"]):
        headings.insert(0, {"id": blocks[0]["id"], "start": blocks[0]["start"], "words": ""})
    return headings
