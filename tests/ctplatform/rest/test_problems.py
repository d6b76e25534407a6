"""Every error of the API has one shape, and the first of several is always the same one."""

import pytest
from django.db.utils import OperationalError
from rest_framework.test import APIClient

from ctplatform.accounts.api import ProjectViewSet
from ctplatform.curation.errors import FieldConflict
from ctplatform.domain_errors import Conflict, RateLimited, StaleVersion, VersionRequired
from ctplatform.rest.problems import exception_handler
from tests.ctplatform.rest.client import Api, check_problem, pointers
from tests.factories import annotations as make
from tests.factories.accounts import ProjectFactory, UserFactory, member

pytestmark = pytest.mark.django_db


def test_400_names_each_field():
    answer = Api(UserFactory()).post("projects/", {"slug": "not a slug"}, 400)
    assert pointers(answer) == {"/slug": "invalid", "/title": "required"}


def test_401_without_and_with_a_bad_credential():
    answer = Api().post("projects/", {"slug": "a", "title": "b"}, 401)
    assert answer["WWW-Authenticate"] == "Token"
    for value in (
        "Token wrong",
        "Token",
        "Token a b",
        "Bearer null",
        "Basic eDo=",
        "Token \xff",
        "token " + "a" * 5000,
    ):
        Api().get("projects/", status=401, authorization=value)


def test_403_says_which_role_is_missing():
    project = ProjectFactory(visibility="public")
    answer = Api(member(project, "editor")).patch(
        f"projects/{project.slug}/", {"title": "x"}, 403, if_match=f'"{project.pk}-1"'
    )
    assert "owner" in answer.json()["detail"]


@pytest.mark.parametrize(
    "path",
    [
        "nothing/",
        "projects/none/",
        "projects/%00/",
        "projects/none/members/",
        "annotations/------------------------------------/",
        "annotations/0190aaaa-0000-7000-8000-000000000000/",
        "annotations/not-an-id/",
        "articles/------------------------------------/versions/",
        "articles/0190aaaa-0000-7000-8000-000000000000/versions/1/",
        "articles/0190aaaa-0000-7000-8000-000000000000/versions/99999999999/",
    ],
)
def test_404_for_what_is_not_there(path):
    Api(UserFactory(), raise_request_exception=False).get(path, status=404)


@pytest.mark.parametrize("name", ["%00", "nobody", "%F0%9F%98%80", "a%2Fb", "x" * 300])
def test_404_for_a_member_by_any_odd_name(name):
    project = ProjectFactory()
    api = Api(member(project, "owner"), raise_request_exception=False)
    api.get(f"projects/{project.slug}/members/{name}/", status=404)


def test_405_names_what_is_allowed():
    answer = Api(UserFactory()).ask("put", "projects/", {}, 405)
    assert "POST" in answer["Allow"]


def test_406_is_never_needed_since_there_is_one_representation():
    assert APIClient().get("/api/v1/projects/", HTTP_ACCEPT="text/html").status_code in (200, 406)


def test_409_for_a_change_that_the_state_refuses():
    book = make.codebook()
    code = make.code(book)
    make.codebooks.publish_codebook(book, by=member(book.project, "editor"))
    api = Api(member(book.project, "editor"))
    answer = api.patch(f"codes/{code.pk}/", {"label": "x"}, 409, if_match=f'"{code.pk}-1"')
    assert "frozen" in answer.json()["detail"]


def test_428_and_412_on_every_change():
    annotation = make.annotation()
    api, path = Api(annotation.author), f"annotations/{annotation.pk}/"
    api.patch(path, {"note": "x"}, 428)
    api.delete(path, 428)
    api.patch(path, {"note": "x"}, 412, if_match=f'"{annotation.pk}-7"')
    api.delete(path, 412, if_match='"nonsense"')
    api.patch(path, {"note": "x"}, 200, if_match=f'W/"{annotation.pk}-1"')
    api.patch(path, {"note": "y"}, 200, if_match=f'"other", "{annotation.pk}-2"')


def test_500_hides_the_cause(monkeypatch, settings):
    def fail(*_):
        raise RuntimeError("secret detail")

    monkeypatch.setattr(ProjectViewSet, "get_queryset", fail)
    client = APIClient(raise_request_exception=False)
    response = client.get("/api/v1/projects/")
    assert response.status_code == 500
    check_problem(response)
    assert b"secret" not in response.content


def test_503_when_the_database_is_busy(monkeypatch):
    def fail(*_):
        raise OperationalError("database is locked")

    monkeypatch.setattr(ProjectViewSet, "get_queryset", fail)
    answer = Api().get("projects/", status=503)
    assert int(answer["Retry-After"]) > 0


def test_order_of_answers():
    """401, 404, 403, 428, 412, 400, 409: nobody learns more than they may."""
    annotation = make.annotation()
    project = annotation.article_version.article.project
    path, good = f"annotations/{annotation.pk}/", f'"{annotation.pk}-1"'
    bad = {"certainty": "nonsense"}
    Api().patch(path, bad, 401)
    Api(UserFactory()).patch(path, bad, 404)
    Api(member(project, "annotator")).patch(path, bad, 403)
    editor = Api(member(project, "editor"))
    editor.patch(path, bad, 428)
    editor.patch(path, bad, 412, if_match=f'"{annotation.pk}-2"')
    editor.patch(path, bad, 400, if_match=good)


def test_order_of_answers_on_post():
    """A person without the role hears that before what is wrong with the body."""
    project = ProjectFactory(visibility="public")
    article = make.article(project)
    passage = make.annotation(article)
    book = make.codebook(project)
    api = Api(member(project, "reader"))
    api.post("articles/", {"project": project.slug}, 403)
    api.post("annotations/", {"article_version": str(article.current_version.pk)}, 403)
    api.post("annotations/", [{"article_version": str(article.current_version.pk)}], 403)
    api.post("codebooks/", {"project": project.slug}, 403)
    api.post("codes/", {"codebook": str(book.pk)}, 403)
    api.post("links/", {"annotation": str(passage.pk)}, 403)
    api.post("comments/", {"on_type": "annotation", "on_id": str(passage.pk)}, 403)
    api.post(f"projects/{project.slug}/members/", {"username": "x"}, 403)


@pytest.mark.parametrize("superuser", [True, False])
def test_inactive_people_are_nobody(client, superuser):
    user = UserFactory(is_superuser=superuser)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/api/v1/me/").status_code == 200
    user.is_active = False
    user.save()
    assert client.get("/api/v1/me/").status_code == 401
    body = {"slug": "a", "title": "b"}
    response = client.post("/api/v1/projects/", body, content_type="application/json")
    assert response.status_code == 401


@pytest.mark.parametrize(
    ("error", "status", "detail"),
    [
        (Conflict("No."), 409, "No."),
        (Conflict(), 409, "The record has changed in the meantime."),
        (FieldConflict({}), 409, "The live record has changed in a field that this changes."),
        (
            StaleVersion(),
            412,
            "Somebody changed this record after you read it; read it again.",
        ),
        (VersionRequired("Send it."), 428, "Send it."),
        (RateLimited(7, "Enough."), 429, "Enough. Expected available in 7 seconds."),
    ],
)
def test_a_refusal_of_a_service_is_a_problem(error, status, detail):
    answer = exception_handler(error, {})
    assert (answer.status_code, answer.data["detail"]) == (status, detail)
    assert answer.headers.get("Retry-After") == ("7" if status == 429 else None)
