import datetime as dt
import itertools

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ctplatform.charts import buckets

pytestmark = pytest.mark.pure
sizes = st.sampled_from(list(buckets.A_YEAR))


@given(st.dates(), sizes)
def test_day_lies_in_its_bucket(day, size):
    first = buckets.first_day(day, size)
    assert first <= day <= buckets.last_day(first, size)
    assert buckets.first_day(first, size) == first


@given(st.dates(), st.dates(), sizes)
@example(dt.date(9989, 2, 1), dt.date.max, "month")
@example(dt.date.min, dt.date.min, "year")
def test_buckets_follow_each_other_without_a_gap(one, other, size):
    start, end = sorted((one, other))
    end = start + min(end - start, dt.timedelta(days=4000))
    found = list(buckets.buckets_between(start, end, size))
    assert found[0] == buckets.first_day(start, size)
    assert found[-1] <= end <= buckets.last_day(found[-1], size)
    for before, after in itertools.pairwise(found):
        assert (after - buckets.last_day(before, size)).days == 1


@example([(dt.date.min, dt.date.max), (dt.date.max, dt.date.max)], dt.date.max)
@given(st.lists(st.tuples(st.dates(), st.dates()).map(sorted).map(tuple), max_size=6), st.dates())
def test_merged_windows_hold_the_same_days(windows, day):
    merged = buckets.merge_windows(windows)
    assert any(a <= day <= b for a, b in windows) == any(a <= day <= b for a, b in merged)
    assert all(a[1] < b[0] for a, b in itertools.pairwise(merged))


@pytest.mark.parametrize(
    ("windows", "expected"),
    [
        ([], "none"),
        ([(dt.date(2024, 2, 1), dt.date(2024, 2, 29))], "full"),
        ([(dt.date(2024, 2, 1), dt.date(2024, 2, 28))], "partial"),
        (
            [
                (dt.date(2024, 1, 1), dt.date(2024, 2, 10)),
                (dt.date(2024, 2, 11), dt.date(2025, 1, 1)),
            ],
            "full",
        ),
        ([(dt.date(2024, 3, 1), dt.date(2024, 3, 1))], "none"),
    ],
)
def test_coverage_counts_days(windows, expected):
    merged = buckets.merge_windows(windows)
    assert buckets.coverage_of(dt.date(2024, 2, 1), "month", merged) == expected


def test_labels_sort_as_their_buckets_do():
    day = dt.date(2024, 7, 1)
    labels = [buckets.bucket_label(day, size) for size in ("month", "quarter", "year")]
    assert labels == ["2024-07", "2024 Q3", "2024"]


def test_weeks_begin_on_monday_and_are_numbered_as_in_iso_8601():
    day = dt.date(2024, 12, 31)
    assert buckets.first_day(day, "week") == dt.date(2024, 12, 30)
    assert buckets.last_day(dt.date(2024, 12, 30), "week") == dt.date(2025, 1, 5)
    assert buckets.bucket_label(dt.date(2024, 12, 30), "week") == "2025-W01"
    assert list(buckets.buckets_between(dt.date(9999, 12, 30), dt.date.max, "week")) == [
        dt.date(9999, 12, 27)
    ]


def test_halves_begin_in_january_and_july():
    assert buckets.first_day(dt.date(2024, 9, 30), "half") == dt.date(2024, 7, 1)
    assert buckets.last_day(dt.date(2024, 7, 1), "half") == dt.date(2024, 12, 31)
    assert buckets.bucket_label(dt.date(2024, 7, 1), "half") == "2024 H2"
