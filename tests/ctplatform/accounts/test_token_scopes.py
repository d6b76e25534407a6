"""What tokens permit: every operation by its scope, and projects beyond a token's do not exist."""

import json
import re
import uuid
from importlib import import_module

import pytest
from django.apps import apps
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client

from ctplatform.accounts.models import Membership, Token, User
from ctplatform.accounts.sign_in.tokens import create_token
from ctplatform.jobs.models import Job
from ctplatform.rest.scopes import Scope
from tests.addresses import addresses
from tests.all_jobs import do_all_work
from tests.ctplatform.rest.client import Api, pointers
from tests.ctplatform.rest.conftest import schema  # noqa: F401 - a fixture
from tests.ctplatform.rest.operations import operations
from tests.factories.accounts import ProjectFactory, UserFactory, member
from tests.factories.world import World
from tests.test_visibility import METHODS, gist, text_of

pytestmark = pytest.mark.django_db  # walks over all addresses: on SQLite alone
PASSWORD = "correct horse battery staple"
# Scopes that do not include the one that is needed.
OTHERS = {
    "read": [],
    "annotate": ["read", "export"],
    "export": ["read", "annotate"],
    "admin": ["read", "annotate", "export"],
}


def client_of(user, **limits):
    """A program that uses a token of the user."""
    _token, key = create_token(by=user, name="test", **limits)
    return Client(headers={"Authorization": f"Token {key}"}, raise_request_exception=False)


def client_without(user, scope):
    """A program with a token of all scopes that do not include this one: none for reading."""
    token, key = create_token(by=user, name="test")
    Token.objects.filter(pk=token.pk).update(scopes=OTHERS[scope])
    return Client(headers={"Authorization": f"Token {key}"})


def needed_by(operation):
    (found,) = {each["token"][0] for each in operation["security"] if "token" in each}
    return found


def test_every_operation_names_its_scope_and_refuses_tokens_without_it(schema):  # noqa: F811
    user, wrong = UserFactory(), []
    having = {scope: client_of(user, scopes=[scope]) for scope in OTHERS}
    lacking = {scope: client_without(user, scope) for scope in OTHERS}
    for path, method, operation in operations(schema):
        scope = needed_by(operation)
        there = re.sub("{[^}]+}", str(uuid.uuid4()), path.replace("{number}", "1"))
        body = {} if method == "get" else {"data": b"{}", "content_type": "application/json"}
        refused = getattr(lacking[scope], method)(there, **body)
        if refused.status_code != 403 or f"“{scope}”" not in text_of(refused):
            wrong.append((method, path, scope, refused.status_code))
        answer = getattr(having[scope], method)(there, **body)
        if answer.status_code == 403 and "with the scope" in text_of(answer):
            wrong.append((method, path, scope, "refused"))
        cache.clear()
    assert wrong == []


def test_scopes_are_those_of_the_documentation(schema):  # noqa: F811
    found = {(method, path): (needed_by(each), each) for path, method, each in operations(schema)}
    admin = {path for (_, path), (scope, _each) in found.items() if scope == "admin"}
    nouns = "tokens|projects|invitations|webhooks|audit|bundles/copies"
    about = re.compile(f"/api/v1/({nouns})/|.*/readers/")
    assert [path for path in admin if not about.match(path)] == []
    assert {path for (method, path), (scope, _) in found.items() if scope == "export"} == {
        path
        for (method, path), (_scope, each) in found.items()
        if path.endswith("/export/")
        or (method, path) == ("post", "/api/v1/bundles/")
        or (method == "get" and not is_shown(each))
    }
    for (method, path), (scope, _each) in found.items():
        if scope == "read":
            assert method == "get", path


def is_shown(operation):
    """Whether what is answered is shown, not a file to keep."""
    content = operation["responses"]["200"].get("content", {})
    kinds = {each.partition(";")[0] for each in content}
    if operation["tags"] == ["web-annotations"]:
        return True
    shown = {"application/json", "image/svg+xml"}
    return kinds <= shown or kinds == {"application/json", "application/ld+json"}


@pytest.mark.parametrize("is_superuser", [False, True])
def test_to_a_limited_token_other_projects_do_not_exist(is_superuser):
    here, there = World(canary="HERE"), World(canary="BEYOND", visibility="public")
    user = here.people["owner"]
    Membership.objects.create(project=there.project, user=user, role="owner")
    User.objects.filter(pk=user.pk).update(is_superuser=is_superuser)
    person = client_of(User.objects.get(pk=user.pk), projects=[here.project])
    every = [each for each in addresses() if each.is_api and each.path != "/api/v1/schema/"]
    wrong, seen = [], 0
    for address in every:
        if address.is_list:
            for query in ("", f"?project={there.slug}", "?search=BEYOND", "?format=csv"):
                if "BEYOND" in text_of(person.get(address.path + query)).replace("=BEYOND", ""):
                    wrong.append(address.path + query)
            cache.clear()
            continue
        beyond, nowhere = address.of(there), address.of_nothing(there)
        for method in METHODS:
            body = {} if method == "get" else {"data": b"{}", "content_type": "application/json"}
            answers = [getattr(person, method)(path, **body) for path in (beyond, nowhere)]
            found, other = (
                gist(each, path) for each, path in zip(answers, (beyond, nowhere), strict=True)
            )
            if found != other or "BEYOND" in found or answers[0].status_code in (200, 500):
                wrong.append((method, address.path, found[:300], other[:300]))
        seen += person.get(address.of(here)).status_code == 200
        cache.clear()
    assert wrong == []
    assert seen > 60
    assert {row["project"] for row in person.get("/api/v1/incidents/").json()["results"]} == {
        here.slug
    }


@pytest.mark.both_databases
def test_file_of_a_limited_token_holds_its_projects_alone():
    here, there = World(canary="HERE"), World(canary="BEYOND")
    user = here.people["editor"]
    Membership.objects.create(project=there.project, user=user, role="owner")
    limited = client_of(user, projects=[here.project], scopes=["export"])
    whole = client_of(user, scopes=["export"])
    jobs = [each.post("/api/v1/incidents/export/?format=csv").json() for each in (limited, whole)]
    do_all_work()
    files = [f"/api/v1/jobs/{job['id']}/download/" for job in jobs]
    assert b"BEYOND" in b"".join(whole.get(files[1]))
    text = b"".join(limited.get(files[0]))
    assert b"HERE" in text
    assert b"BEYOND" not in text
    assert limited.get(files[1]).status_code == 404
    assert Job.objects.get(pk=jobs[0]["id"]).only_projects == [str(here.project.pk)]


@pytest.mark.both_databases
def test_token_with_no_project_left_sees_none():
    project, user = ProjectFactory(visibility="public"), UserFactory()
    mine = ProjectFactory()
    Membership.objects.create(project=mine, user=user, role="owner")
    person = client_of(user, projects=[mine])
    mine.delete()
    assert person.get("/api/v1/projects/").json()["results"] == []
    assert person.get(f"/api/v1/projects/{project.slug}/").status_code == 404


@pytest.mark.both_databases
def test_limited_token_makes_neither_a_project_nor_a_wider_token():
    project = ProjectFactory(slug="sahel")
    user = member(project, "owner")
    other = ProjectFactory(slug="other")
    Membership.objects.create(project=other, user=user, role="owner")
    person = client_of(user, projects=[project])
    kind = {"content_type": "application/json"}
    assert person.post("/api/v1/projects/", {"title": "New"}, **kind).status_code == 403
    refused = person.post("/api/v1/tokens/", {"name": "x", "projects": ["other"]}, **kind)
    assert list(pointers(refused)) == ["/projects"]
    made = person.post("/api/v1/tokens/", {"name": "x", "scopes": ["read"]}, **kind).json()
    assert (made["projects"], made["scopes"]) == (["sahel"], ["read"])
    seen = {row["name"] for row in person.get("/api/v1/tokens/").json()["results"]}
    create_token(by=user, name="everywhere")
    assert seen == {"test", "x"}
    again = {row["name"] for row in person.get("/api/v1/tokens/").json()["results"]}
    assert again == seen


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"scopes": []}, "/scopes"),
        ({"scopes": ["everything"]}, "/scopes/0"),
        ({"scopes": "read"}, "/scopes"),
        ({"scopes": None}, "/scopes"),
        ({"projects": []}, "/projects"),
        ({"projects": ["hidden"]}, "/projects"),
        ({"projects": ["open"]}, "/projects"),
    ],
)
def test_wrong_limits_are_refused_by_name(body, field):
    ProjectFactory(slug="hidden")
    ProjectFactory(slug="open", visibility="public")
    user = UserFactory()
    user.set_password(PASSWORD)
    user.save()
    answer = Api(user).post("tokens/", {"name": "x", "password": PASSWORD, **body}, 400)
    assert [each.split("/0")[0] for each in pointers(answer)] == [field.split("/0")[0]]
    assert not Token.objects.exists()


@pytest.mark.both_databases
def test_account_page_makes_a_token_with_limits_and_shows_them(client):
    project = ProjectFactory(title="Lake Chad")
    user = member(project)
    user.set_password(PASSWORD)
    user.save()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    body = {"name": "R", "days": 30, "password": PASSWORD}
    refused = client.post("/account/tokens", body).content.decode()
    assert 'href="#token_scopes' in refused
    more = {"scopes": ["read", "export"], "projects": [str(project.pk)]}
    client.post("/account/tokens", body | more)
    token = Token.objects.get()
    assert (token.scopes, list(token.projects.all())) == (["read", "export"], [project])
    shown = client.get("/account/").content.decode()
    assert "read, export" in shown
    alien = {"scopes": ["read"], "projects": [str(ProjectFactory(visibility="public").pk)]}
    client.post("/account/tokens", body | alien)
    assert Token.objects.count() == 1


@pytest.mark.both_databases
def test_command_limits_a_token(capsys):
    project = ProjectFactory(slug="sahel")
    user = member(project)
    call_command("token", user.username, "--scope", "export", "--project", "sahel")
    token = Token.objects.get()
    assert (token.scopes, token.is_limited) == ([Scope.EXPORT], True)
    for wrong in ("nowhere", ProjectFactory(visibility="public").slug):
        with pytest.raises(CommandError, match="project"):
            call_command("token", user.username, "--project", wrong)
    assert Token.objects.count() == 1


@pytest.mark.both_databases
def test_tokens_from_before_permit_all_that_they_did():
    token, _key = create_token(by=UserFactory(), name="old")
    Token.objects.update(scopes=[])
    step = import_module("ctplatform.accounts.migrations.0007_token_scopes")
    step.permit_all_as_before(apps, None)
    token.refresh_from_db()
    assert token.scopes == ["admin"]


@pytest.mark.both_databases
def test_answers_say_how_many_requests_are_left(settings):
    settings.REQUEST_LIMITS = dict.fromkeys(settings.REQUEST_LIMITS) | {"requests": 2}
    person = client_of(UserFactory())
    answers = [person.get("/api/v1/me/") for _ in range(3)]
    assert [each.status_code for each in answers] == [200, 200, 429]
    assert [each["RateLimit-Remaining"] for each in answers] == ["1", "0", "0"]
    assert {each["RateLimit-Limit"] for each in answers} == {"2"}
    assert all(1 <= int(each["RateLimit-Reset"]) <= 60 for each in answers)
    assert answers[2]["Retry-After"] == answers[2]["RateLimit-Reset"]
    assert json.loads(answers[2].content)["status"] == 429
    cache.clear()
