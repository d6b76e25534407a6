"""Pure: find figures with a note mark attached ("1503" for 150 with note 3).

They are found through the other marks: where marks are attached to words ("killed.1", "town2") and
count up, a number that is missing between two of them and ends a figure between them is a mark too.
"""

import re
from itertools import pairwise

GLUED = re.compile(r"(?:[^\W\d_]{2}[.,;:!?\u201d\u2019\"')]{1,2}|[a-z]{3})(\d{1,3})(?=[\s.,;:)]|$)")
FIGURE = re.compile(r"(?<![\w.,])\d[\d,]*\d(?![\w%]|[.,]\d)")
LEAST_MARKS = 3
LARGEST_STEP = 6
AROUND = 40  # code points of context on either side


def glued_figures(text: str) -> list[dict]:
    """Return [{"offset", "figure", "likely", "mark", "context"}] in the order of the text."""
    found = []
    marks = _counting_marks(text)
    for (end, number), (start, following) in pairwise(marks):
        missing = range(number + 1, following)
        if not 1 <= len(missing) < LARGEST_STEP:
            continue
        candidates = {
            mark: [f for f in FIGURE.finditer(text, end, start) if f[0].endswith(str(mark))]
            for mark in missing
        }
        for mark, figures in candidates.items():
            if len(figures) == 1 and len(figures[0][0]) > len(str(mark)):
                found.append(_row(text, figures[0], mark))
    return found


def _counting_marks(text):
    """The attached marks that count up, as (position, number); empty if there are too few."""
    marks = [(found.start(1), int(found[1])) for found in GLUED.finditer(text)]
    counting = []
    for place, number in marks:
        if (not counting and number <= LARGEST_STEP) or (
            counting and 0 < number - counting[-1][1] <= LARGEST_STEP
        ):
            counting.append((place, number))
    enough = len(counting) >= LEAST_MARKS and len(counting) * 5 >= len(marks) * 4
    return counting if enough else []


def _row(text, figure, mark):
    start, end = figure.span()
    return {
        "offset": start,
        "figure": figure[0],
        "likely": figure[0].removesuffix(str(mark)).rstrip(","),
        "mark": str(mark),
        "context": " ".join(text[max(0, start - AROUND) : end + AROUND].split()),
    }
