"""Bundles requested on pages and over the API, and made by jobs."""

import io
import zipfile

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from ctplatform.accounts.models import Membership, Project
from ctplatform.bundles import services
from ctplatform.jobs.models import Job
from ctplatform.jobs.worker.running import run_job
from tests.ctplatform.rest.client import Api
from tests.factories.accounts import UserFactory
from tests.factories.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return World()


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def finished(job_id):
    run_job(job_id)
    return Job.objects.get(pk=job_id)


@pytest.fixture
def bundle(world):
    """The bytes of the bundle of the world's project, made by a job."""
    api = Api(world.people["owner"])
    asked = api.post("bundles/", {"project": world.project.slug}, 202)
    job = finished(asked.json()["id"])
    assert job.state == "done", job.cause
    assert job.result["hidden"] == 1  # a view that somebody saved for themselves
    (row,) = [each for each in api.rows("bundles/") if each["id"] == str(job.pk)]
    return b"".join(api.client.get(row["download"]).streaming_content)


def test_an_owner_gets_a_bundle_and_anybody_makes_a_copy_of_it(world, bundle):
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        assert "manifest.json" in archive.namelist()
    somebody = UserFactory(username="somebody")
    api = Api(somebody)
    upload = SimpleUploadedFile("x.bundle.zip", bundle)
    asked = api.post("bundles/copies/", {"file": upload, "title": "Mine"}, 202, format="multipart")
    job = finished(asked.json()["id"])
    assert job.state == "done", job.cause
    copy = Project.objects.get(slug=job.result["project"])
    assert (copy.title, Membership.objects.get(project=copy).user) == ("Mine", somebody)
    page = signed_in(somebody).get(f"/jobs/{job.pk}/", follow=True).content.decode()
    assert f'href="/?project={copy.slug}"' in page


def test_the_dry_run_of_another_user_leads_to_no_project(world):
    """A superuser sees it, but has nothing to open, since the project does not exist."""
    job = world.rows["bundles"]
    job.state, job.finished = "done", timezone.now()
    job.result = {"dry_run": True, "title": "Mine", "rows": 1, "tables": {}}
    job.save()
    page = signed_in(UserFactory(is_superuser=True)).get(f"/bundles/{job.pk}/").content.decode()
    assert "You would own a new, private project “Mine”" in page
    assert "Open the project" not in page
    assert "Make the project" not in page


def test_who_is_no_owner_gets_none(world):
    before = set(Job.objects.all())
    for role in ("reader", "editor"):
        Api(world.people[role]).post("bundles/", {"project": world.project.slug}, 403)
    Api(UserFactory()).post("bundles/", {"project": world.project.slug}, 400)
    assert set(Job.objects.all()) == before


def test_a_bundle_is_not_given_out_after_the_role_has_ended(world):
    api = Api(world.people["owner"])
    asked = api.post("bundles/", {"project": world.project.slug}, 202).json()
    finished(asked["id"])
    Membership.objects.filter(project=world.project, user=world.people["owner"]).delete()
    api.get(f"jobs/{asked['id']}/download/", status=404)


def test_a_file_that_is_no_bundle_fails_the_job_in_words(world):
    api = Api(world.editor)
    upload = SimpleUploadedFile("notes.zip", b"notes")
    job = finished(
        api.post("bundles/copies/", {"file": upload}, 202, format="multipart").json()["id"]
    )
    assert (job.state, job.cause[:25]) == ("failed", "This is not a zip file: F")
    empty = SimpleUploadedFile("notes.zip", b"")
    refused = api.post("bundles/copies/", {"file": empty}, 400, format="multipart").json()
    assert refused["errors"][0]["pointer"] == "/file"


def test_uploads_are_deleted_a_day_after_their_job(world, monkeypatch):
    api = Api(world.editor)
    upload = SimpleUploadedFile("notes.zip", b"notes")
    job = api.post("bundles/copies/", {"file": upload}, 202, format="multipart").json()["id"]
    name = Job.objects.get(pk=job).parameters["file"]
    monkeypatch.setattr(services, "UPLOADS_KEPT", -services.UPLOADS_KEPT)
    services.delete_old_uploads()
    assert default_storage.exists(name)
    finished(job)
    services.delete_old_uploads()
    assert not default_storage.exists(name)


def test_pages_ask_for_a_bundle_and_for_a_copy(world, bundle):
    owner = signed_in(world.people["owner"])
    slug = world.project.slug
    assert (
        f'action="/projects/{slug}/bundle"'
        in owner.get(f"/projects/{slug}/settings").content.decode()
    )
    made = owner.post(f"/projects/{slug}/bundle")
    assert made.status_code == 302
    assert made["Location"].startswith("/jobs/")
    editor = signed_in(world.editor)
    assert "/bundle" not in editor.get(f"/projects/{slug}/settings").content.decode()
    assert editor.post(f"/projects/{slug}/bundle").status_code == 403
    assert editor.post("/projects/copy", {}).status_code == 400
    upload = SimpleUploadedFile("x.bundle.zip", bundle)
    asked = editor.post("/projects/copy", {"file": upload, "title": "Copied"})
    job = finished(asked["Location"].rstrip("/").rpartition("/")[2])
    assert Project.objects.get(slug=job.result["project"]).title == "Copied"
