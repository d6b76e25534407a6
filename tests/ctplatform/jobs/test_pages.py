import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from ctplatform.jobs.models import LIFE_SIGN_LASTS, Job, WorkerHeartbeat
from tests.factories.accounts import UserFactory, member
from tests.factories.jobs import JobFactory

pytestmark = pytest.mark.django_db
FAILED = {"state": "failed", "cause": "One row is wrong.", "finished": timezone.now()}
DONE = {"state": "done", "finished": timezone.now()}


@pytest.fixture
def job():
    return owned()


def owned(**values):
    job = JobFactory(**values)
    job.project.memberships.create(user=job.created_by, role="annotator")
    return job


def test_list_shows_ones_own_jobs_and_an_editors_all(client, job):
    for person, seen in (
        (job.created_by, True),
        (member(job.project, "editor"), True),
        (member(job.project, "reviewer"), False),
        (UserFactory(), False),
    ):
        client.force_login(person)
        assert (f"/jobs/{job.pk}/" in client.get("/jobs/").content.decode()) is seen
        assert client.get(f"/jobs/{job.pk}/").status_code == (200 if seen else 404)


def test_running_job_is_asked_after_and_a_finished_one_is_not(client, job):
    client.force_login(job.created_by)
    assert 'hx-trigger="every 1s"' in client.get(f"/jobs/{job.pk}/").content.decode()
    assert client.get(f"/jobs/{job.pk}/state/?seen=waiting-0-0-0").status_code == 204
    Job.objects.update(**DONE)
    assert "every 1s" not in client.get(f"/jobs/{job.pk}/state/").content.decode()


def test_failed_job_shows_its_cause_and_its_rows(client):
    row = {"row": 17, "column": "date", "message": "31/02/2013 is <no> date"}
    job = owned(**FAILED, errors=[row], done=3, total=20)
    client.force_login(job.created_by)
    text = client.get(f"/jobs/{job.pk}/").content.decode()
    assert "One row is wrong." in text
    assert "31/02/2013 is &lt;no&gt; date" in text
    assert f"/jobs/{job.pk}/retry/" in text


def test_stop_and_try_again(client, job):
    client.force_login(job.created_by)
    client.post(f"/jobs/{job.pk}/cancel/")
    job.refresh_from_db()
    assert job.state == "cancelled"
    client.post(f"/jobs/{job.pk}/retry/")
    job.refresh_from_db()
    assert (job.state, job.finished, job.attempts) == ("waiting", None, 0)
    assert client.get(f"/jobs/{job.pk}/retry/").status_code == 405


def test_file_is_for_the_one_who_asked_for_it_alone(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    contents = {"is_superuser": False, "projects": {}, "named": {}}
    job = owned(**DONE, contents=contents)
    job.file.save("incidents.csv", ContentFile(b"id\n"))
    client.force_login(job.created_by)
    answer = client.get(f"/jobs/{job.pk}/download/")
    assert b"".join(answer.streaming_content) == b"id\n"
    assert "incidents" in answer["Content-Disposition"]
    client.force_login(member(job.project, "owner"))
    assert client.get(f"/jobs/{job.pk}/download/").status_code == 404


def test_a_file_of_an_earlier_release_says_why_it_is_refused_and_what_to_do(
    client, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    job = owned(**DONE, contents=None)
    job.file.save("incidents.csv", ContentFile(b"id\n"))
    client.force_login(job.created_by)
    words = "made by an earlier release"
    page = client.get(f"/jobs/{job.pk}/").content.decode()
    assert words in page
    assert "Open the list and export it once more" in page
    assert "/download/" not in page
    for path in (f"/jobs/{job.pk}/download/", f"/api/v1/jobs/{job.pk}/download/"):
        answer = client.get(path)
        assert (answer.status_code, words in answer.content.decode()) == (403, True)


def test_banner_says_that_no_worker_lives(client, job):
    words = "No worker is running."
    client.force_login(job.created_by)
    assert words in client.get("/jobs/").content.decode()
    WorkerHeartbeat.objects.create(worker="one", seen=timezone.now())
    assert words not in client.get("/jobs/").content.decode()
    WorkerHeartbeat.objects.update(seen=timezone.now() - LIFE_SIGN_LASTS)
    assert words in client.get("/jobs/").content.decode()
    client.logout()
    assert words not in client.get("/sign-in/").content.decode()


def test_number_of_queries_does_not_grow(client, job, django_assert_max_num_queries):
    for _ in range(20):
        JobFactory(project=job.project, created_by=job.created_by)
    client.force_login(job.created_by)
    with django_assert_max_num_queries(14):
        client.get("/jobs/")


def test_page_whose_session_ended_gets_no_sign_in_page_drawn_into_it(client, job):
    assert client.get(f"/jobs/{job.pk}/state/").status_code == 404
    assert client.get("/jobs/?piece=1").status_code == 401
    for path in ("/jobs/", f"/jobs/{job.pk}/"):
        assert client.get(path).url.startswith("/sign-in/")
