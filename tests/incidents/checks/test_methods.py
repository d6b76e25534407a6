"""The comparisons of checks give what is published, or what was worked out by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.checks.methods import bounds, levels, movements, shares
from incidents.checks.methods.bounds import Bounds, Threshold
from incidents.checks.methods.shares import CodedCounts
from incidents.findings.methods.co_movement import Correlation
from incidents.findings.methods.observations import Insufficient, Observation
from incidents.findings.methods.rates import rate_ratio

pytestmark = pytest.mark.pure
AT_LEAST_2 = Threshold(at_least=2)
NONE = Threshold(at_most=0)


def row(*values, lows=None, highs=None):
    lows, highs = lows or values, highs or values
    return [
        None if value is None else Observation(low, value, high)
        for low, value, high in zip(lows, values, highs, strict=True)
    ]


# Thresholds


@pytest.mark.parametrize(
    ("low", "high", "threshold", "is_covered", "outcome", "reason"),
    [
        (2, 3, AT_LEAST_2, False, "supported", ""),
        (1, 2, AT_LEAST_2, True, "depends_on_uncertainty", "bounds"),
        (1, None, AT_LEAST_2, True, "depends_on_uncertainty", "bounds"),
        (1, 1, AT_LEAST_2, True, "contradicted", ""),
        (1, 1, AT_LEAST_2, False, "insufficient_data", "not_covered"),
        (0, 0, NONE, True, "supported", ""),
        (0, 0, NONE, False, "insufficient_data", "not_covered"),
        (0, 1, NONE, True, "depends_on_uncertainty", "bounds"),
        (0, None, NONE, True, "depends_on_uncertainty", "bounds"),
        (1, 1, NONE, False, "contradicted", ""),
        (4, 4, Threshold(4, 4), True, "supported", ""),
        (5, 6, Threshold(4, 4), False, "contradicted", ""),
        (3, 3, Threshold(4, 4), True, "contradicted", ""),
        (3, 3, Threshold(4, 4), False, "insufficient_data", "not_covered"),
    ],
)
def test_a_count_is_compared_with_a_threshold(low, high, threshold, is_covered, outcome, reason):
    found = bounds.compare_count(Bounds(low, high), threshold, is_covered=is_covered)
    assert (found.outcome, found.reason) == (outcome, reason)
    assert found.figures["low"] == low


numbers = st.integers(0, 12)


@given(numbers, numbers, st.none() | numbers, st.none() | numbers, numbers)
def test_a_judgement_of_bounds_holds_for_every_number_within_them(low, more, least, most, n):
    threshold, high = Threshold(least, most), low + more
    found = bounds.holds(Bounds(low, high), threshold)
    met = [
        (least is None or value >= least) and (most is None or value <= most)
        for value in range(low, high + 1)
    ]
    if found is True:
        assert all(met)
    elif found is False:
        assert not any(met)


def test_each_of_several_counts_must_meet_the_threshold():
    known = [Bounds(2, 2), Bounds(5, 5)]
    assert bounds.compare_each(known, AT_LEAST_2, is_covered=False).outcome == "supported"
    found = bounds.compare_each([*known, Bounds(0, 1)], AT_LEAST_2, is_covered=True)
    assert (found.outcome, found.figures["groups_met"]) == ("contradicted", 2)
    found = bounds.compare_each([*known, Bounds(0, 1)], AT_LEAST_2, is_covered=False)
    assert (found.outcome, found.reason) == ("insufficient_data", "not_covered")


# Estimates and people


def test_sources_that_disagree_leave_a_number_uncertain():
    said = [Bounds(365, 365), Bounds(152, 152)]
    found = bounds.compare_estimates(said, Threshold(at_least=300), own=0)
    assert (found.outcome, found.reason) == ("depends_on_uncertainty", "sources_disagree")
    assert (found.figures["low"], found.figures["high"]) == (152, 365)
    assert (found.figures["estimates_for"], found.figures["estimates_against"]) == (1, 1)


def test_what_the_source_of_a_claim_says_itself_is_no_evidence():
    found = bounds.compare_estimates([], Threshold(at_least=3001), own=1)
    assert (found.outcome, found.reason) == ("insufficient_data", "own_source_only")
    found = bounds.compare_estimates([], Threshold(at_least=3001), own=0)
    assert found.reason == "no_estimates"


@pytest.mark.parametrize(
    ("low", "high", "outcome"),
    [(151, None, "supported"), (145, 145, "contradicted"), (140, 160, "depends_on_uncertainty")],
)
def test_estimates_are_compared_by_their_bounds(low, high, outcome):
    found = bounds.compare_estimates([Bounds(low, high)], Threshold(at_least=151), own=1)
    assert found.outcome == outcome


def test_parts_without_a_number_leave_the_number_of_people_open():
    exactly = Threshold(4, 4)
    assert bounds.compare_people([4], exactly).outcome == "supported"
    assert bounds.compare_people([4, None], exactly).outcome == "depends_on_uncertainty"
    assert bounds.compare_people([5, None], exactly).outcome == "contradicted"
    assert bounds.compare_people([None], exactly).reason == "no_numbers"
    assert bounds.compare_people([], exactly).reason == "nothing_counted"


def test_the_largest_number_is_known_only_where_every_number_is():
    small = Threshold(at_most=9)
    assert bounds.compare_largest([1, 3], [1, 5], small).outcome == "supported"
    found = bounds.compare_largest([1, 3], [1, None], small)
    assert (found.outcome, found.figures["unknown"]) == ("depends_on_uncertainty", 1)
    assert bounds.compare_largest([1, 12], [1, None], small).outcome == "contradicted"
    assert bounds.compare_largest([], [], small).reason == "nothing_counted"


# Shares


def test_a_share_has_the_interval_of_newcombe():
    """Statistics in Medicine 17 (1998) 857-872, table I, method 3: 81 of 263."""
    found = shares.compare_share(Bounds(81, 81), Bounds(263, 263), 0.5, 1)
    assert found.outcome == "contradicted"
    assert found.figures["interval_low"] == pytest.approx(0.2553, abs=5e-5)
    assert found.figures["interval_high"] == pytest.approx(0.3662, abs=5e-5)


@pytest.mark.parametrize(
    ("part", "whole", "covered", "outcome", "reason"),
    [
        ((70, 70), 100, 1, "supported", ""),
        ((55, 55), 100, 1, "weakly_supported", "interval"),
        ((45, 55), 100, 1, "depends_on_uncertainty", "bounds"),
        ((45, 45), 100, 1, "insufficient_data", "interval"),
        ((20, 25), 100, 1, "contradicted", ""),
        ((3, 3), 4, 1, "insufficient_data", "few_events"),
        ((70, 70), 100, 0.5, "insufficient_data", "partly_covered"),
        ((70, None), 100, 1, "depends_on_uncertainty", "open_counts"),
    ],
)
def test_a_share_is_judged_by_its_worst_and_its_best_case(part, whole, covered, outcome, reason):
    """Wilson: 70 of 100 is 0.604 to 0.781, 55 of 100 is 0.452 to 0.644 (by hand)."""
    found = shares.compare_share(Bounds(*part), Bounds(whole, whole), 0.5, covered)
    assert (found.outcome, found.reason) == (outcome, reason)


@pytest.mark.parametrize(
    ("yes", "partly", "no", "unknown", "most", "outcome", "reason"),
    [
        (0, 0, 2, 0, 0, "supported", ""),
        (0, 0, 2, 1, 0, "depends_on_uncertainty", "bounds"),
        (1, 0, 2, 0, 0, "contradicted", ""),
        (0, 0, 0, 2, 0, "insufficient_data", "not_known_whether_heeded"),
        (0, 0, 0, 0, 0, "insufficient_data", "no_warnings"),
    ],
)
def test_warnings_that_may_have_been_heeded(yes, partly, no, unknown, most, outcome, reason):
    counts = {"yes": yes, "partly": partly, "no": no, "unknown": unknown}
    found = shares.compare_heeded(counts, most)
    assert (found.outcome, found.reason) == (outcome, reason)


@pytest.mark.parametrize(
    ("group", "top", "outcome"),
    [
        (Bounds(9, 9), 1, "supported"),
        (Bounds(4, 9), 1, "depends_on_uncertainty"),
        (Bounds(1, 2), 1, "contradicted"),
        (Bounds(1, 2), 2, "contradicted"),
        (Bounds(9, 9), 3, "insufficient_data"),
    ],
)
def test_a_rank_needs_others_and_holds_at_worst(group, top, outcome):
    others = {"a": Bounds(5, 5), "b": Bounds(3, 4)}
    assert shares.compare_rank(group, others, top, 1).outcome == outcome


def test_a_share_rises_by_its_bounds_and_by_its_intervals():
    rises = shares.compare_shares(CodedCounts(2, 98, 0), CodedCounts(30, 70, 0), 1)
    assert rises.outcome == "supported"
    assert (
        shares.compare_shares(CodedCounts(30, 70, 0), CodedCounts(2, 98, 0), 1).outcome
        == "contradicted"
    )
    few = shares.compare_shares(CodedCounts(1, 9, 0), CodedCounts(2, 8, 0), 1)
    assert (few.outcome, few.reason) == ("weakly_supported", "interval")
    open_ones = shares.compare_shares(CodedCounts(2, 48, 50), CodedCounts(30, 70, 0), 1)
    assert (open_ones.outcome, open_ones.reason) == ("depends_on_uncertainty", "not_coded")
    assert open_ones.figures["share_high_before"] == 0.52
    assert (
        shares.compare_shares(CodedCounts(0, 0, 0), CodedCounts(1, 0, 0), 1).reason == "few_events"
    )


# Levels


def test_the_highest_period_is_in_the_window_whatever_is_uncertain():
    values = [1, 2, 9, 3, 1]
    assert levels.highest_within(row(*values), {2}, 1).outcome == "supported"
    assert levels.highest_within(row(*values), {0, 1}, 1).outcome == "contradicted"
    uncertain = row(*values, highs=[1, 2, 9, 9, 1])
    assert levels.highest_within(uncertain, {2}, 1).reason == "bounds"
    assert levels.highest_within(uncertain, {2, 3}, 1).outcome == "supported"
    tied = levels.highest_within(row(9, 2, 9), {2}, 1)
    assert (tied.outcome, tied.reason, tied.figures["ties"]) == (
        "depends_on_uncertainty", "ties", 2,
    )  # fmt: skip
    assert levels.highest_within(row(*values), {2}, 0.5).reason == "partly_covered"
    assert levels.highest_within(row(0, 0), {1}, 1).reason == "nothing_counted"
    assert levels.highest_within(row(1, None), {1}, 1).reason == "window_not_covered"


def test_a_long_run_is_compared_with_the_runs_before_it():
    early = [0] * 3 + [8] * 4 + [0] * 12 + [8] * 7 + [0] * 10
    found = levels.longest_run_from(row(*early), 19, 1)
    assert found.outcome == "supported"
    assert found.figures["run_length"] > 1
    assert found.figures["run_ratio"] > 1
    assert levels.longest_run_from(row(*early), 26, 1).outcome == "contradicted"
    alone = [0] * 12 + [8] * 7 + [0] * 10
    found = levels.longest_run_from(row(*alone), 12, 1)
    assert (found.outcome, found.reason) == ("weakly_supported", "no_earlier_run")
    assert levels.longest_run_from(row(1, 2), 0, 1).reason == "few_buckets"


PEAKS = [3, 3, 3, 20, 3, 3, 0, 0, 0, 0, 0, 3, 3, 3, 3, 20, 3, 3, 3, 0, 0, 0, 0, 0]


def test_sharp_peaks_and_low_valleys():
    found = levels.erratic(row(*PEAKS))
    assert (found.outcome, found.figures["peaks"], found.figures["lulls"]) == ("supported", 2, 2)
    steady = levels.erratic(row(*([4, 5] * 12)))
    assert steady.outcome == "contradicted"
    assert levels.erratic(row(1, 2)).reason == "few_buckets"


def test_waves_are_judged_by_how_many_peaks_a_lull_follows():
    found = levels.in_waves(row(*PEAKS))
    assert (found.figures["followed"], found.figures["peaks"]) == (2, 2)
    assert found.outcome in ("supported", "weakly_supported")
    assert levels.in_waves(row(*([4, 5] * 12))).outcome == "insufficient_data"


def test_recovery_from_few_lulls_is_supported_weakly_at_most():
    values = [5] * 13 + [0] * 5 + [5] * 14
    found = levels.slow_recovery(row(*values), 2)
    assert (found.outcome, found.reason) == ("weakly_supported", "few_lulls")
    assert found.figures["lag_low"] >= 2
    assert levels.slow_recovery(row(*values), 20).reason == "few_lulls"
    assert levels.slow_recovery(row(*([5] * 24)), 2).outcome == "insufficient_data"


# Movements


@pytest.mark.parametrize(
    ("before", "after", "direction", "outcome", "reason"),
    [
        (40, 10, "falls", "supported", ""),
        (40, 10, "rises", "contradicted", ""),
        (12, 9, "falls", "weakly_supported", "interval"),
        (12, 9, "rises", "insufficient_data", "interval"),
        (5, 1, "falls", "insufficient_data", "few_events"),
    ],
)
def test_a_rate_falls_by_the_interval_of_the_ratio(before, after, direction, outcome, reason):
    ratio = rate_ratio(before, 365, after, 365)
    found = movements.rate_moves(ratio, direction, 1)
    assert (found.outcome, found.reason) == (outcome, reason)


def test_a_rate_is_not_judged_where_nobody_has_looked():
    ratio = rate_ratio(40, 365, 10, 365)
    assert movements.rate_moves(ratio, "falls", 0.5).reason == "partly_covered"
    missing = Insufficient("not_covered")
    assert movements.rate_moves(missing, "falls", 1).reason == "not_covered"


def test_one_group_falls_while_another_rises():
    down, up = rate_ratio(60, 365, 20, 365), rate_ratio(20, 365, 60, 365)
    slight = rate_ratio(400, 365, 520, 365)
    moved = Correlation({0: -0.4}, 0, 0.03, 40)
    found = movements.opposite_moves(down, slight, 1, moved)
    assert (found.outcome, found.reason) == ("supported", "")
    assert found.figures["correlation"] == -0.4
    found = movements.opposite_moves(down, up, 1, moved)
    assert (found.outcome, found.reason) == ("supported", "not_slight")
    assert movements.opposite_moves(up, down, 1, moved).outcome == "contradicted"
    few = rate_ratio(2, 365, 3, 365)
    found = movements.opposite_moves(down, few, 1, Insufficient("few_buckets"))
    assert (found.outcome, found.figures["n"]) == ("insufficient_data", 5)


def test_an_open_bucket_has_no_highest_number():
    open_one = [Observation(1, 1.0, 1, is_open=True), Observation(9, 9.0, 9)]
    assert levels.highest_within(open_one, {1}, 1).outcome == "depends_on_uncertainty"
