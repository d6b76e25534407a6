"""Where relations are drawn: no label on another, all inside, the same each time."""

import time
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctplatform.charts import circular_network, ego_network, text_layout
from ctplatform.charts.ego_network import NARROW, WIDE, Tie

pytestmark = pytest.mark.pure

NAMES = st.one_of(
    st.text("abcdefghij مجاهدينКавказ长城-", min_size=1, max_size=200),
    st.sampled_from(
        ["Movement for Oneness and Jihad in West Africa", "تنظيم الدولة الإسلامية", "X"]
    ),
)
TIES = st.lists(
    st.builds(
        Tie,
        other=st.integers(0, 20).map(str),
        name=NAMES,
        label=NAMES,
        details=st.lists(NAMES, max_size=3).map(tuple),
        way=st.sampled_from(["out", "in", ""]),
        status=st.sampled_from(["asserted", "alleged", "hypothesised", "rejected", "ended"]),
        is_negative=st.booleans(),
        is_place=st.booleans(),
    ),
    max_size=24,
)


def boxes(drawing):
    """Every text of a drawing with the room it takes."""
    found = [("centre", drawing.centre.box)]
    for edge in drawing.edges:
        found += [("label", edge.label.box), ("details", edge.details.box)]
    found += [("name", node.text.box) for node in drawing.nodes]
    return [(what, box) for what, box in found if box[0] < box[2]]


def meet(one, other):
    apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
    return not apart


@given(NAMES, TIES, st.sampled_from([WIDE, NARROW]))
@settings(max_examples=80)
def test_no_text_lies_on_another_and_all_inside(name, ties, frame):
    drawing = ego_network.draw(name, ties, frame)

    for (what, one), (that, other) in combinations(boxes(drawing), 2):
        assert not meet(one, other), (what, one, that, other)
    for what, (left, top, right, bottom) in boxes(drawing):
        assert left >= 0, what
        assert right <= frame.width, what
        assert top >= 0, what
        assert bottom <= drawing.height, what


@given(NAMES, TIES, st.sampled_from([WIDE, NARROW]))
@settings(max_examples=40)
def test_every_tie_is_drawn_once_and_the_same_again(name, ties, frame):
    drawing = ego_network.draw(name, ties, frame)

    assert drawing == ego_network.draw(name, ties, frame)
    assert sorted(map(repr, (edge.tie for edge in drawing.edges))) == sorted(map(repr, ties))
    for edge in drawing.edges:
        assert bool(edge.arrow) == bool(edge.tie.way)
        assert (edge.mark is not None) == (edge.tie.is_negative or edge.tie.status == "rejected")


def test_ties_to_one_actor_meet_in_one_node():
    ties = [Tie("a", "A", "targets"), Tie("b", "B", "hosts"), Tie("a", "A", "opposes")]

    drawing = ego_network.draw("Ego", ties)

    assert [node.tie.name for node in drawing.nodes] == ["A", "B"]
    assert [edge.tie.label for edge in drawing.edges] == ["targets", "opposes", "hosts"]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Short", ["Short"]),
        ("Government of the Islamic Republic of Iran", ["Government of the", "Islamic Republic …"]),
        ("a" * 60, ["a" * 17 + "…"]),
        ("长城" * 20, ["长城长城长城长城…"]),
        ("", [""]),
    ],
)
def test_long_names_are_wrapped_and_cut_by_their_width(text, lines):
    assert text_layout.wrap_text(text, 18, 2) == lines


def web(many, chords):
    ends = [
        circular_network.End(str(n), f"Movement {n} of a rather long name in West Africa")
        for n in range(many)
    ]
    return ends, [circular_network.Chord(str(a), str(b), "targets") for a, b in chords]


def pairs_of(many):
    """How many ends there are, and pairs of different ones among them."""
    end = st.integers(0, max(0, many - 1))
    pairs = st.tuples(end, end).filter(lambda pair: pair[0] != pair[1])
    return st.tuples(st.just(many), st.lists(pairs, max_size=60) if many > 1 else st.just([]))


@given(st.integers(0, 80).flatmap(pairs_of))
@settings(max_examples=40)
def test_names_of_a_web_keep_their_distance(given_web):
    ends, chords = web(*given_web)

    drawing = circular_network.draw(ends, chords)

    assert drawing == circular_network.draw(ends, chords)
    assert len(drawing.places) == len(ends)
    assert len(drawing.chords) == len(chords)
    for side in (1, -1):
        heights = sorted(place.y for place in drawing.places if place.side == side)
        assert all(low - high >= 20 for high, low in pairwise(heights))
    for place in drawing.places:
        width = len(place.name) * 7.2
        assert place.text_x - (width if place.side < 0 else 0) >= 0
        assert place.text_x + (width if place.side > 0 else 0) <= drawing.width
        assert 0 < place.y < drawing.height


def test_who_is_related_stands_near():
    ends, chords = web(40, [(n, n + 20) for n in range(20)])

    order = [end.key for end in circular_network.order_ends(ends, chords)]

    apart = [abs(order.index(chord.start) - order.index(chord.end)) for chord in chords]
    assert sum(min(each, 40 - each) for each in apart) / len(apart) < 3


def test_a_web_of_eighty_is_laid_out_in_a_tenth_of_a_second():
    pairs = [(n, (n * 7 + k) % 80) for n in range(80) for k in (1, 3, 5, 11, 17)]
    ends, chords = web(80, [pair for pair in pairs if pair[0] != pair[1]])

    def seconds():
        start = time.process_time()
        circular_network.draw(ends, chords)
        return time.process_time() - start

    assert min(seconds() for _ in range(5)) <= 0.1


def test_several_relations_of_a_pair_do_not_hide_each_other():
    ends, chords = web(4, [(0, 1), (0, 1), (1, 0)])

    paths = [curve.path for curve in circular_network.draw(ends, chords).chords]

    assert len(set(paths)) == 3


def charges(many, chords, lines=("alleged by the ministry of a neighbour", "verdict: dubious")):
    ends, plain = web(many, chords)
    said = [
        circular_network.Chord(each.start, each.end, "", "alleged", label=lines, must_say=True)
        for each in plain
    ]
    return ends, plain, said


@given(st.integers(2, 40).flatmap(pairs_of))
@settings(max_examples=30)
def test_what_is_only_alleged_is_drawn_with_who_says_so_or_not_at_all(given_web):
    ends, plain, said = charges(*given_web)

    drawing = circular_network.draw(ends, [*plain, *said])

    alleged = [curve for curve in drawing.chords if curve.chord.status == "alleged"]
    assert len(alleged) + drawing.unsaid == len(said)
    assert all(curve.label for curve in alleged)
    assert len(drawing.chords) - len(alleged) == len(plain)
    names = [(p.text_x, p.y, p.text_x + p.side * len(p.name) * 7.2) for p in drawing.places]
    papers = [curve.box for curve in alleged]
    papers += [(min(x, far), y - 8, max(x, far), y + 8) for x, y, far in names]
    for one, other in combinations(papers, 2):
        assert not meet(one, other)
    for left, top, right, bottom in papers:
        assert left >= 0
        assert right <= drawing.width
        assert top >= 0
        assert bottom <= drawing.height


def test_a_web_is_spread_where_its_labels_need_the_room():
    ends, plain, said = charges(6, [(0, 1), (0, 2), (3, 4), (4, 5), (0, 5)])

    tight, spread = circular_network.draw(ends, plain), circular_network.draw(ends, said)

    assert tight.height < spread.height
    assert spread.unsaid == 0
    assert len(spread.chords) == 5


def test_what_finds_no_room_to_say_it_is_counted():
    ends, _plain, said = charges(2, [(0, 1)] * 200)

    drawing = circular_network.draw(ends, said)

    assert len(drawing.chords) >= 1
    assert drawing.unsaid == 200 - len(drawing.chords) > 0


def test_a_label_that_may_be_missing_takes_no_room_from_one_that_must_not():
    ends, _plain, said = charges(2, [(0, 1)])
    may = [
        circular_network.Chord(*("0", "1", ""), "hypothesised", label=("hypothesised",))
        for _ in range(30)
    ]

    drawing = circular_network.draw(ends, [*may, *said])

    assert drawing.unsaid == 0
    assert len(drawing.chords) == 31
