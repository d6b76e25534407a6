"""Lay out the network around one actor, in SVG user units. Pure.

The actor is in the middle; the others are on an ellipse around it, to its right and left, so that
names run outwards and no two labels share a line. Each tie has a row with its label, and ties to
the same actor end in one node. The narrow drawing is a list on a vertical stem.
"""

from dataclasses import dataclass, field
from itertools import groupby
from math import sqrt

from ctplatform.charts.text_layout import width_in_letters, wrap_text

LINE = 15  # from one line of a label to the next
ABOVE, BELOW = 19, 14  # room above a tie's line for its label, and below it
BETWEEN = 8  # between groups of rows
PORT = 11  # between the points where ties leave the actor's box
MOST_NAME, MOST_LABEL, MOST_DETAIL, MOST_CENTRE = 23, 20, 23, 20  # letters per line
LABEL_LINES = 3
MARGIN = 12


@dataclass(frozen=True, slots=True)
class Tie:
    """One relation to draw: `way` is "out", "in" or "" (both ways), `status` its slug.

    `other` identifies the other end, `url` leads to it; `details` say who alleges it and when,
    `words` is all of it in a sentence; `key` is the relation's id. A negative one states that there
    is no such relation: its label says so, and it gets a sign of its own.
    """

    other: str
    name: str
    label: str
    details: tuple[str, ...] = ()
    way: str = ""
    status: str = "asserted"
    is_negative: bool = False
    is_place: bool = False
    url: str = ""
    key: str = ""
    words: str = ""

    @property
    def says_no(self) -> bool:
        """Whether it is drawn as negative; a rejected one is drawn as rejected instead."""
        return self.is_negative and self.status != "rejected"


@dataclass(frozen=True, slots=True)
class Frame:
    """The size of a drawing: its name and its width in SVG user units."""

    name: str
    width: int


WIDE = Frame("wide", 900)
NARROW = Frame("narrow", 330)
LABEL_X, LABEL_HALF, NODE_GAP, CENTRE_HALF = 180, 72, 20, 78


@dataclass(slots=True)
class Text:
    """Lines of text from (x, y) downwards; `anchor` as in SVG; `letter` is a letter's width."""

    x: float
    y: float
    lines: list[str]
    anchor: str = "start"
    letter: float = 7.2

    @property
    def placed(self):
        """[(y, line), ...] for the template."""
        return [(round(self.y + n * LINE, 1), line) for n, line in enumerate(self.lines)]

    @property
    def box(self):
        """(left, top, right, bottom) of the text, approximately."""
        width = max((width_in_letters(line) for line in self.lines), default=0) * self.letter
        left = self.x - {"start": 0, "middle": width / 2, "end": width}[self.anchor]
        return (left, self.y - 11, left + width, self.y - 11 + LINE * len(self.lines))


@dataclass(slots=True)
class Edge:
    """A drawn tie: its path, its label above the line, its details below, arrow and sign."""

    tie: Tie
    path: str
    label: Text
    details: Text
    arrow: str = ""
    mark: tuple[float, float] | None = None


@dataclass(slots=True)
class Node:
    """The other end of one or more ties."""

    tie: Tie
    x: float
    y: float
    text: Text

    @property
    def area(self):
        """(x, y, width, height) of its point and its name."""
        left, top, right, bottom = self.text.box
        left, top = min(left, self.x - 8), min(top, self.y - 8)
        right, bottom = max(right, self.x + 8), max(bottom, self.y + 8)
        return tuple(round(each, 1) for each in (left, top, right - left, bottom - top))


@dataclass(slots=True)
class Drawing:
    frame: Frame
    height: float
    centre: Text
    box: tuple[float, float, float, float] | None = None  # x, y, width, height
    stem: str = ""
    nodes: list[Node] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)


def group_by_end(ties) -> list[list[Tie]]:
    """Ties grouped by their other end, in order of first appearance."""
    order = {}
    for tie in ties:
        order.setdefault(tie.other, len(order))
    ties = sorted(ties, key=lambda tie: order[tie.other])
    return [list(group) for _other, group in groupby(ties, key=lambda tie: tie.other)]


def details_of(tie: Tie) -> list[str]:
    return [line for text in tie.details for line in wrap_text(text, MOST_DETAIL, 2)]


def label_lines(tie: Tie) -> list[str]:
    return wrap_text(tie.label, MOST_LABEL, LABEL_LINES)


def room_for_label(tie: Tie) -> int:
    """The room above a tie's line, for its label."""
    return ABOVE + LINE * (len(label_lines(tie)) - 1)


def row_height(tie: Tie) -> int:
    return room_for_label(tie) + LINE * len(details_of(tie)) + BELOW


def group_height(group) -> int:
    return max(sum(map(row_height, group)), LINE * 2 + BETWEEN) + BETWEEN


def draw(name: str, ties, frame=WIDE) -> Drawing:
    """Lay out an actor with this name and its ties; equal ties give an equal drawing."""
    groups = group_by_end(ties)
    return narrow_drawing(name, groups) if frame is NARROW else wide_drawing(name, groups)


def wide_drawing(name, groups) -> Drawing:
    """The wide drawing: each group goes to the side that is shorter so far, first the right one."""
    sides = {1: [], -1: []}
    totals = {1: 0, -1: 0}
    for group in groups:
        side = 1 if totals[1] <= totals[-1] else -1
        sides[side].append(group)
        totals[side] += group_height(group)
    lines = wrap_text(name, MOST_CENTRE, 3)
    most = max((sum(map(len, found)) for found in sides.values()), default=0)
    tall = max(LINE * len(lines) + 18, PORT * (most + 1))
    height = max(*totals.values(), tall) + 2 * MARGIN
    middle_x, middle_y = WIDE.width / 2, height / 2
    centre = Text(middle_x, middle_y + 5 - LINE * (len(lines) - 1) / 2, lines, "middle", 7.4)
    box = (middle_x - CENTRE_HALF, middle_y - tall / 2, 2 * CENTRE_HALF, tall)
    drawing = Drawing(WIDE, height, centre, box)
    for side, found in sides.items():
        y = middle_y - totals[side] / 2
        count = sum(map(len, found))
        ports = iter(middle_y + PORT * (n - (count - 1) / 2) for n in range(count))
        for group in found:
            _place(drawing, group, side, y, ports)
            y += group_height(group)
    return drawing


def _place(drawing, group, side, top, ports):
    """Draw one other end with its rows, from `top` downwards; each tie starts at its own port."""
    middle = drawing.height / 2
    inner = sum(map(row_height, group))
    y = top + (group_height(group) - inner) / 2
    rows = []
    for tie in group:
        rows.append(y + room_for_label(tie))
        y += row_height(tie)
    node_y = (rows[0] + rows[-1]) / 2
    x = WIDE.width / 2 + side * LABEL_X * distance_of_row(node_y - middle, drawing.height)
    node_x = x + side * (LABEL_HALF + NODE_GAP)
    lines = wrap_text(group[0].name, MOST_NAME, 2)
    text_y = node_y + 4 - LINE * (len(lines) - 1) / 2
    text = Text(node_x + side * 11, text_y, lines, "start" if side > 0 else "end")
    drawing.nodes.append(Node(group[0], round(node_x, 1), round(node_y, 1), text))
    for tie, row in zip(group, rows, strict=True):
        drawing.edges.append(_edge(tie, side, (x, row), (node_x, node_y), next(ports)))


def distance_of_row(off: float, height: float) -> float:
    """How far out a row is, as a share: 1 at the middle, less above and below (an ellipse)."""
    share = min(1, abs(off) / (max(height, 360) / 2))
    return 0.78 + 0.22 * sqrt(1 - share * share)


def _edge(tie, side, label, node, from_y):
    (x, y), (node_x, node_y) = label, node
    from_x = WIDE.width / 2 + side * CENTRE_HALF
    inner, outer = x - side * LABEL_HALF, x + side * LABEL_HALF
    end, lines = node_x - side * 7, label_lines(tie)
    path = (
        f"M{from_x:.1f} {from_y:.1f}C{from_x + side * 24:.1f} {from_y:.1f} "
        f"{inner - side * 24:.1f} {y:.1f} {inner:.1f} {y:.1f}H{outer:.1f}L{end:.1f} {node_y:.1f}"
    )
    return Edge(
        tie,
        path,
        Text(x, y - 6 - LINE * (len(lines) - 1), lines, "middle", 6.9),
        Text(x, y + 14, details_of(tie), "middle", 6.2),
        arrow=_arrow(tie.way, (end, node_y), (from_x, from_y), side),
        mark=(round(outer - side * 3, 1), round(y, 1)) if _is_marked(tie) else None,
    )


def _is_marked(tie):
    return tie.is_negative or tie.status == "rejected"


def _arrow(way, far, near, side):
    """An arrow head away from the actor ("out") or towards it ("in"); "" if both ways."""
    if not way:
        return ""
    (x, y), ahead = (far, side) if way == "out" else (near, -side)
    return f"M{x:.1f} {y:.1f}l{-ahead * 8} -4.5v9z"


def narrow_drawing(name, groups) -> Drawing:
    """The narrow drawing: the actor on top, its ties below on a stem, label before name."""
    lines = wrap_text(name, 40, 3)
    centre = Text(4, 18, lines, "start", 7.4)
    y = top = 18 + LINE * len(lines)
    drawing = Drawing(NARROW, 0, centre)
    for tie in (tie for group in groups for tie in group):
        details = [line for text in tie.details for line in wrap_text(text, 42, 2)]
        names = wrap_text(tie.name, 38, 2)
        row = y + 14
        said = wrap_text(tie.label, 40, LABEL_LINES)
        label = Text(50, row + 4, said, "start", 6.9)
        below = Text(50, row + 4 + LINE * len(said), details, "start", 6.2)
        text = Text(50, row + 5 + LINE * (len(said) + len(details)), names)
        arrow = _arrow(tie.way, (34, row), (12, row), 1)
        mark = (25.0, row) if _is_marked(tie) else None
        drawing.edges.append(Edge(tie, f"M10 {row}H36", label, below, arrow, mark))
        drawing.nodes.append(Node(tie, 40, row, text))
        y = row + LINE * (len(said) - 1 + len(details) + len(names)) + 14
    drawing.height = y + MARGIN
    if drawing.edges:
        last = drawing.edges[-1].label.y - 4
        drawing.stem = f"M10 {top}V{last}"
    return drawing
