"""Lay out a network of many actors on an ellipse, in SVG user units. Pure.

Actors are placed on an ellipse with their names outwards, each at a height of its own, so that no
two names overlap; relations are chords. Related actors are placed near each other: a few sweeps
move each actor to the mean position of those it is related to. The label of a chord is printed on
it where it covers no other words; a chord that needs its label and has no room for it is omitted
and counted. Nothing is random, so the same network always gives the same drawing.
"""

from collections import Counter
from dataclasses import dataclass, field
from itertools import product
from math import atan2, cos, pi, sin, sqrt, tau

from ctplatform.charts.text_layout import cut_line, width_in_letters, wrap_text

STEP = 21  # from one name to the next on a side
SPREAD = (30, 48, 72)  # height per required label, tried in turn if labels do not fit
TALLEST = 2400  # maximum height of a drawing that is stretched for its labels
WIDTH, ROOM = 1320, 285  # width of the drawing; room for names on each side
SWEEPS = 12
MOST_NAME, NAME_LETTER = 36, 7.2  # letters of a name, the width of one
PULL, APART = 0.5, 0.14  # bend of a curve inwards; more for each further one
TOP = 24
MOST_LABEL, LETTER, LINE = 42, 5.7, 13  # letters of a label's line, the width of one, its height
# Positions on a chord to try for its label, as shares of its length.
ALONG = (0.5, 0.45, 0.55, 0.4, 0.6, 0.35, 0.65, 0.28, 0.72, 0.2, 0.8, 0.13, 0.87)


@dataclass(frozen=True, slots=True)
class End:
    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Chord:
    """A relation between two ends; `words` describe it in full, with who alleges it.

    The lines of `label` are printed on it; with `must_say` it is not drawn without them. A negative
    one states that there is no such relation: its label must say so.
    """

    start: str
    end: str
    words: str
    status: str = "asserted"
    is_negative: bool = False
    is_directed: bool = True
    label: tuple[str, ...] = ()
    must_say: bool = False
    key: str = ""  # id of the relation

    @property
    def says_no(self) -> bool:
        """Whether it is drawn as negative; a rejected one is drawn as rejected instead."""
        return self.is_negative and self.status != "rejected"


@dataclass(frozen=True, slots=True)
class Place:
    """The position of an actor; its name starts at (text_x, y) and runs outwards."""

    end: End
    x: float
    y: float
    side: int
    name: str

    @property
    def area(self) -> tuple[float, ...]:
        """(x, y, width, height) of its point and its name."""
        wide = width_in_letters(self.name) * NAME_LETTER + 24
        left = self.x - 8 if self.side > 0 else self.x + 8 - wide
        return tuple(round(each, 1) for each in (left, self.y - STEP / 2, wide, STEP))

    @property
    def text_x(self) -> float:
        return round(self.x + self.side * 12, 1)

    @property
    def anchor(self) -> str:
        return "start" if self.side > 0 else "end"


@dataclass(slots=True)
class Curve:
    """A drawn relation: its path, its arrow head (empty if undirected), its label."""

    chord: Chord
    path: str
    head: str
    points: tuple[tuple[float, float], ...]
    label: list[str] = field(default_factory=list)
    middle: tuple[float, float] = (0, 0)  # of its label

    def at(self, share: float) -> tuple[float, float]:
        """The point on the curve at this share of its length."""
        (x0, y0), (x1, y1), (x2, y2) = self.points
        rest = 1 - share
        a, b, c = rest * rest, 2 * rest * share, share * share
        return a * x0 + b * x1 + c * x2, a * y0 + b * y1 + c * y2

    @property
    def x(self) -> float:
        return round(self.at(0.5)[0], 1)

    @property
    def y(self) -> float:
        return round(self.at(0.5)[1], 1)

    @property
    def box(self):
        """(left, top, right, bottom) of its label, approximately."""
        x, y = self.middle
        wide = max(map(width_in_letters, self.label), default=0) * LETTER / 2 + 4
        high = LINE * len(self.label) / 2 + 2
        return (x - wide, y - high, x + wide, y + high)

    @property
    def paper(self) -> tuple[float, ...]:
        """(x, y, width, height) of the background of its label."""
        left, top, right, bottom = self.box
        return tuple(round(each, 1) for each in (left, top, right - left, bottom - top))

    @property
    def placed(self) -> list[tuple[float, str]]:
        """[(y, line), ...] of its label, for the template."""
        first = self.middle[1] + 4 - LINE * (len(self.label) - 1) / 2
        return [(round(first + n * LINE, 1), line) for n, line in enumerate(self.label)]

    @property
    def is_marked(self) -> bool:
        return self.chord.is_negative or self.chord.status == "rejected"


@dataclass(frozen=True, slots=True)
class Drawing:
    width: int
    height: float
    places: list[Place]
    chords: list["Curve"]
    unsaid: int = 0  # number of chords omitted because their label did not fit


def draw(ends: list[End], chords: list[Chord]) -> Drawing:
    """Lay out the network; chords to an end that is not in `ends` are omitted."""
    order = order_ends(ends, chords)
    rows = max((len(order) + 1) // 2 - 1, 1)
    drawing = _drawn(order, chords, STEP)
    labels = len([curve for curve in drawing.chords if curve.chord.must_say]) + drawing.unsaid
    for room in SPREAD:
        step = room * labels / rows
        if not drawing.unsaid or TOP * 2 + step * rows > TALLEST:
            break
        if step > STEP:
            drawing = _drawn(order, chords, step)
    return drawing


def _drawn(order, chords, step):
    half = (len(order) + 1) // 2
    height = TOP * 2 + step * max(half - 1, 1)
    places = {}
    for n, end in enumerate(order):
        side = 1 if n < half else -1  # down the right side, then up the left one
        row = n if side > 0 else len(order) - 1 - n
        places[end.key] = _place(end, side, TOP + step * row, height)
    drawn, beside = [], Counter()
    taken = [_room_of(place) for place in places.values()]
    for chord in chords:
        if chord.start in places and chord.end in places:
            pair = frozenset((chord.start, chord.end))
            pull = PULL + APART * beside[pair]
            beside[pair] += 1
            drawn.append(_curve(chord, places[chord.start], places[chord.end], height, pull))
    taken += [(c.x - 7, c.y - 7, c.x + 7, c.y + 7) for c in drawn if c.is_marked]
    for curve in sorted(drawn, key=lambda curve: not curve.chord.must_say):
        if curve.chord.label:
            _label(curve, taken, height)
    shown = [curve for curve in drawn if curve.label or not curve.chord.must_say]
    return Drawing(WIDTH, height, list(places.values()), shown, len(drawn) - len(shown))


def _room_of(place):
    """(left, top, right, bottom) of an actor's dot and name."""
    far = place.text_x + place.side * width_in_letters(place.name) * 7.4
    near = place.x - place.side * 8
    return (min(near, far), place.y - 9, max(near, far), place.y + 9)


def order_ends(ends, chords) -> list[End]:
    """The ends in their order around the ellipse."""
    near = {end.key: [] for end in ends}
    for chord in chords:
        if chord.start in near and chord.end in near:
            near[chord.start].append(chord.end)
            near[chord.end].append(chord.start)
    order = sorted(ends, key=lambda end: (-len(near[end.key]), end.name, end.key))
    for _sweep in range(SWEEPS):
        angle = {end.key: tau * n / len(order) for n, end in enumerate(order)}
        order.sort(key=lambda end: (_mean(end.key, near[end.key], angle), end.name, end.key))
    return order


def _mean(key, others, angle):
    """The mean angle of an end and its related ends; the end itself counts once."""
    x = cos(angle[key]) + sum(cos(angle[other]) for other in others)
    y = sin(angle[key]) + sum(sin(angle[other]) for other in others)
    return atan2(y, x) % tau


def _place(end, side, y, height):
    share = min(1.0, abs(y - height / 2) / (height / 2))
    out = (WIDTH / 2 - ROOM) * (0.45 + 0.55 * sqrt(1 - share * share))
    x = round(WIDTH / 2 + side * out, 1)
    return Place(end, x, round(y, 1), side, cut_line(end.name, MOST_NAME))


def _curve(chord, start, end, height, pull):
    """A curve bent towards the centre; each further one between the same ends bends more."""
    middle_x, middle_y = WIDTH / 2, height / 2
    x = (start.x + end.x) / 2 * (1 - pull) + middle_x * pull
    y = (start.y + end.y) / 2 * (1 - pull) + middle_y * pull
    angle = atan2(end.y - y, end.x - x)
    tip = (end.x - 7 * cos(angle), end.y - 7 * sin(angle))
    path = f"M{start.x} {start.y}Q{x:.1f} {y:.1f} {tip[0]:.1f} {tip[1]:.1f}"
    head = _head(tip, angle) if chord.is_directed else ""
    return Curve(chord, path, head, ((start.x, start.y), (x, y), tip))


def _label(curve, taken, height):
    """Place the label on the curve or beside it, where it overlaps none of the `taken` boxes."""
    curve.label = [each for line in curve.chord.label for each in wrap_text(line, MOST_LABEL, 2)]
    half = max(map(width_in_letters, curve.label)) * LETTER / 2 + 10
    for share, beside in product(ALONG, (0, -half, half)):
        x, y = curve.at(share)
        curve.middle = (round(x + beside, 1), round(y, 1))
        box = curve.box
        inside = box[0] > 0 and box[2] < WIDTH and box[1] > 0 and box[3] < height
        if inside and not any(_meet(box, other) for other in taken):
            taken.append(box)
            return
    curve.label = []


def _meet(one, other):
    left, top, right, bottom = other
    return one[0] < right and left < one[2] and one[1] < bottom and top < one[3]


def _head(tip, angle):
    """An arrow head that points along the end of the curve."""
    wings = [
        (tip[0] - 9 * cos(angle + each), tip[1] - 9 * sin(angle + each))
        for each in (pi / 8, -pi / 8)
    ]
    points = " ".join(f"L{wing_x:.1f} {wing_y:.1f}" for wing_x, wing_y in wings)
    return f"M{tip[0]:.1f} {tip[1]:.1f}{points}Z"
