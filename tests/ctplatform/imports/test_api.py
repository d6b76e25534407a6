"""`POST /api/v1/file-imports/`: any file, one job."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from annotations.models import Article
from ctplatform.accounts.models import Project
from ctplatform.accounts.sign_in.tokens import create_token
from ctplatform.bundles.writing import write_bundle
from tests.all_jobs import do_all_work
from tests.annotations.articles.documents.samples import docx_of, pdf_of
from tests.factories.curation import Team
from tests.incidents.conftest import client_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]
URL = "/api/v1/file-imports/"
TABLE = b"eventid,date,gname,nkill\n1,2024-03-22,Taliban,3\n2,2024-03-23,Taliban,\n"
PROSE = b"Three men came.\nThey left in the morning.\n"


@pytest.fixture
def team(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return Team()


@pytest.fixture
def bundle(team, tmp_path):
    """The bundle of the team's project, as a file in memory."""
    path = tmp_path / "a.zip"
    with path.open("wb") as out:
        write_bundle(team.project, reader=team.owner, file=out, report=lambda done, total: None)
    return path.read_bytes()


def sent(client, team, name, content, **values):
    body = {"project": team.project.slug, "file": SimpleUploadedFile(name, content), **values}
    return client.post(URL, body, format="multipart")


def done(client, answer):
    assert answer.status_code == 202, answer.data
    do_all_work()
    return client.get(answer["Location"]).json()


def test_a_text_is_recognised_and_a_dry_run_by_default(team):
    client = client_of(team.annotator)
    job = done(client, sent(client, team, "b.txt", PROSE))
    assert (job["state"], job["format"], job["dry_run"]) == ("done", "text", True)
    texts = {"record_type": "articles", "made": 1, "changed": 0, "unchanged": 0, "skipped": []}
    assert job["counts"] == [texts]
    assert not Article.objects.exists()
    job = done(client, sent(client, team, "b.txt", PROSE, dry_run="false", rights="cc"))
    assert Article.objects.get().rights == "cc"
    assert client.get(URL).json()["results"][0]["id"] == job["id"]


def test_the_meaning_of_columns_is_guessed_in_a_dry_run_only(team):
    client = client_of(team.annotator)
    job = done(client, sent(client, team, "gtd.csv", TABLE))
    assert (job["format"], job["counts"][0]["made"]) == ("mapped", 2)
    guess = {"eventid": "key", "date": "date", "gname": "perpetrator", "nkill": "killed"}
    assert job["mapping"] == {"columns": guess}
    assert job["counts"][1] == {
        "record_type": "actors",
        "made": 1,
        "changed": 0,
        "unchanged": 0,
        "skipped": [],
    }
    refused = sent(client, team, "gtd.csv", TABLE, dry_run="false")
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["pointer"] == "/mapping"
    sent_back = json.dumps(job["mapping"])
    job = done(client, sent(client, team, "gtd.csv", TABLE, dry_run="false", mapping=sent_back))
    assert (job["counts"][0]["made"], job["mapping"]["columns"]) == (2, guess)
    unknown = sent(client, team, "x.csv", b"one,two\n1,2\n")
    assert "do not say what they mean" in unknown.json()["errors"][0]["message"]
    given = '{"columns": {"one": "key", "two": "title"}}'
    job = done(client, sent(client, team, "x.csv", b"one,two\n1,2\n", mapping=given))
    assert job["counts"][0]["made"] == 1


@pytest.mark.parametrize(
    ("content", "values", "pointer"),
    [
        (b"\x89PNG", {}, "/file"),
        (b"", {}, "/file"),
        (PROSE, {"format": "papyrus"}, "/format"),
        (PROSE, {"language": "?"}, "/language"),
        (PROSE, {"codes": "[]"}, "/codes"),
        (TABLE, {"rights": "cc"}, "/rights"),
        (PROSE, {"rights": "open"}, "/rights"),
        (TABLE, {"format": "mapped", "dataset": "No name"}, "/dataset"),
        (TABLE, {"format": "mapped", "mapping": "{"}, "/mapping"),
    ],
)
def test_what_is_wrong_is_named(team, content, values, pointer):
    answer = sent(client_of(team.annotator), team, "a", content, **values)
    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


def test_a_bundle_is_checked_and_then_becomes_a_project(team, bundle):
    client = client_of(team.owner)
    job = done(client, sent(client, team, "a.zip", bundle))
    assert (job["kind"], job["state"], job["dry_run"]) == ("copy_bundle", "done", True)
    assert job["counts"][0]["record_type"] == "projects"
    assert job["result"]["rows"] > 0
    before = Project.objects.count()
    job = done(client, sent(client, team, "a.zip", bundle, dry_run="false", title="Mine"))
    assert job["result"]["title"] == "Mine"
    assert Project.objects.count() == before + 1


def test_a_token_that_may_make_no_projects_imports_no_bundle(team, bundle):
    _token, key = create_token(by=team.owner, name="t", scopes=["annotate"])
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {key}")
    refused = sent(client, team, "a.zip", bundle)
    assert refused.status_code == 403
    assert "admin" in refused.json()["detail"]
    assert sent(client, team, "a.txt", PROSE).status_code == 202


def test_readers_may_not_import(team):
    assert sent(client_of(team.reader), team, "a.txt", PROSE).status_code == 403


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", pdf_of([(50, 700, "Three men came.")])),
        ("a.docx", docx_of("Three men came.")),
    ],
)
def test_pdf_and_word_files_are_texts_kept_with_the_file(team, name, content):
    client = client_of(team.annotator)
    job = done(client, sent(client, team, name, content))
    assert (job["state"], job["format"], job["counts"][0]["made"]) == ("done", "text", 1)
    done(client, sent(client, team, name, content, dry_run="false"))
    version = Article.objects.get().current_version
    assert version.text == "Three men came."
    with version.original.open() as original:
        assert original.read() == content


def test_a_scanned_pdf_is_refused_by_its_job(team):
    client = client_of(team.annotator)
    job = done(client, sent(client, team, "a.pdf", pdf_of([])))
    assert job["state"] == "failed"
    assert "it was scanned" in job["cause"]
