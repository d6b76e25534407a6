"""Imports over HTTP and from the command line, and what a death or a stop in the middle leaves."""

import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from rest_framework.test import APIClient

from ctplatform.curation.models import Revision
from ctplatform.jobs.models import Job
from ctplatform.jobs.services import cancel_job
from ctplatform.jobs.worker import running
from ctplatform.jobs.worker.reporting import Report
from incidents.imports.formats import loading
from incidents.imports.services import ImportRefused
from incidents.models import Incident
from tests.all_jobs import do_all_work
from tests.factories.accounts import UserFactory
from tests.factories.curation import Team
from tests.incidents.conftest import client_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]
URL = "/api/v1/imports/"
HEADER = "id,side_a,side_b,date_start,date_end,country,best,high,low"
ROWS = [f"{n},Group A,Group B,2013-01-{n:02},2013-01-{n:02},Mali,3,3,3" for n in range(1, 6)]
GOOD = "\n".join([HEADER, *ROWS])
BAD = GOOD.replace("2013-01-03,Mali", "2013-01-32,Mali").replace("2013-01-05,Mali", "x,Mali")


@pytest.fixture
def team(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return Team()


@pytest.fixture
def file(tmp_path):
    def write(content, name="ged.csv"):
        path = tmp_path / name
        path.write_text(content)
        return path

    return write


def sent(user, path, project, **values):
    values = {"project": project.slug, "format": "ucdp", **values}
    with path.open("rb") as upload:
        return client_of(user).post(URL, {"file": upload, **values}, format="multipart")


def done(user, answer):
    assert answer.status_code == 202, answer.data
    do_all_work()
    return client_of(user).get(answer["Location"]).json()


def test_a_file_goes_in_and_a_job_comes_back(team, file):
    answer = sent(team.author, file(GOOD), team.project, rights="restricted")
    assert (answer.data["state"], answer.data["file"]) == ("waiting", "ged.csv")
    job = done(team.author, answer)
    assert (job["state"], job["cause"], job["errors"]) == ("done", "", [])
    assert (job["result"]["made"], job["progress"]) == (5, {"done": 5, "total": 5})
    assert Incident.objects.filter(rights="restricted", created_by=team.author).count() == 5
    assert client_of(team.author).get(f"{URL}?project={team.project.slug}").json()["results"]
    assert client_of(team.annotator).get(answer["Location"]).status_code == 404
    assert client_of(team.editor).get(answer["Location"]).status_code == 200


def test_bad_rows_are_named_and_nothing_is_written(team, file):
    job = done(team.author, sent(team.author, file(BAD), team.project))
    assert (job["state"], job["cause"]) == ("failed", "2 errors in 5 rows: nothing was written.")
    assert [(e["row"], e["column"]) for e in job["errors"]] == [(4, "date_end"), (6, "date_end")]
    assert job["errors"][1]["message"] == "“x” is not a day such as 2013-01-16."
    assert not Incident.objects.exists()


@pytest.mark.parametrize(("content", "errors"), [(GOOD, 0), (BAD, 2)])
def test_a_dry_run_says_the_same_and_writes_nothing(team, file, content, errors):
    job = done(team.author, sent(team.author, file(content), team.project, dry_run="true"))
    assert (job["state"], job["result"]["dry_run"], job["dry_run"]) == ("done", True, True)
    assert (job["result"]["errors"], len(job["errors"])) == (errors, errors)
    assert not Incident.objects.exists()


def test_what_is_no_such_file_is_said_at_once(team, file):
    job = done(team.author, sent(team.author, file("a,b\n1,2\n"), team.project))
    assert job["state"] == "failed"
    assert job["errors"][0]["message"].startswith("This is not UCDP GED: it has no column id")


def test_requests_that_cannot_be_done_are_refused(team, file):
    path = file(GOOD)
    assert sent(None, path, team.project).status_code == 401
    assert sent(team.reader, path, team.project).status_code == 403
    assert sent(UserFactory(), path, team.project).status_code == 400
    for values in ({"format": "papyrus"}, {"rights": "mine"}, {"mapping": "{"}, {"dataset": "!"}):
        answer = sent(team.author, path, team.project, **values)
        assert answer.status_code == 400
        assert answer.data["errors"][0]["pointer"] == f"/{next(iter(values))}"
    assert sent(team.author, file(""), team.project).data["errors"][0]["pointer"] == "/file"
    assert APIClient().get(URL).json()["results"] == []
    assert not Job.objects.exists()


def test_a_repeated_request_imports_once(team, file):
    path, client = file(GOOD), client_of(team.author)
    for _ in range(2):
        with path.open("rb") as upload:
            body = {"file": upload, "project": team.project.slug, "format": "ucdp"}
            assert client.post(URL, body, HTTP_IDEMPOTENCY_KEY="once").status_code == 202
    assert Job.objects.count() == 1


def test_a_stop_at_the_last_moment_leaves_nothing(team, file, monkeypatch):
    """Everything is written, and then the job turns out to be cancelled: all of it is undone."""
    answer = sent(team.author, file(GOOD), team.project)
    finish = Report.finish

    def stopped(report, **values):
        Job.objects.filter(pk=report.job.pk).update(attempts=99)
        assert Incident.objects.count() == 5
        return finish(report, **values)

    monkeypatch.setattr(Report, "finish", stopped)
    done(team.author, answer)
    assert not Incident.objects.exists()
    assert not Revision.objects.exists()


def test_a_worker_that_dies_in_the_middle_leaves_nothing_and_the_next_does_it(
    team, file, monkeypatch
):
    answer = sent(team.author, file(GOOD), team.project)
    job = running.claim(answer.data["id"])

    def die(_report, **_values):
        assert Incident.objects.count() == 5
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(Report, "finish", die)
        with pytest.raises(SystemExit):
            loading.run_import(job, Report(job))
    assert not Incident.objects.exists()
    Job.objects.update(due=job.created)
    assert done(team.author, answer)["state"] == "done"
    assert Incident.objects.count() == 5


def test_an_import_that_waits_can_be_stopped(team, file):
    answer = sent(team.author, file(GOOD), team.project)
    cancel_job(Job.objects.get(), by=team.author)
    assert done(team.author, answer)["state"] == "cancelled"
    assert not Incident.objects.exists()


def command(team, path, *words, by=None):
    by = (by or team.author).username
    call_command("load", str(path), "--project", team.project.slug, "--by", by, *words)


def test_the_command_line_reads_the_same_registry(team, file, capsys):
    path = file(GOOD)
    command(team, path, "--format", "ucdp", "--dry-run")
    assert json.loads(capsys.readouterr().out)["made"] == 5
    assert not Incident.objects.exists()
    command(team, path, "--format", "ucdp", "--rights", "attribution")
    command(team, path, "--format", "ucdp")
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["unchanged"] == 5
    assert Incident.objects.filter(rights="attribution").count() == 5


def test_the_command_line_says_what_is_wrong(team, file, capsys):
    with pytest.raises(CommandError, match="2 errors in 5 rows"):
        command(team, file(BAD), "--format", "ucdp")
    assert "Row 4, date_end: " in capsys.readouterr().err
    with pytest.raises(CommandError, match="Row 1: This is not UCDP GED"):
        command(team, file("a\n1\n"), "--format", "ucdp")
    with pytest.raises(CommandError, match="role"):
        command(team, file(GOOD), "--format", "ucdp", by=team.reader)
    assert not Incident.objects.exists()
    assert issubclass(ImportRefused, ValueError)
