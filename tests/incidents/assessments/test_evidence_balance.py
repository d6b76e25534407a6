"""How the evidence for and against a statement weighs."""

from math import isclose, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.assessments.statistics.evidence import Piece, evidence_balance

pytestmark = pytest.mark.pure


def test_credibility_times_relevance_for_less_against_over_both():
    found = evidence_balance(
        [
            Piece(True, "a", 1, "high"),
            Piece(True, "b", 3, "medium"),
            Piece(False, "c", 2, "low"),
        ]
    )
    supporting, contradicting = sqrt(2) + 0.6, 0.8 / sqrt(2)
    assert found.supporting == pytest.approx(supporting)
    assert found.contradicting == pytest.approx(contradicting)
    assert found.value == pytest.approx((supporting - contradicting) / (supporting + contradicting))
    assert (found.passages_for, found.passages_against, found.groups) == (2, 1, 3)


def test_those_who_repeat_one_story_count_once_by_the_best():
    wire = [Piece(True, "wire", credibility) for credibility in (4, 2, 3)]
    assert evidence_balance(wire).supporting == pytest.approx(0.8)
    assert evidence_balance(wire).is_single_source
    assert evidence_balance(wire).passages_for == 3


def test_a_group_may_speak_for_and_against():
    found = evidence_balance([Piece(True, "a", 2), Piece(False, "a", 2)])
    assert found.value == 0
    assert found.is_single_source


def test_what_cannot_be_judged_has_no_weight_and_is_counted():
    found = evidence_balance([Piece(True, "a", 6), Piece(True, "b", None), Piece(False, "c", 5)])
    assert found.value == -1
    assert found.unweighed == 2
    assert evidence_balance([Piece(True, "a", 6)]).value is None


def test_no_evidence_has_no_balance():
    found = evidence_balance([])
    assert found.value is None
    assert found.groups == 0
    assert not found.is_single_source


pieces = st.lists(
    st.builds(
        Piece,
        st.booleans(),
        st.sampled_from("abc"),
        st.sampled_from([None, 1, 2, 3, 4, 5, 6]),
        st.sampled_from([None, "low", "medium", "high"]),
    )
)


@given(pieces)
def test_balance_lies_between_all_against_and_all_for(rows):
    found = evidence_balance(rows)
    assert found.value is None or -1 <= found.value <= 1
    turned = [Piece(not p.supports, p.group, p.credibility, p.relevance) for p in rows]
    mirrored = evidence_balance(turned).value
    assert found.value is None if mirrored is None else isclose(found.value, -mirrored)


@given(pieces)
def test_repeating_a_piece_changes_no_balance(rows):
    assert evidence_balance(rows * 2).value == evidence_balance(rows).value
