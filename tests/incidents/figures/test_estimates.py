"""Estimates of one figure on a shared axis."""

from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.figures.estimates import (
    FIRST,
    LAST,
    Estimate,
    combined_range,
    estimate_axis,
    figures_in_words,
    harm_figure,
    killed_of,
    stated_estimate,
    used_estimates,
    why_not_counted,
)

pytestmark = pytest.mark.pure


def test_axis_places_ranges_points_and_open_ends():
    drawn = estimate_axis(
        [
            Estimate("Chosen", 39, 39, 40, chosen=True),
            Estimate("Later accounts", 39, None, None),
            Estimate("Prime minister", 37, 37, 37),
            Estimate("Some", None, None, 45),
            Estimate("About", None, 30, None, qualifier="about"),
        ]
    )

    assert [(row.words, row.arrow) for row in drawn.rows] == [
        ("39 to 40", ""),
        ("≥ 39", "up"),
        ("37", ""),
        ("≤ 45", "down"),
        ("≈ 30", ""),
    ]
    assert [number for _, number in drawn.ticks] == [25, 30, 35, 40, 45]
    about = drawn.rows[-1]
    assert about.start < about.dot < about.end  # 27 to 33
    chosen = drawn.rows[0]
    assert chosen.start == chosen.dot < chosen.end


def test_axis_needs_two_estimates_that_differ():
    chosen = Estimate("Chosen", 1, 1, 1)

    assert estimate_axis([chosen, Estimate("Unknown", None, None, None)]) is None
    assert estimate_axis([chosen, Estimate("The same", 1, 1, 1)]) is None


bound = st.none() | st.integers(0, 10_000_000)


@given(st.lists(st.tuples(bound, bound, bound), min_size=2, max_size=8))
def test_axis_keeps_every_estimate_inside_the_plot(figures):
    estimates = []
    for triple in figures:
        known = iter(sorted(each for each in triple if each is not None))
        low, best, high = (each if each is None else next(known) for each in triple)
        estimates.append(Estimate("x", low, best, high))

    drawn = estimate_axis(estimates)

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
    qualifier: str | None = None
    stated: str = ""


def test_one_estimate_reaches_as_far_as_it_says_and_is_open_where_it_does_not():
    assert combined_range([Killed(3, 5, 8)]) == (3, 5, 8, 0)
    assert combined_range([Killed(151)]) == (151, 151, 151, 1)
    assert combined_range([Killed(high=9)]) == (0, 4, 9, 0)
    assert combined_range([Killed()]) == (0, 0, 0, 1)
    assert combined_range([]) == (0, 0, 0, 1)


def test_about_a_hundred_is_counted_from_90_to_110():
    assert combined_range([Killed(best=100, qualifier="about")]) == (90, 100, 110, 0)
    assert combined_range([Killed(best=3, qualifier="about")]) == (2, 3, 4, 0)
    assert combined_range([Killed(best=0, qualifier="about")]) == (0, 0, 0, 0)
    assert combined_range([Killed(best=100, qualifier="exact")]) == (100, 100, 100, 0)
    assert combined_range([Killed(best=100)]) == (100, 100, 100, 0)


def test_contradictory_figures_count_for_nothing_and_say_so():
    estimates = [Killed(qualifier="contradictory"), Killed(best=3, group="civilians")]
    assert combined_range(estimates) == (0, 0, 0, 1)
    assert harm_figure(estimates).expected is None
    assert harm_figure(estimates).words == "contradictory figures"
    assert why_not_counted(estimates) == "contradictory"
    assert why_not_counted([Killed(), Killed(group="police")]) == "unknown"
    assert why_not_counted([*estimates, Killed(4, 4, 4)]) == ""


def test_rivals_about_one_group_are_not_added_up():
    police = [Killed(3, 3, 3, group="police"), Killed(5, 5, 5, group="Police")]
    assert combined_range(police) == (3, 3, 5, 0)
    assert combined_range([*police, Killed(2, 2, 2, group="civilians")]) == (5, 5, 7, 0)


@pytest.mark.parametrize(
    ("figures", "words"),
    [
        ((151, None, None, "more_than"), "more than 150"),
        ((151, None, None, None), "at least 151"),
        ((151, 160, None, "more_than"), "more than 150, best 160"),
        ((151, None, 200, "more_than"), "more than 150, at most 200"),
        ((None, None, 19, "fewer_than"), "fewer than 20"),
        ((10, None, 19, "fewer_than"), "at least 10, fewer than 20"),
        ((39, None, None, "at_least"), "at least 39"),
        ((None, None, 60, "up_to"), "up to 60"),
        ((None, None, 60, None), "at most 60"),
        ((None, 90, None, "about"), "about 90"),
        ((None, 90, None, "exact"), "90"),
        ((39, 39, 40, None), "39 to 40"),
        ((7, 7, 7, "exact"), "7"),
        ((24, None, 99, "dozens"), "dozens (24 to 99)"),
        ((0, 0, 0, "none_reported"), "none reported"),
        ((None, None, None, "contradictory"), "contradictory figures"),
        ((None, None, None, None), "unknown"),
    ],
)
def test_figures_are_said_as_the_source_says_them(figures, words):
    assert figures_in_words(*figures) == words


def test_words_say_how_a_bound_is_meant_where_no_qualifier_does():
    assert harm_figure([Killed(151, stated="more than 150")]).words == "more than 150"
    assert harm_figure([Killed(151, stated="more than 151")]).words == "at least 151"


figures_of = st.tuples(bound, bound, bound).map(
    lambda three: [
        *(sorted(each for each in three if each is not None) + [None] * 3)[:3],
    ]
)


@given(
    st.lists(
        st.builds(
            lambda three, group, selected: Killed(*three, group=group, selected=selected),
            figures_of,
            st.sampled_from(["", "police", "civilians"]),
            st.booleans(),
        ),
        max_size=5,
    )
)
def test_the_number_that_lists_sort_by_is_the_one_that_series_expect(estimates):
    low, best, high, _is_open = combined_range(estimates)
    figure = harm_figure(estimates)
    assert low <= best <= high
    assert figure.expected == (None if figure.missing else best)
    assert killed_of([{"kind": "killed", **vars(each)} for each in estimates]) == figure.expected
    assert (figure.missing == "") == any(
        each.low is not None or each.best is not None or each.high is not None
        for each in used_estimates(estimates)
    )


def test_rivals_reach_from_the_lowest_to_the_highest_and_the_lowest_best_is_expected():
    rivals = [Killed(37, 37, 37), Killed(39, 39, 40), Killed(30, 45, None)]
    assert combined_range(rivals) == (30, 37, 45, 1)


def test_the_chosen_one_stands_alone_and_one_of_all_before_the_groups():
    of_all, police = Killed(10, 12, 15), Killed(2, 2, 2, group="police")
    assert combined_range([of_all, police]) == (10, 12, 15, 0)
    assert combined_range([of_all, replace(police, selected=True)]) == (2, 2, 2, 0)


def test_groups_are_added_up():
    groups = [Killed(1, 2, 3, group="police"), Killed(4, None, None, group="civilians")]
    assert combined_range(groups) == (5, 6, 7, 1)
