"""What a series leaves out is cached in large registers, and follows each change at once."""

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ctplatform.curation import services
from ctplatform.curation.queries import unchanged
from incidents.casualties.merged_figures import update_merged_figures
from incidents.models import ExternalRecord, Series
from incidents.series.queries.left_out import left_out
from incidents.series.queries.points import recount_dirty_days
from tests.factories.curation import Team
from tests.factories.incidents import SeriesFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture(autouse=True)
def all_counts_are_cached(monkeypatch):
    """However small the register."""
    monkeypatch.setattr(unchanged, "WORTH", 0)
    caches["counts"].clear()


@pytest.fixture
def team():
    return Team("open")


def counted(series, reason):
    return left_out(Series.objects.get(pk=series.pk))[reason]


def counts(series):
    """Whether this reading has the database count."""
    with CaptureQueriesContext(connection) as queries:
        left_out(series)
    return any("AS counted" in each["sql"] for each in queries)


def test_second_reading_counts_nothing_until_a_record_changes(team):
    series = SeriesFactory(project=team.project)
    assert [counts(series) for _ in range(3)] == [True, False, False]
    team.published(date=None)
    assert [counts(series) for _ in range(2)] == [True, False]


def test_each_change_of_a_record_is_followed_at_once(team):
    series = SeriesFactory(project=team.project)
    assert counted(series, "undated") == 0
    record = team.published(date=None)
    assert counted(series, "undated") == 1
    services.change_record(record, {"date": "2022-05"}, by=team.editor)
    assert (counted(series, "undated"), counted(series, "outside")) == (0, 1)
    record.refresh_from_db()
    services.change_record(record, {"marking": "red"}, by=team.owner)
    assert (counted(series, "undated"), counted(series, "outside")) == (0, 0)


def test_end_of_an_embargo_is_followed_at_once(team, monkeypatch):
    series = SeriesFactory(project=team.project)
    lifted = timezone.now() + timezone.timedelta(days=1)
    team.published(date="2024-03-05", embargo_until=lifted)
    assert (counted(series, "embargoed"), counted(series, "embargoed")) == (1, 1)
    monkeypatch.setattr(timezone, "now", lambda: lifted + timezone.timedelta(seconds=1))
    assert counted(series, "embargoed") == 0


def test_figure_lent_by_a_merged_record_is_followed_with_the_points(team, monkeypatch):
    """Its stored figure changes after the end of the embargo, without an entry in the history."""
    series = SeriesFactory(project=team.project, measure="fatalities")
    lifted = timezone.now() + timezone.timedelta(days=1)
    kept = team.published(date="2024-03-05")
    gone = team.published(date="2024-03-05", embargo_until=lifted)
    team.casualty(gone)
    services.merge(gone, kept, by=team.owner)
    recount_dirty_days()
    assert counted(series, "unknown") == 1
    monkeypatch.setattr(timezone, "now", lambda: lifted + timezone.timedelta(seconds=1))
    counted(series, "unknown")
    assert update_merged_figures() == 1
    recount_dirty_days()
    assert counted(series, "unknown") == 0


def test_what_the_history_does_not_record_is_counted_each_time(team):
    record = team.published(date=None)
    series = SeriesFactory(project=team.project, filters={"dataset": ["acled"]})
    assert counted(series, "undated") == 0
    ExternalRecord.objects.create(
        project=team.project, incident=record, dataset="acled", external_id="1"
    )
    assert counted(series, "undated") == 1


def test_few_records_are_counted_each_time_without_asking_for_the_state(team, monkeypatch):
    monkeypatch.setattr(unchanged, "WORTH", 1000)
    series = SeriesFactory(project=team.project)
    assert counts(series)
    with CaptureQueriesContext(connection) as queries:
        assert left_out(series)["undated"] == 0
    assert len(queries) == 1
    team.published(date=None)
    assert counted(series, "undated") == 1


def test_two_series_never_share_counts(team):
    team.published(date=None)
    events = SeriesFactory(project=team.project)
    others = SeriesFactory(project=team.project, filters={"country": ["PK"]})
    assert [counted(each, "undated") for each in (events, others)] == [1, 0]
