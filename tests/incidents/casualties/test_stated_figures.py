"""“More than 150” is said so wherever it is shown, listed, drawn and exported, and never as 151."""

import csv
import importlib
import io
import json

import pytest
from django.apps import apps
from django.test import Client

from ctplatform.curation import services
from incidents.models import Incident
from incidents.series.queries import points as aggregates
from tests.factories.curation import Team
from tests.factories.incidents import ActorFactory, ActorSizeEstimateFactory, SeriesFactory
from tests.incidents.conftest import client_of

pytestmark = pytest.mark.django_db
V1 = "/api/v1"
MORE = {"low": 151, "best": None, "high": None, "stated": "More than 150", "qualifier": "more_than"}


@pytest.fixture
def team():
    return Team("open", visibility="public")


def incident_of(team, *estimates, **values):
    incident = team.candidate(by=team.owner, **{"date": "2024-03-22"} | values)
    for each in estimates:
        estimate = {"low": None, "best": None, "high": None} | each
        team.casualty(incident, by=team.owner, **estimate)
    incident.refresh_from_db()
    return incident


def read(person, path):
    client = Client()
    client.force_login(person)
    response = client.get(path, follow=True)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return body.decode()


def exported(team, resource, form):
    return read(team.owner, f"{V1}/{resource}/export/?format={form}&project={team.project.slug}")


def test_lists_and_pages_say_more_than_150(team):
    incident = incident_of(team, MORE)
    at = f"?project={team.project.slug}"
    for path in (
        f"/incidents/{at}",
        f"/incidents/{incident.pk}/",
        f"/search/{at}&q=siege",
        f"/{at}",
    ):
        page = read(team.owner, path)
        assert not [each for each in (">151<", "at least 151", "≥ 151") if each in page], path
    assert "more than 150" in read(team.owner, f"/incidents/{at}")
    assert "more than 150" in read(team.owner, f"/incidents/{incident.pk}/")


def test_the_axis_of_a_dossier_says_more_than_150(team):
    incident = incident_of(team, MORE, {"low": 145, "best": 147, "high": 149})
    page = read(team.owner, f"/incidents/{incident.pk}/")
    label = page.split('class="axis" role="group"')[1].split("</div>\n</div>")[0]
    assert "more than 150" in label
    assert "145 to 149" in label
    assert "151<" not in label


def test_the_api_gives_the_bound_under_its_name_and_the_words(team):
    incident_of(team, MORE)
    client = client_of(team.owner)
    listed = client.get(f"{V1}/incidents/", {"project": team.project.slug}).json()["results"][0]
    figures = {name: listed[name] for name in listed if name.startswith("killed")}
    assert figures == {
        "killed": None,
        "killed_low": 151,
        "killed_high": None,
        "killed_words": "more than 150",
    }
    row = client.get(f"{V1}/casualties/", {"project": team.project.slug}).json()["results"][0]
    assert (row["low"], row["qualifier"], row["figures"]) == (151, "more_than", "more than 150")


def test_every_export_says_more_than_150(team):
    incident_of(team, MORE)
    row = next(csv.DictReader(io.StringIO(exported(team, "incidents", "csv"))))
    found = [row[name] for name in ("killed", "killed_low", "killed_high", "killed_words")]
    assert found == ["", "151", "", "more than 150"]
    line = json.loads(exported(team, "incidents", "jsonl"))
    assert (line["killed"], line["killed_words"]) == (None, "more than 150")
    feature = json.loads(exported(team, "incidents", "geojson"))["features"][0]["properties"]
    assert (feature["killed"], feature["killed_words"]) == (None, "more than 150")
    estimate = next(csv.DictReader(io.StringIO(exported(team, "casualties", "csv"))))
    assert (estimate["low"], estimate["qualifier"], estimate["figures"]) == (
        "151",
        "more_than",
        "more than 150",
    )


def test_the_size_of_an_actor_over_3000_is_more_than_3000(team):
    actor = ActorFactory(project=team.project)
    ActorSizeEstimateFactory(actor=actor, low=3001, best=None, high=None, stated="over 3,000")
    size = next(csv.DictReader(io.StringIO(exported(team, "actor-sizes", "csv"))))
    assert (size["low"], size["figures"]) == ("3001", "more than 3000")
    page = read(team.owner, f"/actors/{actor.pk}/")
    assert "more than 3000" in page
    assert "3001" not in page


def test_the_admin_lists_estimates_in_words(team):
    incident_of(team, MORE)
    team.owner.is_superuser = team.owner.is_staff = True
    team.owner.save()
    page = read(team.owner, "/admin/incidents/casualtyestimate/")
    assert "more than 150" in page
    assert ">151<" not in page


CASES = {
    "one": [{"low": 3, "best": 5, "high": 8}],
    "more than": [MORE],
    "up to": [{"high": 20, "qualifier": "up_to", "stated": "up to 20"}],
    "about": [{"best": 100, "qualifier": "about"}],
    "rivals": [{"low": 37, "best": 37, "high": 37}, {"low": 39, "best": 39, "high": 40}],
    "chosen": [
        {"low": 37, "best": 37, "high": 37},
        {"low": 39, "best": 40, "high": 40, "selected": True},
    ],
    "groups": [
        {"best": 3, "low": 3, "high": 3, "group": "police"},
        {"low": 4, "group": "civilians"},
    ],
    "whole and groups": [{"low": 9, "best": 9, "high": 9}, {"best": 2, "group": "police"}],
    "contradictory": [
        {"qualifier": "contradictory", "stated": "low 9, best 3"},
        {"best": 3, "group": "civilians"},
    ],
    "unknown": [{"stated": "many"}],
}


@pytest.mark.parametrize("case", CASES)
def test_list_order_api_export_and_series_agree_on_the_figure(team, case):
    incident = incident_of(team, *CASES[case], country="AF")
    incident_of(team, title="None", date="2024-05")
    for each in Incident.objects.all():
        services.publish(each, by=team.owner)
    series = SeriesFactory(project=team.project, measure="fatalities")
    aggregates.rebuild_series(series, lambda done, total: None)
    point = series.points.get(bucket="2024-03-01", group="")
    assert point.n_expected == incident.killed_figure
    rows = csv.DictReader(io.StringIO(exported(team, "incidents", "csv")))
    row = next(row for row in rows if row["id"] == str(incident.pk))
    if incident.killed_low is not None:
        assert point.n_min == int(row["killed_low"])
    if incident.killed_high is not None:
        assert point.n_max == int(row["killed_high"])
    page = read(team.owner, f"/incidents/?project={team.project.slug}")
    words = row["killed_words"] or "unknown"
    if len(CASES[case]) == 1 or case in ("chosen", "contradictory", "whole and groups"):
        assert f'<span class="nowrap">{words}</span>' in page


def test_contradictory_figures_are_no_figure_anywhere(team):
    incident = incident_of(team, *CASES["contradictory"])
    assert incident.killed_figure is None
    assert "contradictory figures" in read(team.owner, f"/incidents/?project={team.project.slug}")
    line = json.loads(exported(team, "incidents", "jsonl"))
    assert (line["killed"], line["killed_words"]) == (None, "contradictory figures")


def test_an_upgrade_works_out_the_stored_figures_as_every_change_does(team):
    for number, estimates in enumerate(CASES.values()):
        incident_of(team, *estimates, title=f"{number}")
    into = incident_of(team, title="Into")
    services.merge(incident_of(team, MORE, title="Gone"), into, by=team.owner)
    names = ("killed_figure", "killed_low", "killed_best", "killed_high", "killed_qualifier")
    rows = Incident.objects.order_by("pk").values_list("title", *names)
    before = list(rows)
    Incident.objects.update(**dict.fromkeys(names))
    importlib.import_module("incidents.migrations.0017_figures_of_the_killed").fill(apps, None)
    assert list(rows) == before


def test_history_and_review_say_more_than_150(team):
    """The words follow from the qualifier on the same side of the change."""
    incident = incident_of(team, MORE)
    estimate = incident.casualties.get()
    services.change_record(estimate, {"low": 201, "stated": "More than 200"}, by=team.owner)
    page = read(team.owner, f"/history/incident/{incident.pk}/")
    assert ">151<" not in page
    assert ">201<" not in page
    assert "more than 150" in page
    assert "more than 200" in page
