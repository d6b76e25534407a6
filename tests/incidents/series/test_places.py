"""A series sees every place of an incident: filter and groups agree with lists and facets."""

import datetime as dt

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from ctplatform.curation import services as curation
from incidents.events.queries.actor_activity import events_of
from incidents.models import DirtyBucket, Incident, IncidentPlace
from incidents.series.queries import points as aggregates
from incidents.series.queries.left_out import left_out
from tests.factories.curation import Team
from tests.factories.incidents import (
    ActorFactory,
    CasualtyEstimateFactory,
    CountryFactory,
    IncidentFactory,
    IncidentPlaceFactory,
    ParticipationFactory,
    PlaceFactory,
    SeriesFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
FIRST = dt.date(2024, 3, 1)


@pytest.fixture
def team():
    return Team()


@pytest.fixture
def pakistan(db):
    return CountryFactory(iso_alpha2="PK", name="Pakistan")


@pytest.fixture
def raid(team, pakistan):
    """In Afghanistan and, by two further places, in Pakistan."""
    incident = published(team, "AF")
    for name in ("Peshawar", "Quetta"):
        place = PlaceFactory(project=team.project, name=name, parent=pakistan)
        IncidentPlaceFactory(incident=incident, place=place)
    return incident


def published(team, country, **values):
    values = {"date": "2024-03-05", **values}
    return IncidentFactory(project=team.project, published=True, country=country, **values)


def in_march(series):
    """{group: (min, expected, max, incidents)} of what March 2024 counts."""
    aggregates.rebuild_series(series, lambda done, total: None)
    return {
        point.group: (point.n_min, point.n_expected, point.n_max, point.incidents)
        for point in series.points.filter(bucket=FIRST, incidents__gt=0)
    }


def once(n=1):
    return (n, float(n), n, n)


def listed(user, **query):
    client = APIClient()
    client.force_authenticate(user)
    rows = client.get("/api/v1/incidents/", {**query, "page_size": 100}).json()["results"]
    facets = client.get("/api/v1/incidents/facets/", query).json()
    assert facets["total"] == len(rows)
    countries = {row["value"]: row["count"] for row in facets["facets"]["country"]}
    return len(rows), {code: n for code, n in countries.items() if code}


@pytest.mark.parametrize("certain", [True, False])
def test_an_incident_of_two_countries_counts_in_each_and_once_in_the_total(team, raid, certain):
    series = SeriesFactory(project=team.project, group_by="country")
    published(team, "PK")
    if not certain:
        actor = ActorFactory(project=team.project)
        series.filters = {"actor": [str(actor.pk)]}
        ParticipationFactory(incident=raid, actor=actor, certainty="suspected")
        assert in_march(series) == dict.fromkeys(("", "AF", "PK"), (0, 0.0, 1, 1))
        return
    assert in_march(series) == {"": once(2), "AF": once(), "PK": once(2)}


def test_its_killed_count_in_each_country_and_once_in_the_total(team, raid):
    CasualtyEstimateFactory(incident=raid, kind="killed", low=3, best=4, high=5)
    series = SeriesFactory(project=team.project, group_by="country", measure="fatalities")
    assert in_march(series) == dict.fromkeys(("", "AF", "PK"), (3, 4.0, 5, 1))


@pytest.mark.parametrize("group_by", [None, "country", "actor"])
@pytest.mark.parametrize("countries", [["AF"], ["PK"], ["AF", "PK"], ["IQ"]])
def test_series_list_facets_and_page_of_an_actor_agree_on_countries(
    team, raid, countries, group_by
):
    actor = ActorFactory(project=team.project, published=True)
    for incident in (raid, published(team, "PK"), published(team, "IQ"), published(team, None)):
        ParticipationFactory(incident=incident, actor=actor)
    published(team, "AF")
    query = {"project": team.project.slug, "country": countries}
    for more, filters in (({}, {}), ({"actor": actor.pk}, {"actor": [str(actor.pk)]})):
        series = SeriesFactory(
            project=team.project, group_by=group_by, filters={"country": countries, **filters}
        )
        total, found = listed(team.reader, **query, **more)
        counted = in_march(series)
        assert counted[""] == once(total)
        if group_by == "country":
            assert {code: n for code, (*_, n) in counted.items() if code} == {
                code: n for code, n in found.items() if code in countries
            }
    # The page of the actor counts events of all countries, as the list without that filter does.
    everywhere = {"project": team.project.slug, "actor": actor.pk}
    assert events_of(actor, team.reader).count() == listed(team.reader, **everywhere)[0] == 4


def test_who_asks_for_one_country_is_shown_no_other_one_in_part(team, raid):
    series = SeriesFactory(project=team.project, group_by="country", filters={"country": ["PK"]})
    assert in_march(series) == {"": once(), "PK": once()}


def test_the_page_says_that_an_incident_counts_in_each_of_its_countries(team, raid, client):
    client.force_login(team.reader)
    words = "counts in each, once in the total"
    for group_by, is_told in (("country", True), (None, False)):
        series = SeriesFactory(project=team.project, group_by=group_by)
        aggregates.rebuild_series(series, lambda done, total: None)
        assert (words in client.get(f"/figures/{series.pk}/").content.decode()) == is_told


def test_an_incident_is_placed_by_a_further_place_alone(team, pakistan):
    series = SeriesFactory(project=team.project, group_by="country")
    incident = published(team, None)
    published(team, None)
    IncidentPlaceFactory(incident=incident, place=pakistan)
    assert in_march(series) == {"": once(2), "PK": once()}
    assert left_out(series)["unplaced"] == 1
    client = APIClient()
    client.force_authenticate(team.reader)
    query = {"project": team.project.slug, "series": series.pk, "reason": "unplaced"}
    rows = client.get("/api/v1/incidents/", query).json()["results"]
    assert [row["id"] for row in rows] != [str(incident.pk)]
    assert len(rows) == 1


@pytest.mark.parametrize("measure", ["count", "fatalities"])
@pytest.mark.parametrize(
    "hidden", [{"marking": "amber"}, {"embargo_until": timezone.now() + dt.timedelta(days=2)}]
)
def test_places_of_a_merged_record_count_as_far_as_all_readers_may_see_it(
    team, pakistan, hidden, measure
):
    kept = published(team, "AF")
    gone = published(team, "AF", merged_into=kept)
    IncidentPlaceFactory(incident=gone, place=pakistan)
    series = SeriesFactory(
        project=team.project, group_by="country", marking="green", measure=measure
    )
    narrowed = SeriesFactory(project=team.project, marking="green", filters={"country": ["PK"]})
    assert set(in_march(series)) == {"", "AF", "PK"}
    assert in_march(narrowed)[""] == once()
    Incident.objects.filter(pk=gone.pk).update(**hidden)
    assert set(in_march(series)) == {"", "AF"}
    assert in_march(narrowed) == {}


def test_an_incident_under_embargo_is_left_out_of_the_series_of_its_further_country(team, raid):
    series = SeriesFactory(project=team.project, filters={"country": ["PK"]})
    until = timezone.now() + dt.timedelta(days=2)
    Incident.objects.filter(pk=raid.pk).update(embargo_until=until)
    assert in_march(series) == {}
    assert left_out(series)["embargoed"] == 1


def test_the_end_of_an_embargo_of_a_merged_record_has_the_days_counted_again(pakistan):
    team = Team("open")
    kept = published(team, "AF")
    until = timezone.now() + dt.timedelta(days=2)
    gone = published(team, "AF", embargo_until=until)
    IncidentPlaceFactory(incident=gone, place=pakistan)
    DirtyBucket.objects.all().delete()
    curation.merge(gone, kept, by=team.editor)
    assert DirtyBucket.objects.filter(due=until).exists()


def test_a_place_that_moves_to_another_country_moves_its_numbers(team, raid):
    series = SeriesFactory(project=team.project, group_by="country")
    assert set(in_march(series)) == {"", "AF", "PK"}
    DirtyBucket.objects.all().delete()
    iran = CountryFactory(iso_alpha2="IR", name="Iran")
    for row in IncidentPlace.objects.filter(incident=raid).select_related("place"):
        curation.change_record(row.place, {"parent": iran}, by=team.owner)
    aggregates.recount_dirty_days()
    groups = series.points.filter(incidents__gt=0).values_list("group", flat=True)
    assert set(groups) == {"", "AF", "IR"}
