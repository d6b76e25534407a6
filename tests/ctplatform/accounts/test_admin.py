"""People and projects in the admin."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from ctplatform.accounts.models import Membership, Project, ProjectEvent, Token, User
from ctplatform.accounts.sign_in.tokens import create_token
from tests.factories.accounts import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db

NO_ROWS = {
    "memberships-TOTAL_FORMS": "0",
    "memberships-INITIAL_FORMS": "0",
    "invitations-TOTAL_FORMS": "0",
    "invitations-INITIAL_FORMS": "0",
    "events-TOTAL_FORMS": "0",
    "events-INITIAL_FORMS": "0",
}


@pytest.fixture
def root(client):
    user = UserFactory(is_superuser=True, is_staff=True)
    client.force_login(user)
    return user


def settings_of(project, **changes):
    names = ("title", "description", "visibility", "review_policy")
    return {name: getattr(project, name) for name in names} | NO_ROWS | changes


def test_a_person_is_made_with_a_password(client, root):
    form = {
        "username": "lucia",
        "name": "Lucía Ortega",
        "email": "lucia@example.org",
        "usable_password": "true",
        "password1": "correct horse battery",
        "password2": "correct horse battery",
    }
    answer = client.post(reverse("admin:accounts_user_add"), form)
    assert answer.status_code == 302, answer.content
    lucia = User.objects.get(username="lucia")
    assert lucia.check_password("correct horse battery")
    assert client.get(reverse("admin:accounts_user_change", args=[lucia.pk])).status_code == 200
    assert client.get(reverse("admin:accounts_user_changelist"), {"q": "Lucía"}).status_code == 200
    assert client.get(reverse("admin:accounts_user_delete", args=[lucia.pk])).status_code == 403


def test_a_project_is_made_with_its_owner(client, root):
    form = {
        "title": "Sahel",
        "slug": "sahel",
        "description": "",
        "visibility": "private",
        "review_policy": "four_eyes",
    } | NO_ROWS
    assert client.post(reverse("admin:accounts_project_add"), form).status_code == 302
    project = Project.objects.get(slug="sahel")
    assert Membership.objects.get(project=project).user == root


def test_a_change_of_policy_is_recorded(client, root):
    project = MembershipFactory(role="owner").project
    address = reverse("admin:accounts_project_change", args=[project.pk])
    assert client.get(address).status_code == 200
    form = settings_of(project, review_policy="open")
    assert client.post(address, form).status_code == 302
    project.refresh_from_db()
    assert (project.review_policy, project.version) == ("four_eyes", 2)
    assert project.open_requested_by == root  # its owner has to agree
    event = ProjectEvent.objects.get()
    assert (event.by, event.changes) == (
        root,
        {"open_requested_by": {"from": None, "to": root.username}},
    )


def test_members_come_and_change_through_the_services_and_the_last_owner_stays(client, root):
    owner = MembershipFactory(role="owner")
    newcomer = UserFactory()
    address = reverse("admin:accounts_project_change", args=[owner.project.pk])
    rows = {
        "memberships-TOTAL_FORMS": "2",
        "memberships-INITIAL_FORMS": "1",
        "memberships-0-id": owner.pk,
        "memberships-0-user": owner.user.pk,
        "memberships-0-role": "owner",
        "memberships-1-user": newcomer.pk,
        "memberships-1-role": "reviewer",
    }
    form = settings_of(owner.project)
    assert client.post(address, form | rows).status_code == 302
    assert Membership.objects.get(user=newcomer).role == "reviewer"
    assert list(ProjectEvent.objects.get().changes) == [f"member {newcomer.username}"]
    lone = {
        "memberships-TOTAL_FORMS": "1",
        "memberships-INITIAL_FORMS": "1",
        "memberships-0-id": owner.pk,
        "memberships-0-user": owner.user.pk,
        "memberships-0-role": "reader",
    }
    answer = client.post(address, form | lone, follow=True)
    assert "at least one owner" in answer.content.decode()
    owner.refresh_from_db()
    assert owner.role == "owner"


def test_a_token_is_revoked_and_its_key_is_shown_nowhere(client, root):
    token, key = create_token(by=UserFactory(username="nadia"), name="Nightly")
    listed = reverse("admin:accounts_token_changelist")
    page = client.get(listed, {"q": "nadia"}).content.decode()
    assert "Nightly" in page
    shown = client.get(reverse("admin:accounts_token_change", args=[token.pk])).content.decode()
    assert not [each for each in (key, token.digest) if each in page + shown]
    assert client.get(reverse("admin:accounts_token_add")).status_code == 403
    client.post(reverse("admin:accounts_token_delete", args=[token.pk]), {"post": "yes"})
    assert not Token.objects.exists()


def test_staff_see_their_own_tokens_alone(client):
    staff = UserFactory(is_staff=True)
    staff.user_permissions.set(Permission.objects.all())
    create_token(by=staff, name="Mine")
    create_token(by=UserFactory(), name="Theirs")
    client.force_login(staff)
    page = client.get(reverse("admin:accounts_token_changelist")).content.decode()
    assert "Mine" in page
    assert "Theirs" not in page
