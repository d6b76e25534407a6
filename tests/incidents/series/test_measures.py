"""Measures that count people, and buckets of each size."""

import datetime as dt

import pytest

from incidents.models import CasualtyEstimate
from incidents.series.queries import points as aggregates
from incidents.series.queries.counting import tally_buckets
from incidents.series.queries.figure import figure_of
from incidents.series.queries.left_out import left_out
from incidents.series.queries.people import FIGURES, joined_figures
from incidents.templatetags.figures import in_all, window
from tests.factories.accounts import member
from tests.factories.incidents import CasualtyEstimateFactory, IncidentFactory, SeriesFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def harmed(project, date="2024-03-05", **kinds):
    """An incident with an estimate (low, best, high) of each of these kinds."""
    incident = IncidentFactory(project=project, published=True, date=date)
    for kind, (low, best, high) in kinds.items():
        CasualtyEstimateFactory(incident=incident, kind=kind, low=low, best=best, high=high)
    return incident


def counted(series):
    aggregates.rebuild_series(series, lambda done, total: None)
    return series.points.get(bucket=dt.date(2024, 3, 1), group="")


def test_injured_add_up_low_best_and_high():
    series = SeriesFactory(measure="injured")
    harmed(series.project, injured=(4, 5, 9), killed=(100, 100, 100))
    harmed(series.project, injured=(1, 1, 1))
    harmed(series.project, killed=(7, 7, 7))
    point = counted(series)
    assert (point.n_min, point.n_expected, point.n_max) == (5, 6.0, 10)
    assert (point.unknown, point.incidents) == (1, 3)
    assert left_out(series)["unknown"] == 1
    figure = figure_of(series, member(series.project, "reader"))
    assert in_all(figure) == "about 6 injured (at least 5)"
    assert window(figure) == "Injured per month, January 2024 to December 2024"


def test_people_abducted_and_held_hostage_may_be_the_same():
    series = SeriesFactory(measure="held")
    harmed(series.project, hostages=(10, 12, 15), abducted=(3, 4, 5))
    harmed(series.project, abducted=(1, 1, 1))
    harmed(series.project)
    point = counted(series)
    assert (point.n_min, point.n_expected, point.n_max) == (11, 13.0, 21)
    assert point.unknown == left_out(series)["unknown"] == 1


def test_joined_figures_leave_out_a_harm_without_a_figure():
    def figures(low, best, high, is_open=0, unknown=0):
        return dict(zip(FIGURES, (low, best, high, is_open, unknown, unknown), strict=True))

    missing = figures(0, 0, 0, 1, 1)
    assert joined_figures([missing, missing]) == missing
    assert joined_figures([missing, figures(2, 3, 4)]) == figures(2, 3, 4)
    assert joined_figures([figures(2, 3, 4), figures(1, 5, 6, 1)]) == figures(2, 5, 10, 1)


@pytest.mark.parametrize(
    "estimates",
    [
        [{"low": 3}],
        [{}],
        [{"qualifier": "contradictory", "stated": "3 or 5"}],
        [{"qualifier": "contradictory", "stated": "3 or 5"}, {"low": 1, "group": "guards"}],
        [{"low": 1, "group": "guards"}],
        [{"selected": True}, {"low": 4}],
        [{"selected": True, "low": 4}, {"qualifier": "contradictory", "stated": "3 or 5"}],
    ],
)
@pytest.mark.parametrize("is_merged", [False, True])
def test_the_list_of_unknown_figures_follows_the_rule_of_the_count(estimates, is_merged):
    series = SeriesFactory(measure="injured")
    incident = harmed(series.project)
    owner = incident
    if is_merged:
        owner = IncidentFactory(project=series.project, published=True, merged_into=incident)
    for each in estimates:
        CasualtyEstimateFactory(incident=owner, kind="injured", **each)
    point = counted(series)
    assert point.incidents == 1
    assert left_out(series)["unknown"] == point.unknown
    assert CasualtyEstimate.objects.count() == len(estimates)


@pytest.mark.parametrize(
    ("bucket", "first", "last", "n", "label"),
    [
        ("week", "2024-01-01", "2025-01-05", 53, "2024-W10"),
        ("half", "2024-01-01", "2024-12-31", 2, "2024 H1"),
    ],
)
def test_weeks_and_halves_are_buckets(bucket, first, last, n, label):
    series = SeriesFactory(bucket=bucket)
    series.full_clean()
    series.save()
    assert (str(series.start), str(series.end)) == (first, last)
    harmed(series.project, date="2024-03-05")
    aggregates.rebuild_series(series, lambda done, total: None)
    assert series.points.count() == n
    found = figure_of(series, member(series.project, "reader"))
    (row,) = [row for row in found.rows if row[1][0] and row[1][0].n_max]
    assert (row[0], row[1][0].n_min) == (label, 1)
    assert found.drawing().panels[0].line


@pytest.mark.parametrize("bucket", ["week", "month", "quarter", "half", "year"])
def test_a_bucket_counts_the_same_alone_and_among_all(bucket):
    """Whatever the span of a date: a month reaches into weeks, and a year into every bucket."""
    series = SeriesFactory(bucket=bucket)
    series.full_clean()
    spans = ("2024-02-07", "2024-02", "2024-21", "2024", "2023/2025", "2024-01-30/2024-07-02")
    for date in (*spans, "2024-06-01/2024-06-07", "2024-06-24/2024-06-30", "2023-12-25/2024-01-04"):
        harmed(series.project, date=date)
    buckets = list(series.covered_buckets())
    together = tally_buckets(series, buckets)
    assert together[buckets[0], ""].incidents >= 3
    for each in buckets:
        assert tally_buckets(series, [each])[each, ""] == together[each, ""]
