"""Estimates of one figure on a shared axis."""

from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.estimates import FIRST, LAST, Estimate, axis, reach, stated_estimate

pytestmark = pytest.mark.pure


def test_axis_places_ranges_points_and_open_ends():
    drawn = axis(
        [
            Estimate("Chosen", 39, 39, 40, chosen=True),
            Estimate("Later accounts", 39, None, None),
            Estimate("Prime minister", 37, 37, 37),
            Estimate("Some", None, None, 45),
            Estimate("About", None, 30, None),
        ]
    )

    assert [(row.words, row.arrow) for row in drawn.rows] == [
        ("39 to 40", ""),
        ("≥ 39", "up"),
        ("37", ""),
        ("≤ 45", "down"),
        ("≈ 30", ""),
    ]
    assert [number for _, number in drawn.ticks] == [30, 35, 40, 45]
    chosen = drawn.rows[0]
    assert chosen.start == chosen.dot < chosen.end


def test_axis_needs_two_estimates_that_differ():
    chosen = Estimate("Chosen", 1, 1, 1)

    assert axis([chosen, Estimate("Unknown", None, None, None)]) is None
    assert axis([chosen, Estimate("The same", 1, 1, 1)]) is None


bound = st.none() | st.integers(0, 10_000_000)


@given(st.lists(st.tuples(bound, bound, bound), min_size=2, max_size=8))
def test_axis_keeps_every_estimate_inside_the_plot(figures):
    estimates = []
    for triple in figures:
        known = iter(sorted(each for each in triple if each is not None))
        low, best, high = (each if each is None else next(known) for each in triple)
        estimates.append(Estimate("x", low, best, high))

    drawn = axis(estimates)

    if drawn is None:
        return
    assert 2 <= len(drawn.ticks) <= 8
    for row in drawn.rows:
        assert FIRST <= row.start <= row.dot <= row.end <= LAST + 0.01


@pytest.mark.parametrize(
    ("stated", "figures"),
    [
        ("more than 150", (151, None, None)),
        (140, (140, 140, 140)),
        ({"low": 1, "high": 3}, (1, None, 3)),
        ({"low": True}, None),
        ("many", None),
        (None, None),
        ([1], None),
    ],
)
def test_stated_estimate_reads_what_passages_state(stated, figures):
    estimate = stated_estimate("A", stated)

    assert (estimate and (estimate.low, estimate.best, estimate.high)) == figures


@dataclass(frozen=True)
class Killed:
    low: int | None = None
    best: int | None = None
    high: int | None = None
    group: str = ""
    selected: bool = False


def test_one_estimate_reaches_as_far_as_it_says_and_is_open_where_it_does_not():
    assert reach([Killed(3, 5, 8)]) == (3, 5, 8, 0)
    assert reach([Killed(151)]) == (151, 151, 151, 1)
    assert reach([Killed(best=40)]) == (0, 40, 40, 1)
    assert reach([Killed(high=9)]) == (0, 0, 9, 0)
    assert reach([Killed()]) == (0, 0, 0, 1)
    assert reach([]) == (0, 0, 0, 1)


def test_rivals_reach_from_the_lowest_to_the_highest_and_the_lowest_best_is_expected():
    rivals = [Killed(37, 37, 37), Killed(39, 39, 40), Killed(30, 45, None)]
    assert reach(rivals) == (30, 37, 45, 1)


def test_the_chosen_one_stands_alone_and_one_of_all_before_the_groups():
    of_all, police = Killed(10, 12, 15), Killed(2, 2, 2, group="police")
    assert reach([of_all, police]) == (10, 12, 15, 0)
    assert reach([of_all, replace(police, selected=True)]) == (2, 2, 2, 0)


def test_groups_are_added_up():
    groups = [Killed(1, 2, 3, group="police"), Killed(4, None, None, group="civilians")]
    assert reach(groups) == (5, 6, 7, 1)
