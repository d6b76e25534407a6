"""Projects, members, tokens and oneself over HTTP."""

import datetime
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from ctplatform.accounts import services
from ctplatform.accounts.models import Membership, Project, ProjectEvent, Token
from ctplatform.accounts.sign_in import tokens
from tests.ctplatform.rest.client import Api, pointers
from tests.factories.accounts import MembershipFactory, ProjectFactory, UserFactory, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return ProjectFactory(slug="sahel", title="Sahel")


@pytest.fixture
def owner(project):
    return Api(member(project, "owner", username="olga"))


PASSWORD = "correct horse battery staple"


def with_password():
    user = UserFactory()
    user.set_password(PASSWORD)
    user.save()
    return user


def tag(row):
    return f'"{row.pk}-{row.version}"'


def test_project_comes_back_as_it_was_made():
    user = UserFactory()
    body = {
        "slug": "sahel",
        "title": "Sahel",
        "description": "Where the desert ends.",
        "visibility": "internal",
        "review_policy": "open",
    }
    answer = Api(user).post("projects/", body)
    made = answer.json()
    slug = made["slug"]
    assert re.fullmatch("sahel-[a-z2-9]{8}", slug)
    assert {name: made[name] for name in body} == body | {"slug": slug}
    assert made["role"] == "owner"
    assert answer["ETag"] == f'"{made["id"]}-1"'
    assert answer["Location"] == f"/api/v1/projects/{slug}/"
    assert Api(user).get(answer["Location"]).json() == made


def test_project_is_private_and_open_by_default():
    made = Api(UserFactory()).post("projects/", {"slug": "a", "title": "A"}).json()
    assert (made["visibility"], made["review_policy"]) == ("private", "open")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"slug": "a b"}, "/slug"),
        ({"slug": "a" * 61}, "/slug"),
        ({"slug": "café"}, "/slug"),
        ({"slug": 5.5}, "/slug"),
        ({"title": ""}, "/title"),
        ({"title": "x" * 201}, "/title"),
        ({"title": None}, "/title"),
        ({"title": ["x"]}, "/title"),
        ({"visibility": "secret"}, "/visibility"),
        ({"review_policy": {}}, "/review_policy"),
    ],
)
def test_bad_project_names_the_field(project, body, field):
    answer = Api(UserFactory()).post("projects/", {"slug": "b", "title": "B", **body}, 400)
    assert list(pointers(answer)) == [field]
    assert Project.objects.count() == 1


@pytest.mark.parametrize("slug", ["sahel", "", "s" * 60])
def test_making_a_project_does_not_show_whether_another_has_its_address(slug):
    """Same status, body and queries before and after somebody's hidden project took it."""

    def made():
        body = {"title": "Sahel"} | ({"slug": slug} if slug else {})
        with CaptureQueriesContext(connection) as queries:
            said = Api(user).post("projects/", body).json()
        kept = {name: said[name] for name in said.keys() - {"id", "created", "updated"}}
        form = {"title": "Sahel", "slug": slug[:50], "visibility": "private"}
        page = client.post("/projects/new", form | {"review_policy": "open"})
        end = len("k7m2xw9p")
        kept["slug"] = kept["slug"][:-end]
        return kept, len(queries), page.status_code, page["Location"][:-end]

    user, client = UserFactory(), Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    before = made()
    ProjectFactory(slug=slug or "sahel")
    assert made() == before
    assert before[2] == 302


def test_fields_of_the_server_are_refused_by_name():
    given = {
        "id": str(UserFactory().pk),
        "version": 9,
        "role": "reader",
        "created": "2000-01-01T00:00:00Z",
        "members": [1],
    }
    answer = Api(UserFactory()).post("projects/", {"slug": "a", "title": "A", **given}, 400)
    assert pointers(answer).keys() == {f"/{name}" for name in given}
    assert not Project.objects.exists()


def test_owner_changes_settings_and_the_change_is_kept(owner, project):
    answer = owner.patch(
        "projects/sahel/", {"title": "Sahel 2", "review_policy": "open"}, if_match=tag(project)
    )
    assert answer["ETag"] == f'"{project.pk}-2"'
    changes = ProjectEvent.objects.get(project=project).changes
    assert changes["review_policy"] == {"from": "four_eyes", "to": "open"}
    owner.patch("projects/sahel/", {"slug": "other"}, 400, if_match=f'"{project.pk}-2"')
    owner.delete("projects/sahel/", 405)


def test_stale_setting_is_refused_under_the_lock(project):
    user = member(project, "owner")
    services.change_project(project, {"title": "One"}, by=user)
    with pytest.raises(Exception, match="read it again"):
        services.change_project(project, {"title": "Two"}, by=user, expected_version=1)


@pytest.mark.parametrize("role", ["reader", "annotator", "reviewer", "editor"])
def test_only_owners_change_settings_and_members(project, role):
    api = Api(member(project, role))
    other = MembershipFactory(project=project)
    api.patch("projects/sahel/", {"title": "x"}, 403, if_match=tag(project))
    api.post("projects/sahel/members/", {"username": "x", "role": "owner"}, 403)
    path = f"projects/sahel/members/{other.user.username}/"
    api.patch(path, {"role": "owner"}, 403, if_match=tag(other))
    api.delete(path, 403, if_match=tag(other))
    api.get("projects/sahel/members/")


def test_superuser_acts_as_owner_of_every_project(project):
    api = Api(UserFactory(is_superuser=True))
    assert api.get("projects/sahel/").json()["role"] == "owner"
    api.patch("projects/sahel/", {"title": "x"}, if_match=tag(project))
    newcomer = UserFactory()
    api.post("projects/sahel/members/", {"username": newcomer.username, "role": "reader"})


def test_projects_are_shown_by_visibility(project):
    ProjectFactory(slug="open", visibility="public")
    ProjectFactory(slug="staff", visibility="internal")
    reader = member(project, "reader")

    def slugs(user):
        return {row["slug"] for row in Api(user).rows("projects/")}

    assert slugs(None) == {"open"}
    assert slugs(UserFactory()) == {"open", "staff"}
    assert slugs(reader) == {"open", "staff", "sahel"}
    assert [row["slug"] for row in Api(reader).rows("projects/", visibility="private")] == ["sahel"]


def test_member_is_added_changed_and_removed(owner, project):
    anna = UserFactory(username="anna", name="Anna A.")
    root = Api(UserFactory(is_superuser=True))
    answer = root.post("projects/sahel/members/", {"username": "anna", "role": "reviewer"})
    made = answer.json()
    assert (made["username"], made["name"], made["role"]) == ("anna", "Anna A.", "reviewer")
    assert answer["Location"] == "/api/v1/projects/sahel/members/anna/"
    seen = owner.get(answer["Location"])
    assert seen["ETag"].startswith(answer["ETag"].removesuffix('"'))
    changed = owner.patch(answer["Location"], {"role": "editor"}, if_match=seen["ETag"])
    assert changed.json()["role"] == "editor"
    owner.patch(answer["Location"], {"role": "owner"}, 412, if_match=seen["ETag"])
    owner.delete(answer["Location"], if_match=changed["ETag"])
    assert not Membership.objects.filter(user=anna).exists()
    changes = [event.changes for event in ProjectEvent.objects.order_by("id")]
    assert changes == [
        {"member anna": {"from": None, "to": "reviewer"}},
        {"member anna": {"from": "reviewer", "to": "editor"}},
        {"member anna": {"from": "editor", "to": None}},
    ]


def test_a_member_is_not_added_twice(project):
    anna = member(project, "editor", username="anna")
    Api(UserFactory(is_superuser=True)).post(
        "projects/sahel/members/", {"username": "anna", "role": "reader"}, 409
    )
    assert Membership.objects.get(user=anna).role == "editor"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"username": "nobody", "role": "reader"}, "/username"),
        ({"username": "gone", "role": "reader"}, "/username"),
        ({"username": 7, "role": "reader"}, "/username"),
        ({"username": ["anna"], "role": "reader"}, "/username"),
        ({"username": {"a": 1}, "role": "reader"}, "/username"),
        ({"username": "anna", "role": "king"}, "/role"),
        ({"username": "anna"}, "/role"),
        ({"role": "reader"}, "/username"),
    ],
)
def test_bad_member_names_the_field(project, body, field):
    UserFactory(username="anna")
    UserFactory(username="gone", is_active=False)
    root = Api(UserFactory(is_superuser=True))
    answer = root.post("projects/sahel/members/", body, 400)
    assert list(pointers(answer)) == [field]


def test_last_owner_stays(owner, project):
    membership = Membership.objects.get(user__username="olga")
    owner.delete("projects/sahel/members/olga/", 409, if_match=tag(membership))
    owner.patch("projects/sahel/members/olga/", {"role": "reader"}, 409, if_match=tag(membership))
    member(project, "owner")
    owner.delete("projects/sahel/members/olga/", if_match=tag(membership))
    owner.get("projects/sahel/", status=404)


def test_anybody_may_leave_and_loses_sight_at_once(project):
    leaver = member(project, "reader", username="lea")
    api, path = Api(leaver), "projects/sahel/members/lea/"
    api.delete(path, if_match=api.get(path)["ETag"])
    api.get("projects/sahel/", status=404)
    api.get("projects/sahel/members/", status=404)


def test_members_are_shown_to_members_alone():
    public = ProjectFactory(slug="open", visibility="public")
    member(public, "owner", username="olga")
    stranger = Api(UserFactory())
    assert stranger.rows("projects/open/members/") == []
    stranger.get("projects/open/members/olga/", status=404)


def test_me(project):
    user = member(project, username="anna", name="Anna Maria Berg")
    assert Api(user).get("me/").json() == {
        "id": str(user.pk),
        "username": "anna",
        "name": "Anna Maria Berg",
        "initials": "AB",
        "shortcuts": True,
        "is_superuser": False,
    }
    Api().get("me/", status=401)


def test_token_is_shown_once_and_dies_at_once():
    api = Api(with_password())
    made = api.post("tokens/", {"name": "R script", "password": PASSWORD}).json()
    client = APIClient(headers={"Authorization": f"Token {made['token']}"})
    assert client.get("/api/v1/me/").status_code == 200
    listed = api.rows("tokens/")
    assert [row["name"] for row in listed] == ["R script"]
    assert "token" not in listed[0]
    assert not Token.objects.filter(digest=made["token"]).exists()
    api.delete(f"tokens/{made['id']}/")
    assert client.get("/api/v1/me/").status_code == 401


def test_token_expires():
    user = UserFactory()
    _token, key = tokens.create_token(
        by=user, name="x", expires=timezone.now() + datetime.timedelta(hours=1)
    )
    assert tokens.find_token(key).user == user
    Token.objects.update(expires=timezone.now())
    assert tokens.find_token(key) is None


def test_token_that_has_expired_already_is_refused():
    body = {"name": "x", "expires": "2001-01-01T00:00:00Z", "password": PASSWORD}
    assert list(pointers(Api(with_password()).post("tokens/", body, 400))) == ["/expires"]


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, None, 7.5, [], {}])
def test_token_with_a_bad_name_is_refused(name):
    body = {"name": name, "password": PASSWORD}
    if isinstance(name, float):  # a number is taken as its digits, as everywhere
        Api(with_password()).post("tokens/", body)
    else:
        assert list(pointers(Api(with_password()).post("tokens/", body, 400))) == ["/name"]


def test_token_works_for_ninety_days_unless_asked_otherwise_and_a_year_at_most():
    api, now = Api(with_password()), timezone.now()
    made = api.post("tokens/", {"name": "x", "password": PASSWORD}).json()
    ends = datetime.datetime.fromisoformat(made["expires"])
    assert abs(ends - now - datetime.timedelta(days=90)) < datetime.timedelta(minutes=5)
    far = (now + datetime.timedelta(days=400)).isoformat()
    answer = api.post("tokens/", {"name": "x", "password": PASSWORD, "expires": far}, 400)
    assert list(pointers(answer)) == ["/expires"]


@pytest.mark.parametrize("more", [{}, {"password": "wrong"}, {"password": ""}])
def test_token_asks_a_session_for_the_password(more):
    answer = Api(with_password()).post("tokens/", {"name": "x", **more}, 400)
    assert list(pointers(answer)) == ["/password"]
    assert not Token.objects.exists()


def test_token_makes_none_that_outlives_it():
    user = with_password()
    first, key = tokens.create_token(
        by=user, name="first", expires=timezone.now() + datetime.timedelta(days=3)
    )
    client = APIClient(headers={"Authorization": f"Token {key}"})
    made = client.post("/api/v1/tokens/", {"name": "second"}, format="json").json()
    assert datetime.datetime.fromisoformat(made["expires"]) == first.expires
    later = (first.expires + datetime.timedelta(days=1)).isoformat()
    body = {"name": "third", "expires": later}
    assert client.post("/api/v1/tokens/", body, format="json").status_code == 400


def test_token_shows_when_it_was_last_used():
    user = with_password()
    token, key = tokens.create_token(by=user, name="x")
    assert Api(user).rows("tokens/")[0]["last_used"] is None
    client = APIClient(headers={"Authorization": f"Token {key}"})
    client.get("/api/v1/me/")
    first = Token.objects.get(pk=token.pk).last_used
    assert timezone.now() - first < datetime.timedelta(minutes=1)
    client.get("/api/v1/me/")
    assert Token.objects.get(pk=token.pk).last_used == first  # to within five minutes


def test_tokens_of_others_do_not_exist():
    token, _key = tokens.create_token(by=UserFactory(), name="x")
    for user in (UserFactory(), UserFactory(is_superuser=True)):
        api = Api(user)
        assert api.rows("tokens/") == []
        api.get(f"tokens/{token.pk}/", status=404)
        api.delete(f"tokens/{token.pk}/", 404)
    Api().get("tokens/", status=401)


def test_session_needs_the_csrf_token():
    client = APIClient(enforce_csrf_checks=True)
    user = UserFactory()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    response = client.post("/api/v1/projects/", {"slug": "a", "title": "A"}, format="json")
    assert response.status_code == 403
    _token, key = tokens.create_token(by=user, name="x")
    response = client.post(
        "/api/v1/projects/",
        {"slug": "a", "title": "A"},
        format="json",
        headers={"Authorization": f"Token {key}"},
    )
    assert response.status_code == 201


@pytest.mark.parametrize(
    "value", ["Bearer {pk}", "Token {pk}", "Token null", "Token ", "Basic eDo=", "Token {key} x"]
)
def test_forged_credentials_are_401(value):
    user = UserFactory(is_superuser=True)
    _token, key = tokens.create_token(by=user, name="x")
    Api().get("me/", status=401, authorization=value.format(pk=user.pk, key=key))


@pytest.mark.parametrize("header", ["X_USER_ID", "X_FORWARDED_USER", "REMOTE_USER"])
def test_headers_name_nobody(header):
    user = UserFactory()
    Api().get("me/", status=401, **{header.lower(): str(user.pk)})
    Api().get("me/?token=x", status=401)
