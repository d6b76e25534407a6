"""Scores of forecasts, against published tables and against themselves."""

import datetime as dt
from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.assessments.statistics.forecasts import (
    HALF,
    ORIGINAL,
    Bin,
    Forecast,
    base_rate,
    brier_score,
    brier_skill_score,
    daily_forecasts,
    murphy_decomposition,
    reliability_bins,
    wilson_interval,
)
from incidents.vocabularies import LIKELIHOODS

pytestmark = pytest.mark.pure
BANDS = [(float(band.low), float(band.high)) for band in LIKELIHOODS.values()]
TENTHS = [(tenth / 10, (tenth + 1) / 10) for tenth in range(11)]

# Brier (1950), table 1: ten occasions, the probability of rain, and whether it rained; P = 0.19.
RAIN = [
    Forecast(probability, outcome)
    for outcome, said in ((0, (0.7, 0.2, 0, 0, 0, 0, 0.1)), (1, (0.9, 0.8, 0.4)))
    for probability in said
]


def test_briers_own_table_is_on_his_scale():
    assert brier_score(RAIN, ORIGINAL) == pytest.approx(0.19)
    assert brier_score(RAIN, HALF) == pytest.approx(0.095)


def test_scales_have_names_and_no_others():
    with pytest.raises(KeyError):
        brier_score(RAIN, "two")
    assert brier_score([]) is None


# The documentation of scikit-learn's brier_score_loss.
def test_brier_of_a_library():
    rows = [Forecast(*pair) for pair in ((0.1, 0), (0.9, 1), (0.8, 1), (0.3, 0))]
    assert brier_score(rows) == pytest.approx(0.0375)


def test_skill_is_against_a_reference():
    rate = base_rate(RAIN)
    assert rate == pytest.approx(0.3)
    assert brier_skill_score(brier_score(RAIN), rate * (1 - rate)) == pytest.approx(
        1 - 0.095 / 0.21
    )
    assert brier_skill_score(0.25, 0.25) == 0
    assert brier_skill_score(0.1, 0) is None
    assert brier_skill_score(None, 0.25) is None


# Brier's table again, partitioned by hand over its distinct probabilities as Murphy (1973) does.
def test_murphys_partition_of_the_table():
    parts = murphy_decomposition(RAIN, TENTHS)
    assert parts.uncertainty == pytest.approx(0.21)
    assert parts.reliability == pytest.approx(0.095)  # every probability but 0 was said once
    assert parts.resolution == pytest.approx(0.21)
    assert parts.residual == pytest.approx(0)


# Two bins of several: (0.2 said four times, one resolved yes), (0.8 said six times, three did).
def test_murphys_partition_of_repeated_probabilities():
    rows = [Forecast(0.2, o) for o in (1, 0, 0, 0)] + [Forecast(0.8, o) for o in (1, 1, 1, 0, 0, 0)]
    parts = murphy_decomposition(rows, TENTHS)
    assert parts.reliability == pytest.approx((4 * 0.05**2 + 6 * 0.3**2) / 10)
    assert parts.resolution == pytest.approx((4 * 0.15**2 + 6 * 0.1**2) / 10)
    assert parts.uncertainty == pytest.approx(0.24)
    assert brier_score(rows) == pytest.approx(
        parts.reliability - parts.resolution + parts.uncertainty
    )


probabilities = st.integers(1, 999).map(lambda thousandth: thousandth / 1000)
forecasts = st.lists(
    st.builds(Forecast, probabilities, st.integers(0, 1), st.integers(1, 4).map(lambda n: n / 4)),
    min_size=1,
    max_size=40,
)


@given(forecasts)
def test_the_parts_sum_to_the_score(rows):
    parts = murphy_decomposition(rows, BANDS)
    total = parts.reliability - parts.resolution + parts.uncertainty + parts.residual
    assert isclose(total, brier_score(rows), abs_tol=1e-9)
    assert min(parts.reliability, parts.resolution, parts.uncertainty) >= 0


@given(
    st.lists(
        st.tuples(st.sampled_from([0.03, 0.1, 0.3, 0.5, 0.7, 0.9, 0.97]), st.integers(0, 1)),
        min_size=1,
        max_size=40,
    )
)
def test_there_is_no_residual_where_a_bin_holds_one_probability(pairs):
    parts = murphy_decomposition([Forecast(*pair) for pair in pairs], BANDS)
    assert isclose(parts.residual, 0, abs_tol=1e-9)


@given(forecasts)
def test_the_original_scale_is_twice_the_half(rows):
    assert isclose(brier_score(rows, ORIGINAL), 2 * brier_score(rows, HALF))
    assert 0 <= brier_score(rows) <= 1


def test_bins_are_half_open_and_empty_ones_stay():
    bins = reliability_bins([Forecast(0.55, 1), Forecast(0.8, 0)], BANDS)
    assert [each.n for each in bins] == [0, 0, 0, 0, 1, 1, 0]
    assert bins[0] == Bin(0, 0.05, 0)
    assert (bins[4].mean, bins[4].observed) == (0.55, 1)


# Newcombe (1998), table I, method 3: the score interval without continuity correction.
@pytest.mark.parametrize(
    ("successes", "n", "lower", "upper"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_as_newcombe_prints_it(successes, n, lower, upper):
    assert wilson_interval(successes, n) == (
        pytest.approx(lower, abs=5e-5),
        pytest.approx(upper, abs=5e-5),
    )


def test_wilson_of_nothing_knows_nothing():
    assert wilson_interval(0, 0) == (0, 1)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_holds_the_share_and_is_symmetric(pair):
    successes, n = pair
    lower, upper = wilson_interval(successes, n)
    assert 0 <= lower <= successes / n + 1e-12
    assert successes / n - 1e-12 <= upper <= 1
    mirrored = wilson_interval(n - successes, n)
    assert isclose(lower, 1 - mirrored[1], abs_tol=1e-9)


def day(number):
    return dt.date(2024, 1, number)


# GJ Open's way: a forecast holds until the next; 0.5 for two days, 0.9 for two, resolved yes.
def test_days_are_averaged():
    rows = daily_forecasts([(day(1), 0.5), (day(3), 0.9)], day(4), 1)
    assert brier_score(rows) == pytest.approx((2 * 0.25 + 2 * 0.01) / 4)
    assert sum(each.weight for each in rows) == pytest.approx(1)
    assert brier_score(rows, ORIGINAL) == pytest.approx((2 * 0.5 + 2 * 0.02) / 4)


def test_the_last_of_a_day_counts_and_none_after_the_end():
    steps = [(day(1), 0.2), (day(1), 0.6), (day(9), 0.99)]
    assert daily_forecasts(steps, day(8), 1) == [Forecast(0.6, 1, 1)]
    assert daily_forecasts(steps, day(9), 1)[1] == Forecast(0.99, 1, 1 / 9)
    assert daily_forecasts([(day(9), 0.9)], day(8), 1) == []
    assert daily_forecasts([], day(8), 1) == []


@given(
    st.lists(
        st.tuples(st.dates(dt.date(2020, 1, 1), dt.date(2024, 1, 1)), probabilities), min_size=1
    ),
    st.integers(0, 1),
)
def test_a_question_weighs_one_however_often_it_was_judged(steps, outcome):
    rows = daily_forecasts(sorted(steps), dt.date(2024, 6, 1), outcome)
    assert isclose(sum(each.weight for each in rows), 1, abs_tol=1e-9)
