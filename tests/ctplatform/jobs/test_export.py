import json

import pytest
from django.test import Client
from rest_framework.test import APIClient

from ctplatform.accounts.models import Membership, User
from ctplatform.exchange.registry import exported_resources
from ctplatform.jobs.files.access import contents_of
from ctplatform.jobs.models import Job
from tests.all_jobs import do_all_work
from tests.factories.accounts import UserFactory
from tests.factories.curation import Team
from tests.factories.world import World

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]
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
    do_all_work()
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
    do_all_work()
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
    do_all_work()
    assert reader.get(url).json()["state"] == "done"


def asked_and_done(client, query=""):
    asked = client.post(URL + query)
    assert asked.status_code == 202
    do_all_work()
    job = client.get(asked["Location"]).json()
    assert job["state"] == "done", job
    return f"{asked['Location']}download/", asked["Location"]


@pytest.mark.parametrize("visibility", ["private", "public"])
@pytest.mark.parametrize("how", ["removed", "lower role"])
def test_file_is_no_longer_given_once_its_maker_has_lost_access(team, visibility, how):
    """Made without a project, with rows for members alone."""
    team.project.visibility = visibility
    team.project.save()
    team.published(title="Amber", marking="amber")
    client = client_of(User.objects.get(pk=team.annotator.pk))
    download, job = asked_and_done(client)
    assert b"Amber" in body(client.get(download))
    members = Membership.objects.filter(project=team.project, user=team.annotator)
    members.delete() if how == "removed" else members.update(role="reader")
    client = client_of(User.objects.get(pk=team.annotator.pk))
    answer = client.get(download)
    assert answer.status_code == 403
    assert "no longer" in answer.json()["detail"]
    assert client.get(job).json()["download"] is None
    browser = Client()
    browser.force_login(team.annotator, backend="django.contrib.auth.backends.ModelBackend")
    pk = job.rstrip("/").rpartition("/")[2]
    assert browser.get(f"/jobs/{pk}/download/").status_code == 403
    page = browser.get(f"/jobs/{pk}/").content.decode()
    assert "You may no longer read" in page
    assert "/download/" not in page


def test_file_is_given_again_while_access_lasts(team):
    team.published(title="Amber", marking="amber")
    client = client_of(User.objects.get(pk=team.annotator.pk))
    download, _job = asked_and_done(client)
    Membership.objects.filter(user=team.annotator).update(role="owner")
    client = client_of(User.objects.get(pk=team.annotator.pk))
    assert b"Amber" in body(client.get(download))


def test_file_is_no_longer_given_to_whom_a_record_no_longer_names(team):
    red = team.published(title="Red", marking="red")
    red.named.add(team.annotator)
    client = client_of(User.objects.get(pk=team.annotator.pk))
    download, _job = asked_and_done(client)
    assert b"Red" in body(client.get(download))
    red.named.remove(team.annotator)
    assert client.get(download).status_code == 403


def test_outsiders_file_is_no_longer_given_once_the_project_is_private(team):
    team.project.visibility = "public"
    team.project.save()
    team.published(title="Clear")
    client = client_of(UserFactory())
    download, _job = asked_and_done(client)
    assert b"Clear" in body(client.get(download))
    team.project.visibility = "private"
    team.project.save()
    assert client.get(download).status_code == 403


def test_file_of_a_former_administrator_is_no_longer_given(team):
    root = UserFactory(is_superuser=True)
    team.published(title="Amber", marking="amber")
    download, _job = asked_and_done(client_of(root))
    assert b"Amber" in body(client_of(root).get(download))
    root.is_superuser = False
    root.save()
    assert client_of(root).get(download).status_code == 403


@pytest.mark.parametrize("noun", sorted(exported_resources()))
def test_contents_of_every_export_are_known(team, noun):
    """The projects of the rows of every resource are found, through what they hang on."""
    world = World(visibility="public")
    rows_of = {"network": "actor-relations"}.get(noun, noun)
    row = world.rows[rows_of] if rows_of in world.rows else world.rows[f"{rows_of}s"]
    contents = contents_of(type(row).objects.filter(pk=row.pk), world.people["owner"])
    assert contents["projects"] == {str(world.project.pk): "owner"}
    assert contents["named"] == {}
