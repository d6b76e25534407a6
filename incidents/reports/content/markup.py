"""Pure: the marks that the text of a report may have, read into headings, lists and runs.

It is a small part of Markdown: `#` and `##` begin headings, `-` begins an item of a list, an empty
line ends a paragraph; `**bold**`, `*italic*` and `[words](https://address)` may be in any of them.
Everything else, HTML included, is text.
"""

import re
from dataclasses import dataclass

MARKS = re.compile(
    r"\*\*(?P<bold>[^*\n]+)\*\*"
    r"|\*(?P<italic>[^*\s][^*\n]*)\*"
    r"|\[(?P<words>[^\]\n]+)\]\((?P<address>https?://[^\s()<>\"']+)\)"
)
HEADING = re.compile(r"(?P<marks>#{1,2}) +(?P<words>\S.*)")
ITEM = re.compile(r"[-*] +(?P<words>\S.*)")


@dataclass(frozen=True)
class Run:
    """Some words of one look; `address` is where they lead, if they are a link."""

    words: str
    is_bold: bool = False
    is_italic: bool = False
    address: str = ""


@dataclass(frozen=True)
class Part:
    """A heading, a paragraph or a list.

    `kind` is "heading", "subheading", "paragraph" or "list"; `lines` are its lines or items, each a
    list of runs. Headings have one line.
    """

    kind: str
    lines: list


def read_markup(text: str) -> list[Part]:
    """The parts of a text, in order."""
    found, kind, lines = [], None, []

    def end():
        nonlocal kind, lines
        if lines:
            found.append(Part(kind, lines))
        kind, lines = None, []

    for line in text.splitlines():
        words = line.strip()
        if not words:
            end()
        elif heading := HEADING.fullmatch(words):
            end()
            name = "heading" if len(heading["marks"]) == 1 else "subheading"
            found.append(Part(name, [read_runs(heading["words"])]))
        else:
            item = ITEM.fullmatch(words)
            mine = "list" if item else "paragraph"
            if mine != kind:
                end()
            kind = mine
            lines.append(read_runs(item["words"] if item else words))
    end()
    return found


def read_runs(line: str) -> list[Run]:
    """The runs of one line."""
    found, at = [], 0
    for mark in MARKS.finditer(line):
        if mark.start() > at:
            found.append(Run(line[at : mark.start()]))
        if mark["bold"]:
            found.append(Run(mark["bold"], is_bold=True))
        elif mark["italic"]:
            found.append(Run(mark["italic"], is_italic=True))
        else:
            found.append(Run(mark["words"], address=mark["address"]))
        at = mark.end()
    if at < len(line):
        found.append(Run(line[at:]))
    return found


def plain_text(text: str) -> str:
    """The words of a text without its marks, for searches."""
    lines = [line for part in read_markup(text) for line in part.lines]
    return "\n".join("".join(run.words for run in line) for line in lines)
