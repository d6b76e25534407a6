"""The pages and the API of releases, as each person sees them."""

import pytest
from django.test import Client

from ctplatform.jobs.worker.running import run_job
from incidents.models import Release
from incidents.releases import services
from tests.factories.accounts import UserFactory, member
from tests.incidents.conftest import client_of
from tests.incidents.records.test_pages import page_of, signed_in
from tests.incidents.releases.conftest import VALUES

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
API = "/api/v1/releases/"


def test_from_the_form_to_the_public_page(project, register, editor, reviewer):
    browser = signed_in(editor)
    page = page_of(browser.get("/releases/new/?project=sahel&country=ML"))
    assert "1 incident would be released now" in " ".join(page.split())
    assert "Mali" in page
    answer = browser.post(
        "/releases/new/?project=sahel&country=ML",
        VALUES | {"creators": "Doe, Jane\nSahel Institute\n", "query": "country=ML"},
    )
    assert answer.status_code == 302, page_of(answer)
    assert "Its files are being made" in page_of(browser.get(answer.url))
    run_job(Release.objects.get().job)
    assert "a second person" in page_of(browser.get(answer.url))
    second = signed_in(reviewer)
    page = page_of(second.get(answer.url))
    assert "Approve and release" in page
    assert Client().get(answer.url).status_code == 404
    seen = Release.objects.get().manifest_sha256
    assert second.post(f"{answer.url}approve/", {"manifest_sha256": "x"}).status_code == 302
    assert not Release.objects.get().is_released
    assert second.post(f"{answer.url}approve/", {"manifest_sha256": seen}).status_code == 302
    page = page_of(Client().get(answer.url))
    for words in (
        "version 1",
        "1 incident, 2024-03-01 to 2024-03-31.",
        "Doe, J., &amp; Sahel Institute. (",
        "@misc{sahel-attacks-v1",
        "This is the first version.",
        seen,
    ):
        assert words in " ".join(page.split()), words
    assert "Approve and release" not in page
    file = Client().get(f"{answer.url}files/incidents.jsonl/")
    assert b'"Raid"' in b"".join(file.streaming_content)
    assert file["ETag"].strip('"') in page
    assert Client().get(f"{answer.url}files/passwords.txt/").status_code == 404
    assert "Attacks in the Sahel" in page_of(Client().get("/releases/?project=sahel"))


def test_errors_of_the_form_are_shown_and_nothing_is_stored(project, register, editor):
    browser = signed_in(editor)
    page = page_of(browser.post("/releases/new/?project=sahel", VALUES | {"creators": "  "}))
    assert "field-error" in page
    values = VALUES | {"creators": "Doe, Jane", "query": "country=BF"}
    assert "No incident matches" in page_of(browser.post("/releases/new/?project=sahel", values))
    assert not Release.objects.exists()


def test_a_project_that_is_not_public_says_so(project, register, editor):
    type(project).objects.update(visibility="private")
    browser = signed_in(editor)
    assert "make the project public" in page_of(browser.get("/releases/?project=sahel"))
    answer = browser.get("/releases/new/?project=sahel")
    assert answer.status_code == 409
    assert "not public" in answer.content.decode()


def test_the_api_does_the_same(project, register, editor, reviewer):
    api = client_of(editor)
    body = VALUES | {"project": "sahel", "query": ""}
    made = api.post(API, body, format="json")
    assert made.status_code == 201, made.data
    url = made["Location"]
    assert made.data["state"] == "making"
    run_job(Release.objects.get().job)
    found = client_of(reviewer).get(url).json()
    assert found["state"] == "ready"
    assert client_of(None).get(url).status_code == 404
    seen = {"manifest_sha256": found["manifest_sha256"]}
    assert api.post(f"{url}approve/", seen, format="json").status_code == 403
    wrong = {"manifest_sha256": "0" * 64}
    assert client_of(reviewer).post(f"{url}approve/", wrong, format="json").status_code == 412
    answer = client_of(reviewer).post(f"{url}approve/", seen, format="json")
    assert answer.status_code == 200, answer.data
    anybody = client_of(None)
    assert anybody.get(url).json()["manifest"]["coverage"]["incidents"] == 2
    assert [each["id"] for each in anybody.get(f"{API}?project=sahel").json()["results"]] == [
        found["id"]
    ]
    file = next(each for each in found["files"] if each["name"] == "citation.txt")
    assert b"Doe, J." in b"".join(anybody.get(file["download"]).streaming_content)
    assert api.delete(url).status_code == 409


@pytest.mark.parametrize(
    ("values", "status", "words"),
    [
        ({"query": "country=BF"}, 400, "No incident matches"),
        ({"creators": []}, 400, "creators"),
        ({"licence": "mine"}, 400, "licence"),
        ({"project": "no-such"}, 400, "project"),
        ({"colour": "red"}, 400, "colour"),
        ({"number": 7}, 400, "number"),
    ],
)
def test_the_api_refuses_bad_input(register, editor, values, status, words):
    body = VALUES | {"project": "sahel", **values}
    answer = client_of(editor).post(API, body, format="json")
    assert (answer.status_code, words in str(answer.json())) == (status, True), answer.json()
    assert not Release.objects.exists()


def test_who_may_not_is_told_before_what_is_wrong(project, register):
    for user in (member(project, "reviewer"), UserFactory()):
        answer = client_of(user).post(API, {"project": "sahel"}, format="json")
        assert answer.status_code == 403, answer.data


def test_queries_of_the_list_do_not_grow(
    project, register, editor, reviewer, make_release, count_queries
):
    browser = signed_in(reviewer)

    def count():
        release = make_release()
        services.approve_release(release, by=reviewer, seen=release.manifest_sha256)
        return (
            count_queries(lambda: browser.get("/releases/?project=sahel")),
            count_queries(lambda: client_of(reviewer).get(f"{API}?project=sahel")),
        )

    assert count() == count()
