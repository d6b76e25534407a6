"""The methods of findings give what is published, or what was worked out by hand."""

import datetime
from math import log, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incidents.findings.methods import (
    change_points,
    co_movement,
    coded_shares,
    dispersion,
    gaps,
    levels,
    observations,
    peaks,
    rates,
    recovery,
    waves,
)
from incidents.findings.methods.observations import Insufficient, Observation

pytestmark = pytest.mark.pure


def row(*values, low=None):
    """Observations with these expected numbers; None is a bucket that nobody covered."""
    lows = low or values
    return [
        None if value is None else Observation(least, value, value)
        for value, least in zip(values, lows, strict=True)
    ]


def approx(*values, within=5e-5):
    return pytest.approx(values if len(values) > 1 else values[0], abs=within)


# Rates


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [
        (81, 263, 0.2527, 0.3676),
        (15, 148, 0.0578, 0.1617),
        (0, 20, 0, 0.1684),
        (1, 29, 0.0009, 0.1776),
    ],
)
def test_exact_intervals_are_those_of_newcombe(k, n, low, high):
    """Statistics in Medicine 17 (1998) 857-872, table I, method 5."""
    assert rates.clopper_pearson(k, n) == approx(low, high)


def test_a_rate_ratio_is_that_of_the_example_of_poisson_test():
    """R's help page of poisson.test: count 11 in 800, and 21 in 3011; after Dobson et al."""
    found = rates.rate_ratio(21, 3011, 11, 800)
    assert found.ratio == approx(1.971488)
    assert (found.low, found.high) == approx(0.8584264, 4.2772659)


def test_a_rate_ratio_without_events_before_has_no_upper_end():
    found = rates.rate_ratio(0, 100, 5, 100)
    assert (found.ratio, found.high) == (None, None)
    assert found.low == approx(0.025 ** (1 / 5) / (1 - 0.025 ** (1 / 5)))


def test_a_rate_ratio_needs_cover_and_events():
    assert rates.rate_ratio(1, 0, 1, 10).reason == "not_covered"
    assert rates.rate_ratio(0, 10, 0, 10).reason == "nothing_counted"


# Peaks


def test_a_peak_stands_out_by_its_robust_score():
    values = (4, 5, 6, 5, 4, 6, 5, 20, 5, 4, 6, 5)
    (found,) = peaks.peaks(row(*values))
    # Among the changed values the median is that of 5, the absolute deviations' that of 4 or 6.
    x = [2 * sqrt(value + 3 / 8) for value in (4, 5, 6, 20)]
    spread = 1.4826 * (x[2] - x[1])
    assert (found.place, found.value, found.is_robust) == (7, 20, True)
    assert found.score == pytest.approx((x[3] - x[1]) / spread, rel=1e-6)


def test_a_plateau_is_one_peak():
    assert [each.place for each in peaks.peaks(row(4, 5, 6, 5, 4, 6, 30, 30, 5, 4, 6, 5))] == [6]


def test_a_peak_of_uncertain_dates_is_not_robust():
    values = (4, 5, 6, 5, 4, 6, 5, 20, 5, 4, 6, 5)
    (found,) = peaks.peaks(row(*values, low=[4, 5, 6, 5, 4, 6, 5, 6, 5, 4, 6, 5]))
    assert not found.is_robust


def test_without_spread_a_peak_is_a_rare_poisson_count():
    # P(X >= 5 | 1) = 0.00366 is below 0.01, P(X >= 4 | 1) = 0.01899 is not.
    assert [each.place for each in peaks.peaks(row(*[1] * 12, 5, 1))] == [12]
    assert peaks.peaks(row(*[1] * 12, 4, 1)) == []


def test_peaks_need_a_year():
    assert peaks.peaks(row(*[1] * 11)) == Insufficient("few_buckets", 11, 12)


# Levels


def test_a_lull_is_a_run_of_low_trailing_means():
    (found,) = levels.lulls(row(*[6] * 14, 0, 0, 0, 0, 0, *[9] * 6))
    # All means are 6 until place 13, and so is their quartile: from the twelfth on they count as
    # low as well, until the first above it, 5.67 at place 18 + 3.
    assert (found.first, found.last) == (13, 19)


def test_before_a_year_only_nothing_is_low():
    found = levels.lulls(row(3, 0, 0, 0, 0, 0, *[5, 6] * 8))
    assert (found[0].first, found[0].last) == (3, 5)


def test_the_longest_elevated_run_is_compared_with_the_one_before():
    found = levels.elevated_runs(row(*[1] * 10, 9, 9, 9, 9, *[1] * 12, *[9] * 8, *[1] * 10))
    # The threshold is the mean of 1, 9, 9: so a run lasts from its second bucket to the one after.
    assert found.threshold == approx(19 / 3)
    assert [run.length for run in found.all] == [4, 8]
    assert (found.longest.first, found.ratio) == (27, 2)


def test_all_time_highs_list_ties_and_say_whether_dates_could_change_them():
    assert levels.all_time_high(row(1, 7, 3, 7)).places == [1, 3]
    high = levels.all_time_high([Observation(5, 6, 7), Observation(1, 2, 4)])
    assert (high.places, high.is_robust) == ([0], True)
    high = levels.all_time_high([Observation(5, 6, 7), Observation(1, 2, 6)])
    assert not high.is_robust
    high = levels.all_time_high([Observation(5, 6, 7), Observation(1, 2, 4, is_open=True)])
    assert not high.is_robust
    assert levels.all_time_high(row(0, None, 0)).reason == "nothing_counted"


def test_quantiles_are_those_of_r():
    assert observations.quantile([1, 2, 3, 4], 0.25) == 1.75
    assert observations.quantile([7], 0.25) == 7


# Dispersion


def test_dispersion_of_the_kicks_of_horses():
    """L. von Bortkiewicz (1898): deaths in 200 corps-years, 0 to 4 of them."""
    values = [0] * 109 + [1] * 65 + [2] * 22 + [3] * 3 + [4]
    found = dispersion.dispersion(row(*values))
    assert found.ratio == approx(0.610955 / 0.61, within=1e-5)
    # Fisher's approximation by hand: sqrt(2 * 199.3115) - sqrt(2 * 199 - 1) = 0.0407 is about
    # normal, and 0.4838 lies beyond it.
    assert found.p == approx(0.4838, within=5e-3)


def test_autocorrelation_of_an_alternating_series():
    found = dispersion.autocorrelation(row(*[0, 2] * 12))
    assert found.values[0] == approx(-23 / 24)
    assert found.values[1] == approx(22 / 24)
    assert found.limit == approx(1.96 / sqrt(24))


# Gaps


def test_burstiness_and_memory_of_a_worked_example():
    """Events at 0, 1, 3, 8, 12: gaps 1, 2, 5, 4, of mean 3 and deviation sqrt(2.5)."""
    found = gaps.burstiness_of([1, 2, 5, 4])
    values = (found.parameter, found.corrected, found.memory)
    assert values == approx(-0.30972, -0.29817, 0.41931)


def test_the_corrected_burstiness_has_the_limits_that_kim_and_jo_state():
    """Physical Review E 94 (2016) 032311: regular -1, random 0, one long gap 1, for any n."""
    for n in (6, 24, 99):
        assert gaps.burstiness_of([3] * n).corrected == approx(-1)
        assert gaps.burstiness_of([0] * (n - 1) + [7]).corrected == approx(1)
    # Random: n points on a circle, whose gaps vary by s / m = sqrt((n - 1) / (n + 1)). Here n = 8
    # and m = 3, and four gaps each are sqrt(7) below and above.
    found = gaps.burstiness_of([3 - sqrt(7), 3 + sqrt(7)] * 4)
    assert found.corrected == approx(0)


def test_burstiness_of_exponential_gaps_is_none_in_the_limit():
    """Goh and Barabasi, EPL 81 (2008) 48002: s = m for a Poisson process, so that B is 0; here the
    quantiles of an exponential distribution. Gaps in order of length have a memory near 1."""
    quantiles = [-log(1 - (k + 0.5) / 20000) for k in range(20000)]
    found = gaps.burstiness_of(quantiles)
    assert found.parameter == approx(0, within=1e-3)
    assert found.memory > 0.99
    assert gaps.burstiness_of([1, 5] * 10).memory == approx(-1)  # a long one after each short one


def test_gaps_are_counted_in_days_with_the_open_one_apart():
    days = [datetime.date(2024, 1, day) for day in (1, 11, 2)]
    found = gaps.gaps(days, datetime.date(2024, 1, 31), midpoints=1)
    assert (found.n, found.mean, found.longest, found.current) == (2, 5, 9, 20)
    assert gaps.burstiness(days) == Insufficient("few_gaps", 2, 5)


def test_regular_events_have_a_burstiness_of_minus_one():
    days = [datetime.date(2024, 1, 1) + datetime.timedelta(days=3 * n) for n in range(30)]
    found = gaps.burstiness(days)
    assert (found.parameter, found.memory, found.is_few) == (-1, None, False)
    assert found.corrected == approx(-1)


# Recovery and waves


def test_the_median_is_that_of_freireich():
    """E. J. Freireich et al., Blood 21 (1963) 699-716: remission under 6-MP, median 23 weeks."""
    reached = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    censored = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    lags = [recovery.Lag(0, weeks, is_censored=False) for weeks in reached]
    lags += [recovery.Lag(0, weeks, is_censored=True) for weeks in censored]
    assert recovery.kaplan_meier_median(lags) == 23
    placebo = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
    assert recovery.kaplan_meier_median([recovery.Lag(0, n, False) for n in placebo]) == 8


def test_recovery_is_counted_from_the_start_of_a_lull():
    found = recovery.recovery_after_lulls(row(*[5, 7] * 8, 0, 0, 0, 0, *[9] * 6))
    # By hand: the lull begins at 16, whose mean 12 / 3 is below 6, the median of the twelve before;
    # of the means 0, 3, 6 at 19, 20, 21 the last one reaches it.
    assert found.lags == [recovery.Lag(16, 5, is_censored=False)]
    assert found.median is None  # one lull is too few


def test_a_lull_that_lasts_is_censored():
    found = recovery.recovery_after_lulls(row(*[5, 7] * 8, 0, 0, 0, 0, 0, 0))
    assert found.lags == [recovery.Lag(16, 22 - 16, is_censored=True)]


def test_lulls_that_follow_peaks_are_more_than_chance():
    """Worked by hand. Peaks at 8, 28, 48, 68; lulls begin at 12, 31, 51, 71 and at 23, 43, 63.

    A lull follows a peak if it begins 1 to 6 later. All four peaks are followed by the lulls as
    they are, shifted by 1 or 2, and shifted by up to 2 less or more than 20, 40, 60 and 80: by 20
    of 80 shifts, the observed one among them.
    """
    cycle = [5, 6, 5, 4, 6, 5, 5, 6, 40, 1, 0, 0, 0, 1, 5, 6, 4, 5, 6, 5]
    found = waves.waves(row(*cycle * 4))
    assert (found.followed, found.peaks) == (4, 4)
    assert found.p == approx(20 / 80)
    assert waves.waves(row(*[5, 6] * 12)).reason == "few_peaks"


# Change points and co-movement


def test_a_change_of_level_is_found_where_it_is():
    (found,) = change_points.change_points(row(*[4, 5, 6, 5] * 5, *[19, 21, 20, 20] * 5))
    assert (found.place, found.before, found.after) == (20, 5, 20)


def test_accidents_in_coal_mines_became_fewer_after_1891():
    """R. G. Jarrett, Biometrika 66 (1979) 191-193: 191 accidents in Britain from 1851 to 1962.

    B. P. Carlin, A. E. Gelfand and A. F. M. Smith, Applied Statistics 41 (1992) 389-405: one
    change, most likely after the 41st year, from 3.1 a year to 0.9.
    """
    years = "4541043406334026335453144155342522342132211113001011003103220111010100021"
    years += "000110233112111124200014000100000100101"
    values = [int(digit) for digit in years]
    assert (len(values), sum(values)) == (112, 191)
    (found,) = change_points.change_points(row(*values))
    assert (1851 + found.place, found.place) == (1892, 41)
    assert (found.before, found.after) == approx(127 / 41, 64 / 71)


def test_places_of_changes_count_from_the_start_of_the_series():
    (found,) = change_points.change_points(row(None, None, *[5] * 20, *[20] * 20))
    assert found.place == 22


def test_a_level_does_not_reach_over_a_gap():
    assert change_points.change_points(row(*[5] * 20, None, *[5] * 20)).reason == "gaps"


def test_a_series_that_follows_another_by_two_buckets():
    first = [int(digit) for digit in "31415926535897932384626433832795028841971693993751"]
    second = [5, 5, *first[:-2]]
    found = co_movement.co_movement(row(*first), row(*second))
    assert found.strongest == 2
    assert found.by_lag[2] > 0.95
    assert found.p == approx(1 / 25)  # of 24 shifts, none is as strong


def test_spearman_is_that_of_a_published_example():
    """Wikipedia, Spearman's rank correlation coefficient: of the intelligence of ten people and
    their hours of television, -29 / 165. By hand, d squared of the ranks adds up to 194."""
    hours = np.array([[7, 27, 2, 50, 28, 29, 20, 12, 6, 17]])
    found = co_movement.spearman(np.array([106, 100, 86, 101, 99, 103, 97, 113, 112, 110]), hours)
    assert float(found[0]) == approx(-29 / 165)


def test_ranks_with_ties_are_shared():
    """Worked by hand: ranks 1, 2.5, 2.5, 4 and 1, 2, 3, 4."""
    assert float(
        co_movement.spearman(np.array([1, 2, 2, 5]), np.array([[1, 2, 3, 4]]))[0]
    ) == approx(4.5 / sqrt(4.5 * 5))


@pytest.mark.parametrize(
    ("here", "there", "outcome"),
    [
        ((100, 20), (20, 100), "holds"),
        ((100, 20), (20, 26), "weakly"),
        ((20, 100), (20, 26), "contradicted"),
        ((30, 32), (20, 26), "does_not_hold"),
        ((4, 2), (20, 100), "insufficient"),
    ],
)
def test_down_here_up_there(here, there, outcome):
    ratios = [rates.rate_ratio(before, 100, after, 100) for before, after in (here, there)]
    assert co_movement.down_here_up_there(*ratios, covered=1).outcome == outcome
    assert co_movement.down_here_up_there(*ratios, covered=0.8).outcome == "insufficient"


counts = st.lists(st.none() | st.integers(0, 30), max_size=60)


@settings(max_examples=40)
@given(counts, counts)
def test_no_method_stumbles_over_gaps_or_short_series(one, other):
    """Every method returns a result or says what is missing, whatever the series."""
    size = min(len(one), len(other))
    first, second = row(*one[:size]), row(*other[:size])
    methods = (
        peaks.peaks,
        levels.lulls,
        levels.elevated_runs,
        levels.all_time_high,
        dispersion.dispersion,
        dispersion.autocorrelation,
        recovery.recovery_after_lulls,
        waves.waves,
        change_points.change_points,
    )
    for method in methods:
        found = method(first)
        if isinstance(found, Insufficient):
            assert found.reason
    co_movement.co_movement(first, second)


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611), (29, 29, 0.8830, 1)],
)
def test_shares_have_the_intervals_that_newcombe_published(part, whole, low, high):
    """Table I, method 3 of R. G. Newcombe, Statistics in Medicine 17 (1998) 857-872."""
    found = coded_shares.share_of(part, whole)
    assert (found.share, found.low, found.high) == approx(part / whole, low, high)


def test_incidents_without_a_code_are_counted_both_ways():
    found = coded_shares.transnational_share({"yes": 3, "no": 5}, 2)
    assert (found.share, found.lowest, found.highest) == approx(3 / 8, 3 / 10, 5 / 10)
    assert coded_shares.transnational_share({"yes": 1, "no": 3}, 90) == Insufficient(
        "few_coded", 4, 5
    )
    assert coded_shares.share_of(0, 4) == Insufficient("few_events", 4, 5)


def test_the_share_carried_out_is_of_attacks_that_ended():
    counts = {"plot_advanced": 4, "foiled": 3, "failed": 1, "attempted": 2, "completed": 2}
    found = coded_shares.attack_statuses(counts, 2)
    assert (found.part, found.coded, found.unknown) == (2, 8, 2)
    assert (found.share, found.lowest, found.highest) == approx(2 / 8, 2 / 10, 4 / 10)
    assert found.counts == counts
