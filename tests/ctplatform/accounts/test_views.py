"""Pages about people and projects."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ctplatform.accounts.models import Membership, Project, Token
from tests.factories.accounts import MembershipFactory, ProjectFactory, UserFactory, member

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery staple"


def signed_in(client, user):
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def owned(client):
    project = ProjectFactory(slug="sahel", title="Sahel")
    signed_in(client, member(project, "owner", username="olga", name="Olga Ode"))
    return project


@pytest.mark.parametrize("name", ["account", "password", "project-new"])
def test_own_pages_ask_for_sign_in(client, name):
    response = client.get(reverse(name))
    assert response.status_code == 302
    assert response.url.startswith("/sign-in/?next=")


def test_sign_in_page_says_what_is_wrong_and_keeps_the_name(client):
    response = client.post("/sign-in/", {"username": "nobody", "password": "x"})
    assert b"not a user name and its password" in response.content
    assert b'value="nobody"' in response.content


def test_account_saves_name_and_shortcuts(client, owned):
    client.post("/account/", {"name": "Olga O."})
    user = Membership.objects.get(project=owned).user
    assert (user.name, user.shortcuts) == ("Olga O.", False)


def test_account_names_the_field_that_is_too_long(client, owned):
    response = client.post("/account/", {"name": "x" * 151})
    assert b'<a href="#id_name">' in response.content


def test_token_is_shown_once_and_revoked(client, owned):
    user = Membership.objects.get(project=owned).user
    user.set_password(PASSWORD)
    user.save()
    signed_in(client, user)
    body = {"name": "R", "days": 30, "scopes": ["read"], "password": PASSWORD}
    refused = client.post("/account/tokens", body | {"password": "wrong"})
    assert b"This is not your password." in refused.content
    shown = client.post("/account/tokens", body).content.decode()
    token = Token.objects.get()
    assert (token.expires - token.created).days in (29, 30)
    assert 'class="secret"' in shown
    assert 'class="secret"' not in client.get("/account/").content.decode()
    client.post(f"/account/tokens/{token.pk}/revoke")
    assert not Token.objects.exists()


def test_token_of_another_person_is_not_found(client, owned):
    token = Token.objects.create(user=UserFactory(), name="hers", digest="x")
    assert client.post(f"/account/tokens/{token.pk}/revoke").status_code == 404


def test_chooser_shows_own_projects_first_and_hides_private_ones(client, owned):
    ProjectFactory(title="Alien", visibility="private")
    ProjectFactory(title="Agora", visibility="public")
    rows = client.get("/projects/").context["rows"]
    assert [row.title for row in rows] == ["Sahel", "Agora"]


def test_chooser_leads_back_to_where_one_came_from(client, owned):
    page = client.get("/projects/?next=/articles/").content.decode()
    assert 'href="/articles/?project=sahel"' in page
    assert "evil.example" not in client.get("/projects/?next=//evil.example/").content.decode()


def test_chooser_queries_do_not_grow_with_rows(client, owned, django_assert_max_num_queries):
    user = Membership.objects.get(project=owned).user
    for project in ProjectFactory.create_batch(9):
        MembershipFactory(project=project, user=user)
    with django_assert_max_num_queries(7):
        client.get("/projects/")


def test_new_project_makes_its_address_of_the_title(client, owned):
    values = {"title": "Lake Chad", "visibility": "private", "review_policy": "open"}
    client.post("/projects/new", values)
    assert Project.objects.get(title="Lake Chad").slug.startswith("lake-chad-")


def test_new_project_has_an_address_where_the_title_gives_none(client, owned):
    values = {"title": "الساحل", "visibility": "private", "review_policy": "open"}
    client.post("/projects/new", values)
    assert Project.objects.get(title="الساحل").slug.startswith("project-")


def test_new_project_names_the_field_of_an_address_that_is_none(client, owned):
    values = {"title": "x", "slug": "a b", "visibility": "private", "review_policy": "open"}
    assert b'<a href="#id_slug">' in client.post("/projects/new", values).content


def settings_of(project, **changes):
    fields = ("title", "description", "visibility", "review_policy", "version")
    return {name: getattr(project, name) for name in fields} | changes


def test_settings_change_is_kept_and_shown(client, owned):
    client.post("/projects/sahel/settings", settings_of(owned, review_policy="open"))
    shown = client.get("/projects/sahel/settings").content.decode()
    assert "a second person reads every change → changes apply at once and are recorded" in shown


def test_settings_of_an_older_version_are_not_overwritten(client, owned):
    client.post("/projects/sahel/settings", settings_of(owned, title="First"))
    page = client.post("/projects/sahel/settings", settings_of(owned, title="Second"))
    owned.refresh_from_db()
    assert owned.title == "First"
    assert 'value="Second"' in page.content.decode()
    assert "while you wrote" in page.content.decode()


def test_settings_of_an_invisible_project_are_not_found(client, owned):
    ProjectFactory(slug="alien")
    assert client.get("/projects/alien/settings").status_code == 404
    assert client.post("/projects/alien/members", {}).status_code == 404


def test_settings_are_not_changed_by_an_annotator(client):
    project = ProjectFactory(slug="sahel")
    signed_in(client, member(project, "annotator"))
    response = client.post("/projects/sahel/settings", settings_of(project, title="Mine"))
    assert response.status_code == 403


def test_settings_hide_members_from_readers_outside(client):
    project = ProjectFactory(slug="open", visibility="public")
    member(project, "owner", username="secretive")
    assert b"secretive" not in client.get("/projects/open/settings").content


def test_member_is_changed_and_removed(client, owned):
    member(owned, "reader", username="mara")
    page = client.post("/projects/sahel/members", {"username": "mara", "role": "king"}, follow=True)
    assert "Choose one of the roles" in page.content.decode()
    client.post("/projects/sahel/members", {"username": "mara", "role": "editor"})
    assert Membership.objects.get(user__username="mara").role == "editor"
    client.post("/projects/sahel/members/remove", {"username": "mara"})
    assert not Membership.objects.filter(user__username="mara").exists()


def test_last_owner_stays(client, owned):
    body = {"username": "olga", "role": "reader"}
    page = client.post("/projects/sahel/members", body, follow=True)
    assert "keeps at least one owner" in page.content.decode()
    client.post("/projects/sahel/members/remove", {"username": "olga"})
    assert Membership.objects.get().role == "owner"


def test_settings_queries_do_not_grow_with_members(client, owned, django_assert_num_queries):
    client.get("/projects/sahel/settings")
    with CaptureQueriesContext(connection) as few:
        client.get("/projects/sahel/settings")
    for _row in range(9):
        member(owned)
    with django_assert_num_queries(len(few)):
        client.get("/projects/sahel/settings")


def test_password_change_asks_for_the_old_one_and_keeps_the_session(client, owned):
    user = Membership.objects.get(project=owned).user
    user.set_password("an old secret of hers")
    user.save()
    signed_in(client, user)
    new = {"new_password1": "a new secret of hers", "new_password2": "a new secret of hers"}
    wrong = client.post("/account/password", new | {"old_password": "guess"})
    assert '<a href="#id_old_password">' in wrong.content.decode()
    client.post("/account/password", new | {"old_password": "an old secret of hers"})
    assert client.get("/account/").status_code == 200
    user.refresh_from_db()
    assert user.check_password("a new secret of hers")


def test_theme_cookie_paints_the_first_page_and_nothing_else(client):
    client.cookies["theme"] = "dark"
    assert (
        '<html lang="en" dir="ltr" data-theme="dark">' in client.get("/sign-in/").content.decode()
    )
    client.cookies["theme"] = '"><script>'
    assert "data-theme" not in client.get("/sign-in/").content.decode().split("<head>")[0]


@pytest.mark.parametrize(
    "key", [r'"\000aaaaaaaaaaaaaaa"', r'"\377bbbbbbbbbbbbbbb"', "c" * 5000, "d"]
)
def test_a_made_up_session_is_none(client, key):
    headers = {"cookie": f"sessionid={key}"}
    assert client.get("/sign-in/", headers=headers).status_code == 200
    assert client.get("/incidents/", headers=headers).status_code == 302
