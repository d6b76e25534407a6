"""How alike two incidents are, and which pairs of many are near."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.duplicates import scoring
from incidents.duplicates.scoring import ComparedIncident

pytestmark = pytest.mark.both_databases


DAY = dt.date(2024, 3, 22).toordinal()


def entry(name, first=0, last=None, **values):
    last = first if last is None else last
    return ComparedIncident(
        name, DAY + first, DAY + last, **{"above": ("hall", "city", "country")} | values
    )


def test_the_same_day_and_place_are_enough_to_suggest():
    assert scoring.pair_score(entry(1), entry(2)) == (
        0.6,
        {"date": 1, "place": 1, "perpetrator": 0, "attack_type": 0, "casualties": 0},
    )


def test_every_part_adds_its_weight():
    same = {
        "perpetrators": frozenset("a"),
        "attack_types": ("armed_assault",),
        "killed": (140, None),
    }
    one, other = entry(1, **same), entry(2, **same | {"killed": (None, 145)})
    assert scoring.pair_score(one, other)[0] == 1.0


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [(0, 0, 1), (1, 1, 0.75), (3, 3, 0.25), (4, 4, 0), (-9, 0, 0.55), (-21, 9, 0.516)],
)
def test_how_alike_dates_are(first, last, expected):
    assert scoring.dates_alike(entry(1), entry(2, first, last)) == pytest.approx(expected, 1e-3)


@pytest.mark.parametrize(
    ("above", "expected"),
    [(("hall", "city"), 1), (("city", "country"), 0.5), (("station", "city"), 0), (("sea",), 0)],
)
def test_how_alike_places_are(above, expected):
    assert scoring.places_alike(entry(1), entry(2, above=above)) == expected


def test_a_country_says_little():
    broad = {"above": ("country",), "is_broad": True}
    assert scoring.places_alike(entry(1, **broad), entry(2, **broad)) == 0.5


def test_places_within_25_km_are_near():
    moscow, krasnogorsk = (55.75, 37.62), (55.82, 37.33)
    assert scoring.distance_km(moscow, krasnogorsk) == pytest.approx(19.8, abs=0.5)
    one = entry(1, above=("a",), position=moscow)
    assert scoring.is_near(one, entry(2, above=("b",), position=krasnogorsk))
    assert not scoring.is_near(one, entry(3, above=("c",), position=(56.1, 37.62)))


def test_ranges_of_casualties_that_meet_agree():
    assert scoring.casualties_alike((137, 145), (145, None)) == 1
    assert scoring.casualties_alike((137, 140), (145, None)) == 0
    assert scoring.casualties_alike(None, (145, None)) == 0


PLACES = {
    "hall": ("hall", "city", "land"),
    "city": ("city", "land"),
    "land": ("land",),
    "none": (),
    "AF": (),
    "SO": (),
    "far": ("far", "land"),
    "pole": ("pole",),
    "line": ("line",),
    "fiji": ("fiji",),
}


POSITIONS = {
    "hall": (55.82, 37.39),
    "city": (55.75, 37.62),
    "far": (50.0, 30.0),
    "pole": (89.9, 10.0),
    "line": (-16.5, 179.95),
    "fiji": (-16.5, -179.9),
}


@st.composite
def many(draw):
    rows = draw(
        st.lists(
            st.tuples(
                st.integers(0, 40),
                st.integers(0, 12),
                st.sampled_from(sorted(PLACES)),
                st.floats(-0.3, 0.3),
                st.sets(st.sampled_from("abc")),
            ),
            max_size=30,
        )
    )
    found = []
    for name, (first, length, place, north, who) in enumerate(rows):
        position = POSITIONS.get(place)
        position = position and (max(-90.0, min(90.0, position[0] + north)), position[1])
        found.append(
            entry(
                name,
                first,
                first + length,
                above=PLACES[place],
                position=position,
                is_broad=place == "land",
                perpetrators=frozenset(who),
                country={"AF": "AF", "SO": "SO", "hall": "AF", "far": "SO"}.get(place),
            )
        )
    return sorted(found, key=lambda each: each.first)


@given(rows=many(), tidy=st.sampled_from([1, 20_000]))
def test_the_sweep_finds_every_near_pair_once(rows, tidy):
    before, scoring.TIDY = scoring.TIDY, tidy
    try:
        found = [frozenset((one.id, other.id)) for one, other in scoring.nearby_pairs(rows)]
    finally:
        scoring.TIDY = before
    assert len(found) == len(set(found))
    near = {
        frozenset((one.id, other.id))
        for n, one in enumerate(rows)
        for other in rows[:n]
        if scoring.is_near(one, other)
    }
    assert near <= set(found)


def test_without_places_an_actor_in_common_and_all_the_rest_must_agree():
    same = {"above": (), "perpetrators": frozenset("a"), "attack_types": ("bombing",)}
    one = entry(1, **same)
    assert scoring.is_near(one, entry(2, **same))
    assert scoring.pair_score(one, entry(2, **same))[0] == 0.65
    for apart in (
        {"perpetrators": frozenset("b")},
        {"perpetrators": frozenset()},
        {"first": 4},
        {"last": 7},
        {"above": ("hall",), "perpetrators": frozenset("b")},
    ):
        assert not scoring.is_near(one, entry(2, **same | apart)), apart
    lands = [entry(n, **same, country=country) for n, country in enumerate(("AF", "SO", None))]
    found = [(one.id, other.id) for one, other, *_ in scoring.suggested_pairs(lands)]
    assert found == [(0, 2), (1, 2)]
    assert scoring.pair_score(one, entry(2, **same | {"attack_types": ()}))[0] < scoring.SUGGEST


def test_where_one_alone_has_a_place_it_is_left_out_and_the_rest_must_agree():
    same = {"perpetrators": frozenset("a"), "attack_types": ("bombing",), "country": "AF"}
    placed = entry(1, **same)
    bare = same | {"above": ()}
    total, parts = scoring.pair_score(placed, entry(2, **bare))
    assert total == 0.65
    assert parts == {"date": 1, "perpetrator": 1, "attack_type": 1, "casualties": 0}
    assert scoring.is_near(placed, entry(2, **bare | {"country": None}))
    for apart in (
        {"perpetrators": frozenset("b")},
        {"perpetrators": frozenset()},
        {"first": 4},
        {"last": 7},
        {"country": "SO"},
    ):
        assert not scoring.is_near(placed, entry(2, **bare | apart)), apart
        assert not scoring.is_near(entry(2, **bare | apart), placed), apart
    assert not scoring.is_near(entry(1, 0, 7, **same), entry(2, **bare))
    rows = [entry(0, **bare), placed, entry(2, **bare | {"country": "SO"})]
    for order in (rows, rows[::-1]):
        found = [{one.id, other.id} for one, other, *_ in scoring.suggested_pairs(order)]
        assert found == [{0, 1}]


def test_names_that_are_alike():
    names = {
        1: {"islamic state khorasan"},
        2: {"khorasan islamic state"},
        3: {"taliban"},
        4: {"talibans"},
        5: {"aq"},
        6: {"as"},
    }
    found = {(one, other): value for one, other, value, _ in scoring.similar_actors(names)}
    assert found == {(1, 2): 1.0, (3, 4): 0.933}
    assert [pair[:2] for pair in scoring.similar_actors(names, only={4})] == [(3, 4)]
