"""What a series counts, and that a refresh comes to the same as a rebuild."""

import datetime as dt
from datetime import timedelta

import pytest
from django.utils import timezone

from ctplatform.curation import services as curation
from incidents.models import DirtyBucket, Incident, Participation
from incidents.series.queries import points as aggregates
from incidents.series.queries.left_out import left_out
from tests.factories.accounts import ProjectFactory
from tests.factories.curation import Team
from tests.factories.incidents import (
    ActorFactory,
    CasualtyEstimateFactory,
    IncidentFactory,
    ParticipationFactory,
    SeriesFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def published(project, date, **values):
    return IncidentFactory(project=project, published=True, date=date, **values)


def counted(series):
    """Rebuild and return {(bucket "2024-03", group): (min, expected, max)}."""
    aggregates.rebuild_series(series, lambda done, total: None)
    return numbers(series)


def numbers(series):
    return {
        (f"{point.bucket:%Y-%m}", point.group): (point.n_min, point.n_expected, point.n_max)
        for point in series.points.all()
    }


def test_month_without_incidents_is_a_zero():
    series = SeriesFactory()
    found = counted(series)
    assert len(found) == 12
    assert set(found.values()) == {(0, 0.0, 0)}


def test_day_counts_once_in_its_month():
    series = SeriesFactory()
    published(series.project, "2024-03-22")
    found = counted(series)
    assert found["2024-03", ""] == (1, 1.0, 1)
    assert found["2024-04", ""] == (0, 0.0, 0)


def test_imprecise_date_is_shared_out_by_days():
    series = SeriesFactory()
    published(series.project, "2024-03-30/2024-04-02")
    found = counted(series)
    assert found["2024-03", ""] == (0, 0.5, 1)
    assert found["2024-04", ""] == (0, 0.5, 1)


def test_year_reaches_every_month_and_adds_up_to_one():
    series = SeriesFactory()
    published(series.project, "2024")
    found = counted(series)
    assert found["2024-02", ""] == (0, 29 / 366, 1)
    assert sum(expected for _, expected, _ in found.values()) == pytest.approx(1)


def test_what_reaches_out_of_the_series_counts_with_its_days_inside():
    series = SeriesFactory()
    published(series.project, "2023-12-31/2024-01-01")
    assert counted(series)["2024-01", ""] == (0, 0.5, 1)


@pytest.mark.parametrize("date", [None, "2024-03/..", "../2024-03"])
def test_open_date_is_in_no_month_but_told(date):
    series = SeriesFactory()
    published(series.project, date)
    assert set(counted(series).values()) == {(0, 0.0, 0)}
    assert left_out(series)["undated"] == 1


def test_candidates_other_kinds_and_other_projects_do_not_count():
    series = SeriesFactory()
    IncidentFactory(project=series.project, date="2024-03-01")
    published(series.project, "2024-03-01", record_kind="series")
    published(ProjectFactory(), "2024-03-01")
    assert counted(series)["2024-03", ""] == (0, 0.0, 0)


def test_embargoed_incident_counts_for_nobody_until_it_is_lifted():
    series = SeriesFactory()
    incident = published(
        series.project, "2024-03-01", embargo_until=timezone.now() + timedelta(days=1)
    )
    assert counted(series)["2024-03", ""] == (0, 0.0, 0)
    assert left_out(series)["embargoed"] == 1
    Incident.objects.filter(pk=incident.pk).update(embargo_until=timezone.now())
    assert counted(series)["2024-03", ""] == (1, 1.0, 1)
    assert left_out(series)["embargoed"] == 0


def test_each_country_has_every_covered_month_and_the_total_counts_all():
    series = SeriesFactory(group_by="country")
    published(series.project, "2024-03-01", country="AF")
    published(series.project, "2024-03-02", country="PK")
    published(series.project, "2024-05-02", country=None)
    found = counted(series)
    assert len(found) == 36
    assert found["2024-03", "AF"] == found["2024-03", "PK"] == (1, 1.0, 1)
    assert found["2024-03", ""] == (2, 2.0, 2)
    assert found["2024-05", ""] == (1, 1.0, 1)
    assert found["2024-05", "AF"] == (0, 0.0, 0)
    assert left_out(series)["unplaced"] == 1


def test_incident_of_two_perpetrators_counts_for_each_and_once_in_the_total():
    series = SeriesFactory(group_by="actor")
    incident = published(series.project, "2024-03-01")
    one, two, victim = (ActorFactory(project=series.project) for _ in range(3))
    for actor in (one, two):
        ParticipationFactory(incident=incident, actor=actor)
    ParticipationFactory(incident=incident, actor=victim, role="target")
    found = counted(series)
    assert {group for _, group in found} == {"", str(one.pk), str(two.pk)}
    assert found["2024-03", str(one.pk)] == found["2024-03", ""] == (1, 1.0, 1)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"country": "AF"}, 1),
        ({"country": ["AF", "PK"]}, 2),
        ({"attack_type": "bombing"}, 1),
        ({"lifecycle": "foiled"}, 1),
        ({"country": "PK", "attack_type": "bombing"}, 0),
    ],
)
def test_filters_narrow_what_is_counted(filters, expected):
    series = SeriesFactory(filters=filters)
    published(series.project, "2024-03-01", country="AF", attack_types=["hijacking", "bombing"])
    published(series.project, "2024-03-02", country="PK", lifecycle="foiled")
    assert counted(series)["2024-03", ""] == (expected, float(expected), expected)


def test_actor_filter_means_perpetrators():
    series = SeriesFactory()
    actor = ActorFactory(project=series.project)
    for role in ("perpetrator", "target"):
        incident = published(series.project, "2024-03-01")
        ParticipationFactory(incident=incident, actor=actor, role=role)
    series.filters = {"actor": [str(actor.pk)]}
    series.save()
    assert counted(series)["2024-03", ""] == (1, 1.0, 1)


def test_gap_in_coverage_has_no_points():
    series = SeriesFactory(
        coverage=[
            {"start": "2024-01-01", "end": "2024-03-15", "sources": []},
            {"start": "2024-06-01", "end": "2024-07-31", "sources": []},
        ]
    )
    published(series.project, "2024-04-01")
    counted(series)
    found = series.points.order_by("bucket").values_list("bucket__month", "coverage")
    whole = [(1, "full"), (2, "full"), (3, "partial"), (6, "full"), (7, "full")]
    assert list(found) == whole


@pytest.mark.parametrize(("bucket", "expected"), [("quarter", 4), ("year", 1)])
def test_larger_buckets_hold_what_their_months_hold(bucket, expected):
    series = SeriesFactory(bucket=bucket)
    published(series.project, "2024-02")
    published(series.project, "2024-01-31/2024-02-02")
    found = counted(series)
    assert len(found) == expected
    assert found["2024-01", ""] == (2, 2.0, 2)


def test_fatalities_keep_lowest_best_and_highest_apart():
    series = SeriesFactory(measure="fatalities")
    incident = published(series.project, "2024-03-22")
    CasualtyEstimateFactory(incident=incident, low=137, best=145, high=150)
    CasualtyEstimateFactory(incident=incident, kind="injured", low=500)
    assert counted(series)["2024-03", ""] == (137, 145.0, 150)
    assert not series.points.get(bucket=dt.date(2024, 3, 1)).is_open


def test_the_chosen_estimate_counts_alone():
    series = SeriesFactory(measure="fatalities")
    incident = published(series.project, "2024-03-22")
    CasualtyEstimateFactory(incident=incident, low=137, best=145, high=150)
    CasualtyEstimateFactory(incident=incident, low=10, best=12, high=14, selected=True, group="x")
    assert counted(series)["2024-03", ""] == (10, 12.0, 14)


def test_rivals_of_which_none_is_chosen_are_a_range_and_no_sum():
    series = SeriesFactory(measure="fatalities")
    incident = published(series.project, "2024-03-22")
    CasualtyEstimateFactory(incident=incident, low=40, best=42, high=44)
    CasualtyEstimateFactory(incident=incident, low=50, best=50, high=55, as_of="2024-04")
    assert counted(series)["2024-03", ""] == (40, 42.0, 55)


def test_open_figure_makes_the_maximum_open():
    series = SeriesFactory(measure="fatalities")
    incident = published(series.project, "2024-03-22")
    CasualtyEstimateFactory(incident=incident, low=151, best=None, high=None)
    assert counted(series)["2024-03", ""] == (151, 151.0, 151)
    assert series.points.get(bucket=dt.date(2024, 3, 1)).is_open


def test_total_of_the_killed_wins_over_the_sum_of_its_groups():
    series = SeriesFactory(measure="fatalities", group_by="country")
    incident = published(series.project, "2024-03-22", country="AF")
    CasualtyEstimateFactory(incident=incident, low=40, best=40, high=40)
    CasualtyEstimateFactory(incident=incident, group="hostages", low=39, best=39, high=39)
    parts = published(series.project, "2024-03-23", country="AF")
    CasualtyEstimateFactory(incident=parts, group="hostages", low=1, best=1, high=1)
    CasualtyEstimateFactory(incident=parts, group="guards", low=2, best=2, high=2)
    found = counted(series)
    assert found["2024-03", "AF"] == found["2024-03", ""] == (43, 43.0, 43)


def test_publishing_marks_the_month_and_the_worker_counts_it():
    team = Team()
    series = SeriesFactory(project=team.project)
    counted(series)
    incident = team.candidate(date="2024-03-22")
    assert not DirtyBucket.objects.exists()
    curation.publish(incident, by=team.second)
    assert aggregates.recount_dirty_days() == 1
    assert numbers(series)["2024-03", ""] == (1, 1.0, 1)
    assert not DirtyBucket.objects.exists()


def test_moving_an_incident_counts_the_old_and_the_new_month():
    team = Team("open")
    series = SeriesFactory(project=team.project)
    incident = team.published(date="2024-03-22")
    counted(series)
    DirtyBucket.objects.all().delete()
    curation.change_record(incident, {"date": "2024-05"}, by=team.author)
    aggregates.recount_dirty_days()
    found = numbers(series)
    assert found["2024-03", ""] == (0, 0.0, 0)
    assert found["2024-05", ""] == (1, 1.0, 1)


def test_withdrawing_and_bringing_back_moves_the_numbers():
    team = Team("open")
    series = SeriesFactory(project=team.project)
    incident = team.published(date="2024-03-22")
    outcome = curation.withdraw_record(incident, by=team.author)
    aggregates.recount_dirty_days()
    assert not series.points.filter(n_max__gt=0).exists()
    curation.revert(outcome.revision, by=team.author, reason="It did happen.")
    aggregates.recount_dirty_days()
    assert numbers(series)["2024-03", ""] == (1, 1.0, 1)


def test_words_alone_mark_nothing():
    team = Team("open")
    incident = team.published(date="2024-03-22")
    DirtyBucket.objects.all().delete()
    curation.change_record(incident, {"title": "Another title"}, by=team.author)
    assert not DirtyBucket.objects.exists()


def test_participants_and_casualties_mark_the_days_of_their_incident():
    team = Team("open")
    incident = team.published(date="2024-03-22")
    DirtyBucket.objects.all().delete()
    actor = ActorFactory(project=team.project)
    values = {"incident": incident, "actor": actor, "role": "perpetrator"}
    curation.create_record(Participation, values, by=team.author)
    team.casualty(incident)
    spans = DirtyBucket.objects.values_list("start", "end")
    assert list(spans) == [(dt.date(2024, 3, 22), dt.date(2024, 3, 22))] * 2


def test_embargo_marks_the_moment_at_which_it_is_lifted():
    team = Team("open")
    series = SeriesFactory(project=team.project)
    lifted = timezone.now() + timedelta(hours=2)
    team.published(date="2024-03-22", embargo_until=lifted)
    aggregates.recount_dirty_days()
    assert numbers(series)["2024-03", ""] == (0, 0.0, 0)
    waiting = DirtyBucket.objects.get()
    assert waiting.due == lifted
    Incident.objects.update(embargo_until=timezone.now())
    DirtyBucket.objects.update(due=timezone.now())
    aggregates.recount_dirty_days()
    assert numbers(series)["2024-03", ""] == (1, 1.0, 1)


def test_group_appears_and_disappears_with_its_incidents():
    team = Team("open")
    series = SeriesFactory(project=team.project, group_by="country")
    counted(series)
    incident = team.published(date="2024-03-22", country="AF")
    aggregates.recount_dirty_days()
    assert series.points.filter(group="AF").count() == 12
    curation.change_record(incident, {"country": "PK"}, by=team.author)
    aggregates.recount_dirty_days()
    assert not series.points.filter(group="AF").exists()
    assert series.points.filter(group="PK").count() == 12


def test_recount_touches_only_the_months_of_the_edit():
    team = Team("open")
    series = SeriesFactory(project=team.project)
    team.published(date="2024-03-22")
    counted(series)
    before = dict(series.points.values_list("bucket", "pk"))
    team.published(date="2024-05-01")
    aggregates.drain_project(team.project.pk)
    after = dict(series.points.values_list("bucket", "pk"))
    moved = {bucket.month for bucket in before if before[bucket] != after[bucket]}
    assert moved == {3, 5}  # the mark of the first publication was waiting still
