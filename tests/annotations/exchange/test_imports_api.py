"""Imports of annotated texts over HTTP and on the pages, as jobs that a worker does."""

import pytest
from django.test import Client

from annotations.models import Annotation, Article
from tests.all_jobs import do_all_work
from tests.annotations.exchange.corpora import BRAT, zip_of
from tests.factories.accounts import member
from tests.factories.curation import Team
from tests.incidents.conftest import client_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]
URL = "/api/v1/annotation-imports/"
PAGE = "/annotation-imports/"


@pytest.fixture
def team(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return Team()


@pytest.fixture
def file(tmp_path):
    return zip_of(BRAT, tmp_path / "news.zip")


def sent(user, path, project, **values):
    with path.open("rb") as upload:
        body = {"project": project.slug, "file": upload, **values}
        return client_of(user).post(URL, body, format="multipart")


def done(user, answer):
    assert answer.status_code == 202, answer.data
    do_all_work()
    return client_of(user).get(answer["Location"]).json()


def test_a_file_is_recognised_imported_and_undone(team, file):
    job = done(team.editor, sent(team.editor, file, team.project, rights="cc"))
    assert (job["state"], job["cause"], job["errors"]) == ("done", "", [])
    assert (job["result"]["annotations"], job["result"]["made_texts"]) == (3, 2)
    rows = client_of(team.editor).get("/api/v1/annotations/").json()["results"]
    assert {(row["author"], row["annotator"]) for row in rows} == {(None, "")}
    assert sorted(row["further_spans"] for row in rows) == [[], [], [[30, 35]]]
    undo = client_of(team.editor).post(f"{URL}{job['id']}/undo/")
    assert undo.status_code == 200, undo.data
    assert undo.json()["result"]["undone"]["texts"] == 2
    assert not Annotation.objects.filter(deleted=None).exists()
    again = client_of(team.editor).post(f"{URL}{job['id']}/undo/")
    assert again.status_code == 409


def test_a_dry_run_writes_nothing(team, file):
    job = done(team.editor, sent(team.editor, file, team.project, dry_run="true"))
    assert job["result"]["annotations"] == 3
    assert not Article.objects.exists()


def test_a_fault_is_named_with_its_line(team, tmp_path):
    broken = zip_of(BRAT | {"two.ann": "T1\tA 0 900\tx\n"}, tmp_path / "a.zip")
    job = done(team.editor, sent(team.editor, broken, team.project))
    assert job["state"] == "failed"
    assert job["errors"][0]["row"] == 1
    assert "0 to 900 is not a passage" in job["errors"][0]["message"]
    assert not Article.objects.exists()


def test_annotators_do_not_make_codes(team, file):
    job = done(team.annotator, sent(team.annotator, file, team.project))
    assert job["state"] == "failed"
    assert "New codes are made by editors" in job["cause"]
    assert not Article.objects.exists()
    none = '{"Person": "none", "Buy": "none", "Org": "none"}'
    job = done(team.annotator, sent(team.annotator, file, team.project, codes=none))
    assert job["state"] == "done"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"format": "nothing"}, "format"),
        ({"rights": "mine"}, "rights"),
        ({"codes": "[]"}, "codes"),
        ({"codes": '{"Person": "no id"}'}, "codes"),
        ({"annotators": '{"Anna": "nobody"}'}, "annotators"),
        ({"language": "?"}, "language"),
    ],
)
def test_a_wrong_choice_is_named(team, file, values, field):
    answer = sent(team.editor, file, team.project, **values)
    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == [f"/{field}"]


def test_a_file_of_no_known_format_says_what_is_read(team, tmp_path):
    path = tmp_path / "a.bin"
    path.write_bytes(b"\x00\x01\x02")
    answer = sent(team.editor, path, team.project)
    assert answer.status_code == 400
    assert "brat" in answer.content.decode()


def test_only_editors_attribute_annotations_to_others(team, file):
    choice = f'{{"Anna": "{team.editor.username}"}}'
    answer = sent(team.annotator, file, team.project, annotators=choice)
    assert answer.status_code == 400
    assert "Only an editor" in answer.content.decode()


def test_the_pages_go_from_a_file_to_annotations_and_back(team, file):
    client = Client()
    client.force_login(team.editor)
    query = f"?project={team.project.slug}"
    with file.open("rb") as upload:
        values = {"file": upload, "format": "", "rights": "cc", "marking": "clear", "language": ""}
        answer = client.post(f"{PAGE}new/{query}", values)
    page = answer["Location"]
    do_all_work()
    shown = client.get(page).content.decode()
    assert "Dry run: nothing was written." in shown
    assert "Import 3 annotations" in shown
    assert "Texts to add" in shown
    assert "Texts added" not in shown
    answer = client.post(f"{page}commit/", {"code-0": "none", "again": "1"})
    do_all_work()
    assert "Dry run: nothing was written." in client.get(answer["Location"]).content.decode()
    answer = client.post(f"{answer['Location']}commit/", {"code-0": "none"})
    do_all_work()
    page = answer["Location"]
    shown = client.get(page).content.decode()
    assert "Undo this import" in shown
    assert "Texts added" in shown
    assert Annotation.objects.filter(code=None).count() == 1
    client.post(f"{page}undo/")
    shown = " ".join(client.get(page).content.decode().split())
    assert "Deleted: 3 annotations, 2 texts" in shown
    assert "Texts added" not in shown
    assert "news.zip" in client.get(f"{PAGE}{query}", follow=True).content.decode()


def test_the_export_page_counts_what_is_lost_before_the_download(team, file):
    member(team.project, "reader")
    done(team.editor, sent(team.editor, file, team.project))
    client = Client()
    client.force_login(team.editor)
    query = f"project={team.project.slug}&format=brat"
    page = client.get(f"/annotation-exports/?{query}", follow=True).content.decode()
    assert "The list has 2 records that you may export." in " ".join(page.split())
    assert "This format leaves out and changes nothing of these records." in page
    assert "Positions: code points of the .txt file." in page
    counted = client_of(team.editor).get(f"/api/v1/articles/export/losses/?{query}").json()
    assert counted == {"rows": 2, "checked": 2, "losses": []}
    conll = query.replace("brat", "conll")
    counted = client_of(team.editor).get(f"/api/v1/annotations/export/losses/?{conll}").json()
    assert {"what": "relations between annotations", "count": 3} in counted["losses"]


def test_what_failed_or_was_stopped_is_tried_again_from_its_page(team, file):
    job = done(team.annotator, sent(team.annotator, file, team.project))
    page = Client()
    page.force_login(team.annotator)
    shown = page.get(f"{PAGE}{job['id']}/").content.decode()
    assert f'action="/jobs/{job["id"]}/retry/"' in shown
    assert "Try again" in shown
    assert 'hx-get="' not in shown
    page.post(f"/jobs/{job['id']}/retry/")
    shown = page.get(f"{PAGE}{job['id']}/").content.decode()
    assert f'action="/jobs/{job["id"]}/cancel/"' in shown
    assert f'hx-get="{PAGE}{job["id"]}/state/?seen=' in shown
