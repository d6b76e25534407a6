"""Analysis of competing hypotheses, against Heuer's example and PARC's weights."""

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.assessments.statistics.hypotheses import (
    Item,
    analyst_disagreement,
    decisive_items,
    inconsistency_scores,
    item_diagnosticity,
    rank_hypotheses,
)

pytestmark = pytest.mark.pure

# Heuer (1999), chapter 8: will Iraq retaliate for the bombing of its intelligence headquarters? Not
# at all (H1), by minor terrorism (H2), by a major attack (H3). + is consistent, - inconsistent.
SIGNS = {
    "E1": "+++",
    "E2": "++-",
    "E3": "++-",
    "E4": "-++",
    "E5": "-++",
    "E6": "--+",
}
HYPOTHESES = ("H1", "H2", "H3")
IRAQ = {
    (item, hypothesis): "C" if sign == "+" else "I"
    for item, signs in SIGNS.items()
    for hypothesis, sign in zip(HYPOTHESES, signs, strict=True)
}
ITEMS = [Item(name) for name in SIGNS]


def test_heuers_example_leaves_minor_terrorism():
    scores = inconsistency_scores(ITEMS, HYPOTHESES, IRAQ)
    assert scores == {"H1": 3, "H2": 1, "H3": 2}
    assert rank_hypotheses(scores) == {"H1": 3, "H2": 1, "H3": 2}


def test_saddams_statement_tells_nothing_between_them():
    assert item_diagnosticity(ITEMS[0], HYPOTHESES, IRAQ) == 0
    assert item_diagnosticity(ITEMS[5], HYPOTHESES, IRAQ) == 2


def test_which_items_the_result_hangs_on():
    """Without E2 or E3, a major attack is as little contradicted as a minor one."""
    assert decisive_items(ITEMS, HYPOTHESES, IRAQ) == ["E2", "E3"]


def test_weights_multiply_and_strong_inconsistency_counts_twice():
    items = [Item("a", "high", "low"), Item("b", "low", "low"), Item("c", None, "high")]
    ratings = {
        ("a", "H1"): "II",
        ("b", "H1"): "I",
        ("c", "H1"): "CC",
        ("c", "H2"): "NA",
        ("a", "H2"): "N",
    }
    scores = inconsistency_scores(items, ("H1", "H2"), ratings)
    assert scores["H1"] == pytest.approx(2 * sqrt(2) / sqrt(2) + 0.5)
    assert scores["H2"] == 0


def test_equal_scores_share_a_rank():
    assert rank_hypotheses({"a": 1.0, "b": 0.1 + 0.2, "c": 0.3}) == {"a": 3, "b": 1, "c": 1}
    assert rank_hypotheses({}) == {}


def test_diagnosticity_needs_two_ratings():
    row = Item("a")
    assert item_diagnosticity(row, HYPOTHESES, {("a", "H1"): "II", ("a", "H2"): "CC"}) == 4
    assert item_diagnosticity(row, HYPOTHESES, {("a", "H1"): "II"}) is None
    assert item_diagnosticity(row, HYPOTHESES, {("a", "H1"): "II", ("a", "H2"): "NA"}) is None


def test_analysts_differ_where_they_differ():
    amira = {("a", "H1"): "II", ("a", "H2"): "C", ("b", "H1"): "NA", ("c", "H1"): "C"}
    jonas = {("a", "H1"): "C", ("a", "H2"): "C", ("b", "H1"): "N"}
    assert analyst_disagreement([amira, jonas]) == {("a", "H1"): 3, ("b", "H1"): 1}
    assert analyst_disagreement([amira]) == {}


ratings = st.dictionaries(
    st.tuples(st.sampled_from(list(SIGNS)), st.sampled_from(HYPOTHESES)),
    st.sampled_from(["CC", "C", "N", "I", "II", "NA"]),
)


@given(ratings)
def test_only_inconsistency_counts(given_ratings):
    """Taking every consistent rating away changes no score."""
    without = {pair: each for pair, each in given_ratings.items() if each in ("I", "II")}
    assert inconsistency_scores(ITEMS, HYPOTHESES, given_ratings) == inconsistency_scores(
        ITEMS, HYPOTHESES, without
    )


@given(ratings)
def test_an_item_that_tells_nothing_changes_no_rank_one(given_ratings):
    flat = [
        item
        for item in ITEMS
        if item_diagnosticity(item, HYPOTHESES, given_ratings) == 0
        and all((item.key, each) in given_ratings for each in HYPOTHESES)
        and all(given_ratings[item.key, each] != "NA" for each in HYPOTHESES)
    ]
    assert not {item.key for item in flat} & {*decisive_items(ITEMS, HYPOTHESES, given_ratings)}
