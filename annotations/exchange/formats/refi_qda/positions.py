"""Whether the positions in a text are code points, as the standard says, or UTF-16 code units.

Nothing in a file states it. The two differ only after a character beyond U+FFFF. Three signs
are used, in this order: positions that do not fit the text, the words that a selection has as its
name (ATLAS.ti writes them), and how many selections start where a word starts. Where they leave it
open, NVivo is taken to count code units and every other program code points.
"""

from annotations.exchange.files.positions import CodePoints, Utf16Positions

Selection = tuple[int, int, str]


def choose_positions(text: str, selections: list[Selection], origin: str):
    """The positions to read (start, end, name) with."""
    points, units = CodePoints(text), Utf16Positions(text)
    if not selections or all(char <= "\uffff" for char in text):
        return points
    scores = [_score(text, selections, each) for each in (points, units)]
    if scores[0] == scores[1]:
        return units if "nvivo" in origin.casefold() else points
    return points if scores[0] > scores[1] else units


def _score(text, selections, positions):
    """(fits, names that are the words, starts of words) under these positions."""
    spans = [
        (positions.to_point(start), positions.to_point(end), name)
        for start, end, name in selections
    ]
    fitting = [each for each in spans if None not in each[:2]]
    named = sum(_plain(text[start:end]) == _plain(name) for start, end, name in fitting if name)
    return len(fitting), named, sum(_starts_word(text, start) for start, _end, _name in fitting)


def _plain(words):
    return "".join(words.split())


def _starts_word(text, start):
    before = text[start - 1] if start else " "
    return start < len(text) and not text[start].isspace() and not before.isalnum()
