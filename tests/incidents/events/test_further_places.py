"""An incident has all its places and countries: in filters, facets, maps, pages, files, history."""

import csv
import io
import json

import pytest
from django.contrib.auth.models import AnonymousUser
from rest_framework.test import APIClient

from ctplatform.curation import services as curation
from ctplatform.exchange.registry import find_format
from incidents.duplicates.queries import pairs as finding
from incidents.events.filters.incidents import IncidentFilter
from incidents.events.queries.map_clusters import spots_of
from incidents.imports.formats.loading import load_file
from incidents.imports.services import RowDestination
from incidents.models import DirtyBucket, DuplicateSuggestion, Incident, IncidentPlace, Place
from tests.factories.accounts import UserFactory
from tests.factories.curation import Team, history
from tests.factories.incidents import (
    ActorFactory,
    CountryFactory,
    ParticipationFactory,
    PlaceFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
V1 = "/api/v1"


@pytest.fixture
def team():
    return Team(visibility="public")


@pytest.fixture
def raid(team):
    """From Jalalabad in Afghanistan over the border into Peshawar and Quetta, both in Pakistan."""
    here, there = CountryFactory(), CountryFactory(iso_alpha2="PK", name="Pakistan")
    places = {
        "from": PlaceFactory(
            project=team.project, name="Jalalabad", parent=here, lat=34.4, lon=70.4
        ),
        "to": PlaceFactory(project=team.project, name="Peshawar", parent=there, lat=34.0, lon=71.6),
        "also": PlaceFactory(project=team.project, name="Quetta", parent=there, lat=30.2, lon=67.0),
    }
    incident = team.candidate(title="A raid", place=places["from"], date="2024-03-01")
    for name, role in (("to", "target"), ("also", "also")):
        add(team, incident, places[name], role)
    team.publish(incident)
    team.publish(team.candidate(title="Alone", place=places["from"], date="2024-03-02"))
    return Incident.objects.get(pk=incident.pk)


def add(team, incident, place, role="also", note=""):
    values = {"incident": incident, "place": place, "role": role, "note": note}
    return curation.create_record(IncidentPlace, values, by=team.author).record


class Asked:
    """A request of somebody."""

    def __init__(self, user):
        self.user = user


def found(reader=None, **query):
    reader = reader or UserFactory(is_superuser=True)
    rows = Incident.objects.visible_to(reader)
    rows = IncidentFilter(query, rows, request=Asked(reader)).qs
    return set(rows.values_list("title", flat=True))


def test_the_filters_of_country_place_within_and_region_see_every_place(raid):
    assert found(country=["PK"]) == {"A raid"}
    assert found(country=["AF"]) == {"A raid", "Alone"}
    pakistan = Place.objects.get(iso_alpha2="PK")
    assert found(within=str(pakistan.pk)) == {"A raid"}
    quetta = Place.objects.get(name="Quetta")
    assert found(place=str(quetta.pk)) == found(within=str(quetta.pk)) == {"A raid"}
    assert found(region="034") == {"A raid", "Alone"}
    assert found(country=["IQ"]) == set()


def test_many_further_places_are_found_by_a_subquery(raid, monkeypatch):
    monkeypatch.setattr("incidents.events.models.incident_places.MOST_IDS", 1)
    assert found(country=["PK"]) == {"A raid"}


def test_the_facet_counts_the_incident_once_in_each_country(raid, team):
    api = APIClient()
    api.force_authenticate(team.author)
    answer = api.get(f"{V1}/incidents/facets/", {"project": team.project.slug}).json()
    assert answer["total"] == 2
    assert {row["value"]: row["count"] for row in answer["facets"]["country"]} == {"AF": 2, "PK": 1}
    narrowed = {"project": team.project.slug, "country": "PK"}
    answer = api.get(f"{V1}/incidents/facets/", narrowed).json()
    assert answer["total"] == 1
    assert {row["value"]: row["count"] for row in answer["facets"]["country"]} == {"AF": 2, "PK": 1}


def test_the_map_draws_each_position_and_counts_the_incident_once(raid, team):
    add(team, team.candidate(title="Somewhere"), Place.objects.get(iso_alpha2="PK"))
    drawn = spots_of(Incident.objects.all(), team.author)
    assert {spot.name: spot.n for spot in drawn.spots} == {
        "Jalalabad": 2,
        "Peshawar": 1,
        "Quetta": 1,
    }
    assert {area.country: area.n for area in drawn.areas} == {"PK": 1}
    assert (drawn.total, drawn.nowhere, drawn.several) == (3, 0, 2)


def test_each_country_that_is_known_alone_is_shaded(team):
    afghanistan = CountryFactory()
    pakistan = CountryFactory(iso_alpha2="PK", name="Pakistan")
    incident = team.candidate(title="On both sides", place=afghanistan)
    add(team, incident, pakistan)
    drawn = spots_of(Incident.objects.all(), team.author)
    assert {area.country: area.n for area in drawn.areas} == {"AF": 1, "PK": 1}
    assert drawn.total == 1


def test_the_map_of_a_dossier_draws_every_place(raid, team, client):
    def drawn(user):
        client.force_login(user)
        page = client.get(f"/incidents/{raid.pk}/")
        assert page.status_code == 200
        spot = page.context["spot"]
        assert json.loads(spot["more_json"]) == spot["more"]
        return [
            (each["name"], each.get("lat"), each.get("numeric")) for each in (spot, *spot["more"])
        ]

    everything = [("Jalalabad", 34.4, None), ("Peshawar", 34.0, None), ("Quetta", 30.2, None)]
    assert drawn(team.author) == everything
    add(team, team.candidate(title="Other"), Place.objects.get(iso_alpha2="PK"))
    Place.objects.filter(name="Peshawar").update(public_precision="country_only")
    Place.objects.filter(name="Quetta").update(public_precision="country_only")
    # Both are of one country, which an outsider is shown once.
    assert drawn(UserFactory()) == [everything[0], ("Peshawar", None, "586")]
    page = client.get(f"/incidents/{raid.pk}/").content.decode()
    assert "Map: Jalalabad; Peshawar." in page
    assert "34.0" not in page.split("data-more")[1].split(">")[0]
    Incident.objects.filter(pk=raid.pk).update(place=None, country=None)
    assert [name for name, *_ in drawn(team.author)] == ["Peshawar", "Quetta"]


def test_two_places_that_are_merged_are_one_on_the_map_and_in_the_filters(raid, team):
    old, new = (Place.objects.get(name=name) for name in ("Quetta", "Peshawar"))
    curation.merge(old, new, by=team.owner)
    old.refresh_from_db()
    if old.merged_into_id is None:  # it waits for a second person
        curation.accept(new.proposals.get(), by=team.reviewer)
    drawn = spots_of(Incident.objects.filter(project=team.project), team.author)
    assert {spot.name: spot.n for spot in drawn.spots} == {"Jalalabad": 2, "Peshawar": 1}
    assert found(place=str(new.pk)) == found(place=str(old.pk)) == {"A raid"}
    assert found(country=["PK"]) == {"A raid"}
    curation.unmerge(old, by=team.owner)
    drawn = spots_of(Incident.objects.filter(project=team.project), team.author)
    assert {spot.name: spot.n for spot in drawn.spots} == {
        "Jalalabad": 2,
        "Peshawar": 1,
        "Quetta": 1,
    }


def test_an_outsider_sees_a_further_place_as_exactly_as_any_place(raid, team):
    Place.objects.filter(name="Quetta").update(public_precision="coarse", lat=30.1798)
    Place.objects.filter(name="Peshawar").update(public_precision="country_only")
    drawn = spots_of(Incident.objects.all(), AnonymousUser())
    assert {spot.name: spot.lat for spot in drawn.spots} == {"Jalalabad": 34.4, "Quetta": 30.2}
    assert {area.country: area.n for area in drawn.areas} == {"PK": 1}
    Place.objects.filter(name="Quetta").update(public_precision="country_only")
    drawn = spots_of(Incident.objects.all(), AnonymousUser())
    assert {area.country: area.n for area in drawn.areas} == {"PK": 1}  # one incident, two towns


def test_the_places_of_a_merged_record_are_those_of_the_one_it_was_merged_into(raid, team):
    other = team.candidate(title="The same raid", date="2024-03-01")
    add(team, other, CountryFactory(iso_alpha2="IR", name="Iran"))
    Incident.objects.filter(pk=other.pk).update(merged_into=raid)
    assert found(country=["IR"]) == {"A raid"}
    rows = Incident.objects.filter(merged_into=None)
    assert "IR" in {area.country for area in spots_of(rows, team.author).areas}
    # Under embargo the merged record is hidden, and nobody learns of its places by a filter.
    Incident.objects.filter(pk=other.pk).update(embargo_until="2100-01-01T00:00Z")
    stranger = UserFactory()
    assert found(stranger, country=["IR"]) == set()
    assert found(stranger, country=["PK"]) == {"A raid"}
    assert "IR" not in {area.country for area in spots_of(rows, stranger).areas}


def test_the_country_follows_where_a_place_is_moved(raid, team):
    peshawar = Place.objects.get(name="Peshawar")
    iran = CountryFactory(iso_alpha2="IR", name="Iran")
    curation.change_record(peshawar, {"parent": iran}, by=team.owner)
    assert found(country=["IR"]) == {"A raid"}


def test_the_pages_name_every_place(raid, team, client):
    client.force_login(team.author)
    page = client.get(f"/incidents/{raid.pk}/").content.decode()
    assert "target location" in page
    assert f"/incidents/{raid.pk}/incident-places/new/" in page
    listed = client.get(f"/incidents/?project={team.project.slug}").content.decode()
    assert "<bdi>Peshawar</bdi>, <bdi>Quetta</bdi>" in listed
    quetta = Place.objects.get(name="Quetta")
    assert "A raid" in client.get(f"/places/{quetta.pk}/").content.decode()


def test_a_place_is_added_by_form_and_by_api_and_waits_where_the_record_is_published(
    raid, team, client
):
    client.force_login(team.author)
    kabul = PlaceFactory(project=team.project, name="Kabul")
    address = f"/incidents/{raid.pk}/incident-places/new/"
    assert client.post(address, {"place": str(kabul.pk), "role": "origin"}).status_code == 302
    assert not IncidentPlace.objects.filter(place=kabul).exists()  # it waits for review
    candidate = team.candidate(title="Open")
    api = APIClient()
    api.force_authenticate(team.author)
    values = {"incident": str(candidate.pk), "place": str(kabul.pk), "role": "transit"}
    made = api.post(f"{V1}/incident-places/", values, format="json")
    assert made.status_code == 201, made.json()
    assert made.json()["place_name"] == "Kabul"
    again = api.post(f"{V1}/incident-places/", values, format="json")
    assert again.status_code == 400
    wrong = api.post(f"{V1}/incident-places/", values | {"role": "sideways"}, format="json")
    assert wrong.json()["errors"][0]["pointer"] == "/role"
    assert history(candidate)[-1][2]["role"]["to"] == "transit"
    listed = api.get(f"{V1}/incident-places/", {"incident": str(raid.pk)}).json()["results"]
    assert {row["country"] for row in listed} == {"PK"}


def test_the_first_place_is_not_also_a_further_one(team):
    kabul = PlaceFactory(project=team.project, name="Kabul")
    incident = team.candidate(title="A", place=kabul)
    with pytest.raises(Exception, match="the place of the incident already"):
        add(team, incident, kabul)
    assert add(team, incident, kabul, "origin").role == "origin"


def test_a_change_of_places_has_the_days_counted_again(raid, team):
    DirtyBucket.objects.all().delete()
    row = raid.further_places.first()
    proposal = curation.withdraw_record(row, by=team.author).proposal
    curation.accept(proposal, by=team.reviewer)
    assert DirtyBucket.objects.filter(project=team.project).exists()


def test_the_same_raid_entered_from_the_other_side_is_suggested(raid, team):
    actor = ActorFactory(project=team.project)
    other = team.candidate(title="B", place=Place.objects.get(name="Quetta"), date="2024-03-01")
    for incident in (raid, other):
        ParticipationFactory(incident=incident, actor=actor, role="perpetrator")
    assert finding.compare_changed_records() >= 2
    pair = DuplicateSuggestion.objects.get(project=team.project)
    assert {pair.first_incident, pair.second_incident} == {raid, other}
    assert pair.parts["place"] == 1.0
    finding.compare_project(team.project.pk, lambda done, total: None)
    assert DuplicateSuggestion.objects.filter(pk=pair.pk, parts__place=1.0).exists()


@pytest.mark.parametrize("name", ["csv", "jsonl", "geojson"])
def test_further_places_come_back_from_our_own_files(name, raid, team, tmp_path):
    rows = Incident.objects.filter(project=team.project).order_by("id")
    path = tmp_path / f"export.{name}"
    path.write_bytes(b"".join(find_format("incidents", name).write(rows, team.owner)))
    second = Team()

    def bring(into):
        return load_file(
            path,
            name,
            {},
            RowDestination(into.project, "ctplatform"),
            by=into.author,
            report=lambda done, total: None,
        )

    assert bring(second)["made"] == 2
    mine = IncidentPlace.objects.filter(incident__project=second.project)
    assert set(mine.values_list("place__name", "role", "country")) == {
        ("Peshawar", "target", "PK"),
        ("Quetta", "also", "PK"),
    }
    assert bring(second)["unchanged"] == 2
    assert bring(team)["unchanged"] == 2
    path.write_text(path.read_text().replace("Quetta", "Chaman"))
    assert bring(second)["changed"] == 1
    assert set(mine.values_list("place__name", flat=True)) == {"Peshawar", "Chaman"}


def test_a_table_may_name_several_countries_in_a_cell(team, tmp_path):
    CountryFactory()
    CountryFactory(iso_alpha2="PK", name="Pakistan")
    path = tmp_path / "table.csv"
    path.write_text("what,where\nA raid,Afghanistan; Pakistan\nAnother,Afghanistan and Pakistan\n")
    mapping = {"columns": {"what": "title", "where": "country"}}
    load_file(
        path,
        "mapped",
        {"mapping": mapping},
        RowDestination(team.project, "raids"),
        by=team.author,
        report=lambda done, total: None,
    )
    assert found(country=["PK"]) == found(country=["AF"]) == {"A raid", "Another"}


def test_a_table_may_name_several_places_in_a_cell(team, tmp_path):
    CountryFactory()
    CountryFactory(iso_alpha2="PK", name="Pakistan")
    path = tmp_path / "table.csv"
    path.write_text(
        "what,where,town\n"
        "One country,Afghanistan,Herat; Kabul ;Herat\n"
        "One each,Afghanistan; Pakistan,Jalalabad; Peshawar\n"
        "Fewer towns,Afghanistan; Pakistan,Khost\n"
        'A comma,Pakistan,"Quetta, Cantonment"\n'
    )
    columns = {"what": "title", "where": "country", "town": "place"}
    done = load_file(
        path,
        "mapped",
        {"mapping": {"columns": columns}},
        RowDestination(team.project, "towns"),
        by=team.author,
        report=lambda done, total: None,
    )
    assert done["made"] == 4
    rows = Incident.objects.filter(project=team.project)
    assert {
        (row.title, row.place.name, row.country): {
            (each.place.name, each.country) for each in row.further_places.all()
        }
        for row in rows
    } == {
        ("One country", "Herat", "AF"): {("Kabul", "AF")},
        ("One each", "Jalalabad", "AF"): {("Peshawar", "PK")},
        ("Fewer towns", "Khost", "AF"): {("Pakistan", "PK")},
        ("A comma", "Quetta, Cantonment", "PK"): set(),
    }


def test_the_rows_leave_as_a_table_of_their_own(raid, team):
    rows = IncidentPlace.objects.visible_to(team.author).order_by("id")
    text = b"".join(find_format("incident-places", "csv").write(rows, team.author)).decode()
    table = list(csv.DictReader(io.StringIO(text)))
    assert [(row["place_name"], row["role"]) for row in table] == [
        ("Peshawar", "target"),
        ("Quetta", "also"),
    ]
    lines = b"".join(
        find_format("incidents", "jsonl").write(Incident.objects.all(), None)
    ).splitlines()
    places = {row["title"]: row["further_places"] for row in map(json.loads, lines)}
    assert [each["name"] for each in places["A raid"]] == ["Peshawar", "Quetta"]
    assert places["Alone"] is None
