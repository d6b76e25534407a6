"""Exports, field by field against what the API shows."""

import csv
import io
import json

import pytest

from ctplatform.exchange.tables import uncell
from incidents.formats import geojson
from incidents.models import Incident
from tests.factories import incidents as make
from tests.factories.accounts import ProjectFactory

pytestmark = pytest.mark.django_db
V1 = "/api/v1"
RESOURCES = [
    "incidents", "actors", "assessments", "places", "participations", "casualties",
    "responsibility", "actor-aliases", "actor-kinds", "actor-sizes", "actor-relations",
    "judgements",
]  # fmt: skip


def body_of(response):
    assert response.status_code == 200
    return b"".join(response.streaming_content).decode()


@pytest.fixture
def register(project):
    moscow = make.PlaceFactory(project=project, name="Moscow", lat=55.82, lon=37.39)
    make.IncidentFactory(
        project=project, title='Attack, "large"\nin Moscow', summary="=1+1", date="2024-03",
        date_words="Last month", place=moscow, country="RU", attack_types=["armed_assault"],
        lifecycle="completed", absences={"injured": "unknown"}, published=True,
    )  # fmt: skip
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
    assert set(rows[0]) == set(listed[0])
    for row, expected in zip(rows, reversed(listed), strict=True):
        for name, value in expected.items():
            text = uncell(row[name])
            if isinstance(value, (list, dict, bool)):
                assert json.loads(text) == value
            else:
                assert text == ("" if value is None else str(value))


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
        assert feature["properties"] == row | {"uncertainty_m": None}


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


def test_an_export_takes_one_query_however_many_rows(project, django_assert_num_queries):
    for _ in range(20):
        make.IncidentFactory(project=project)

    with django_assert_num_queries(1):
        written = b"".join(geojson.write(Incident.objects.order_by("id"), None))

    assert len(json.loads(written)["features"]) == 20
