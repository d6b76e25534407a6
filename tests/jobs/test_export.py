import json

import pytest
from rest_framework.test import APIClient

from ctplatform.jobs.models import Job
from ctplatform.jobs.sweeping import sweep
from tests.factories.accounts import UserFactory
from tests.factories.curation import Team

pytestmark = pytest.mark.django_db(transaction=True)
URL = "/api/v1/incidents/export/"


@pytest.fixture
def team(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return Team()


def client_of(user):
    client = APIClient()
    client.force_authenticate(user)
    return client


def body(answer):
    return b"".join(answer.streaming_content)


@pytest.mark.parametrize("name", ["jsonl", "csv", "geojson"])
def test_file_holds_what_the_stream_would(team, name):
    for n in range(5):
        team.published(title=f"Attack {n}", country="ML" if n else "NE")
    reader = client_of(team.reader)
    query = f"?format={name}&project={team.project.slug}&country=ML"
    asked = reader.post(URL + query)
    assert asked.status_code == 202, asked.data["errors"]
    assert asked.data["state"] == "waiting"
    sweep()
    job = reader.get(asked["Location"]).json()
    assert (job["state"], job["progress"], job["cause"]) == ("done", {"done": 4, "total": 4}, "")
    file = reader.get(job["download"], headers={"Accept": "text/csv"})
    assert body(file) == body(reader.get(URL + query))
    assert file["Content-Disposition"].startswith('attachment; filename="incidents-')
    for stranger in (team.owner, UserFactory()):
        assert client_of(stranger).get(f"{asked['Location']}download/").status_code == 404


def test_file_holds_only_what_its_maker_sees(team):
    team.published(title="Told")
    team.published(title="Not yet told", embargo_until="2999-01-01T00:00:00Z")
    reader = client_of(team.reader)
    reader.post(URL)
    sweep()
    job = reader.get("/api/v1/jobs/").json()["results"][0]
    rows = body(reader.get(job["download"])).splitlines()
    assert [json.loads(row)["title"] for row in rows] == ["Told"]


def test_what_cannot_be_exported_is_refused_at_once(team):
    reader = client_of(team.reader)
    assert reader.post(f"{URL}?format=papyrus").status_code == 400
    assert reader.post(f"{URL}?colour=red").status_code == 400
    assert APIClient().post(URL).status_code == 401
    assert not Job.objects.exists()


def test_jobs_over_http_are_stopped_and_repeated(team):
    reader = client_of(team.reader)
    url = reader.post(f"{URL}?project={team.project.slug}")["Location"]
    assert client_of(team.annotator).post(f"{url}cancel/").status_code == 404
    assert reader.post(f"{url}cancel/").data["state"] == "cancelled"
    assert reader.post(f"{url}cancel/").status_code == 409
    assert client_of(team.editor).post(f"{url}retry/").data["state"] == "waiting"
    assert reader.post(f"{url}retry/").status_code == 409
    sweep()
    assert reader.get(url).json()["state"] == "done"
