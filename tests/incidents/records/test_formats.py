"""Exports, field by field against what the API shows."""

import csv
import io
import json

import pytest

from ctplatform.exchange.tables import text_of_cell
from incidents.events.formats import INCIDENTS
from incidents.exports import geojson
from incidents.exports.precision_codes import ADDED, CODES, redact_incidents
from incidents.exports.variable_codes import VARIABLE_CODES
from incidents.models import Incident
from tests.factories import incidents as make
from tests.factories.accounts import ProjectFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
V1 = "/api/v1"
RESOURCES = [
    "incidents",
    "actors",
    "assessments",
    "places",
    "participations",
    "casualties",
    "responsibility",
    "actor-aliases",
    "actor-kinds",
    "actor-sizes",
    "actor-relations",
    "judgements",
]


def body_of(response):
    assert response.status_code == 200
    return b"".join(response.streaming_content).decode()


@pytest.fixture
def register(project):
    moscow = make.PlaceFactory(project=project, name="Moscow", lat=55.82, lon=37.39)
    make.IncidentFactory(
        project=project,
        title='Attack, "large"\nin Moscow',
        summary="=1+1",
        date="2024-03",
        date_words="Last month",
        place=moscow,
        country="RU",
        attack_types=["armed_assault"],
        lifecycle="completed",
        absences={"injured": "unknown"},
        published=True,
    )
    make.IncidentFactory(project=project, title="عين أمناس", date="../2013")
    actor = make.ActorFactory(project=project, name="ISKP", description="-3", active="2015/..")
    for text in ("IS-K", "IS-KP"):
        make.ActorAliasFactory(actor=actor, text=text)
    actor.save()
    claim = make.AssessmentFactory(
        project=project, holder=actor, likelihood="likely", horizon="2024/2025"
    )
    make.JudgementFactory(assessment=claim, probability="0.650", note="-1")
    incident = make.IncidentFactory(project=project, title="Third")
    make.ParticipationFactory(incident=incident, actor=actor, count=4)
    make.CasualtyEstimateFactory(incident=incident, low=151, stated="more than 150")
    make.ResponsibilityFactory(incident=incident, speaker=actor, about=actor, date="2024-03")
    make.ActorRelationFactory(subject=actor, note="\ttab")
    make.ActorRelationFactory(subject=actor, kind="rival_of", claimant=actor)
    alleged = make.ActorRelationFactory(subject=actor, status="alleged", claimant_words="media")
    for rating in ("dubious", "unproven"):
        charge = make.AllegationFactory(project=project, relation=alleged)
        make.VerdictFactory(allegation=charge, rating=rating)
    make.ActorKindPeriodFactory(actor=actor)
    make.ActorSizeEstimateFactory(actor=actor, stated="more than 3,000")
    make.IncidentFactory(project=ProjectFactory())


@pytest.mark.parametrize("resource", RESOURCES)
def test_jsonl_has_the_fields_of_the_list(api, register, resource):
    listed = api.get(f"{V1}/{resource}/", {"project": "sahel"}).json()["results"]

    response = api.get(f"{V1}/{resource}/export/", {"format": "jsonl", "project": "sahel"})

    rows = [json.loads(line) for line in body_of(response).splitlines()]
    for row in rows:
        for name in ADDED if resource == "incidents" else ():
            del row[name]  # in exports alone, after the list's own
    for row in listed if resource == "incidents" else ():
        del row["actors"]  # objects in the list, words in a file
    assert rows == list(reversed(listed))
    assert list(rows[0]) == list(listed[0])


def test_what_is_alleged_leaves_with_who_says_so_and_what_was_found(api, register):
    response = api.get(f"{V1}/actor-relations/export/", {"format": "jsonl", "project": "sahel"})

    told = [json.loads(line) for line in body_of(response).splitlines()]
    assert [(row["status"], row["said_by"], row["verdicts"]) for row in told] == [
        ("asserted", "", None),
        ("asserted", "ISKP", None),
        ("alleged", "media", "dubious (article_author); unproven (article_author)"),
    ]


@pytest.mark.parametrize("resource", RESOURCES)
def test_csv_has_the_fields_of_the_list(api, register, resource):
    listed = api.get(f"{V1}/{resource}/", {"project": "sahel"}).json()["results"]

    response = api.get(f"{V1}/{resource}/export/", {"format": "csv", "project": "sahel"})

    rows = list(csv.DictReader(io.StringIO(body_of(response), newline="")))
    for row in listed if resource == "incidents" else ():
        del row["actors"]  # objects in the list, words in a file
    assert set(rows[0]) - set(ADDED) == set(listed[0])
    for row, expected in zip(rows, reversed(listed), strict=True):
        for name, value in expected.items():
            text = text_of_cell(row[name])
            if isinstance(value, (list, dict, bool)):
                assert json.loads(text) == value
            else:
                assert text == ("" if value is None else str(value))


def test_incidents_leave_with_the_codes_of_others(api, project):
    """Width of the date: day, month, year, years, open; and how exactly the place is known."""
    country = make.PlaceFactory(project=project, name="Mali", kind="country")
    town = make.PlaceFactory(project=project, name="Gao", kind="city", lat=16.27, lon=-0.04)
    near = make.PlaceFactory(
        project=project, name="Near Gao", kind="city", lat=16, lon=0, uncertainty_m=20_000
    )
    for title, date, place in (
        ("day", "2024-03-22", town),
        ("month", "2024-03", near),
        ("year", "2021~", country),
        ("years", "2015/2020", None),
        ("open", "/2024-04-13", None),
        ("about", "2024-03-22~", town),
        ("none", None, None),
    ):
        make.IncidentFactory(project=project, title=title, date=date, place=place)
    asked = {"format": "csv", "project": "sahel"}
    text = body_of(api.get(f"{V1}/incidents/export/", asked))
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [name for name in rows[0] if name in CODES] == list(CODES)
    exact = [name for name in CODES if name not in VARIABLE_CODES]
    assert {row["title"]: [row[name] for name in exact] for row in rows} == {
        "day": ["1", "1", "2024", "3", "22", "", "1", "1", "1"],
        "month": ["4", "3", "2024", "3", "0", "March 2024", "2", "2", "3"],
        "year": ["5", "", "2021", "0", "0", "about 2021", "6", "", "5"],
        "years": ["", "", "", "", "", "2015 to 2020", "", "", ""],
        "open": ["", "", "", "", "", "start unknown, until 13 April 2024", "", "", ""],
        "about": ["2", "2", "2024", "3", "0", "about 22 March 2024", "1", "1", "1"],
        "none": ["", "", "", "", "", "", "", "", ""],
    }
    line = body_of(api.get(f"{V1}/incidents/export/", asked | {"format": "jsonl"})).splitlines()[0]
    assert [json.loads(line)[name] for name in exact] == [1, 1, 2024, 3, 22, None, 1, 1, 1]


def test_outsiders_are_told_a_place_as_roughly_in_codes_as_in_degrees(project):
    venue = make.PlaceFactory(project=project, kind="venue", lat=16.2712, lon=-0.0411)
    hidden = make.PlaceFactory(
        project=project, kind="city", lat=16.2712, lon=-0.0411, public_precision="country_only"
    )
    for place in (venue, hidden):
        make.IncidentFactory(project=project, place=place, country="ML")
    rows = Incident.objects.order_by("id")
    told = [row[-3] for row in redact_incidents(rows, INCIDENTS, None)]
    assert told == [2, 6]


def test_geojson_has_a_point_where_one_is_known(api, register):
    response = api.get(f"{V1}/incidents/export/", {"format": "geojson", "project": "sahel"})

    assert response["Content-Type"] == "application/geo+json"
    collection = json.loads(body_of(response))
    listed = api.get(f"{V1}/incidents/", {"project": "sahel"}).json()["results"]
    assert collection["type"] == "FeatureCollection"
    assert [each["geometry"] for each in collection["features"]] == [
        {"type": "Point", "coordinates": [37.39, 55.82]},
        None,
        None,
    ]
    for feature, row in zip(collection["features"], reversed(listed), strict=True):
        assert (feature["type"], feature["id"]) == ("Feature", row["id"])
        lon, lat = (feature["geometry"] or {"coordinates": [None, None]})["coordinates"]
        part = "ISKP: perpetrator" if row["title"] == "Third" else None
        told = row | {"actors": part}
        assert feature["properties"] | {"lat": lat, "lon": lon} == told


def test_exports_follow_the_filters_of_the_list(api, register):
    response = api.get(f"{V1}/incidents/export/", {"format": "csv", "country": "RU"})

    assert len(list(csv.reader(io.StringIO(body_of(response), newline="")))) == 2
    assert api.get(f"{V1}/incidents/export/", {"format": "xls"}).status_code == 400
    assert api.get(f"{V1}/incidents/export/", {"colour": "red"}).status_code == 400


def test_empty_exports_are_well_formed(api, project):
    collection = json.loads(
        body_of(api.get(f"{V1}/incidents/export/", {"format": "geojson", "project": "sahel"}))
    )
    assert collection == {"type": "FeatureCollection", "features": []}
    header = body_of(api.get(f"{V1}/actors/export/", {"format": "csv", "project": "sahel"}))
    assert header.startswith("id,project,name,aliases")


def test_an_export_takes_two_queries_however_many_rows(project, django_assert_num_queries):
    for _ in range(20):
        make.IncidentFactory(project=project)

    with django_assert_num_queries(2):  # the incidents, and their further places
        written = b"".join(geojson.write_geojson(Incident.objects.order_by("id"), None))

    assert len(json.loads(written)["features"]) == 20
