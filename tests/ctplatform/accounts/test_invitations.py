"""Joining a project: an owner invites a name, and the invited person accepts or declines."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ctplatform.accounts import services
from ctplatform.accounts.invitations.models import Invitation
from ctplatform.accounts.invitations.services import MOST_A_DAY, invite
from ctplatform.accounts.models import Membership, ProjectEvent
from tests.ctplatform.rest.client import Api, pointers
from tests.factories.accounts import ProjectFactory, UserFactory, member
from tests.test_visibility import PASSING, UUID, Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return ProjectFactory(slug="sahel", title="Sahel and Horn")


@pytest.fixture
def owner(project):
    return member(project, "owner", username="olga", name="Olga Ode")


def gist_of(answer):
    text = UUID.sub("ID", PASSING.sub("", answer.content.decode()))
    return answer.status_code, text, answer.headers.get("Location")


def answers_to(owner, invited):
    """What an invitation answers over the API and on the page, and the number of its queries."""
    person, form = Person(owner), {"invited": invited, "role": "reader"}
    body = form | {"project": "sahel"}
    with CaptureQueriesContext(connection) as queries:
        answer = person.client.post("/api/v1/invitations/", body, content_type="application/json")
    Invitation.objects.all().delete()
    said = answer.json()
    kept = {name: said[name] for name in said.keys() - {"id", "created", "expires"}}
    page = person.client.post("/projects/sahel/invite", form)
    listed = person.read("/projects/sahel/settings").split('id="invitations"')[1]
    Invitation.objects.all().delete()
    told = gist_of(page), UUID.sub("ID", PASSING.sub("", listed.split("</table>")[0]))
    return answer.status_code, kept, told, len(queries)


@pytest.mark.parametrize("invited", ["mara", "MARA", "mara@uni.example", "gone"])
def test_an_invitation_answers_alike_whether_the_account_exists(project, owner, invited):
    nobody = answers_to(owner, invited)
    UserFactory(username="mara", name="Mara Keita", email="mara@uni.example")
    UserFactory(username="gone", is_active=False)
    assert answers_to(owner, invited) == nobody
    assert nobody[0] == 201


def test_an_invited_person_accepts_on_the_page_and_is_a_member(project, owner):
    mara = UserFactory(username="mara", name="Mara Keita")
    invite(project, "Mara", "editor", by=owner)
    page = Person(mara).read("/projects/")
    assert "Sahel and Horn" in page
    assert "Olga Ode invites you as editor" in page
    assert Person(mara).client.get("/api/v1/articles/?project=sahel").json()["results"] == []
    row = Invitation.objects.get()
    assert "Mara Keita" not in Person(owner).read("/projects/sahel/settings")
    answer = Person(mara).client.post(f"/invitations/{row.pk}/accept", follow=True)
    assert "You are a member of" in answer.content.decode()
    assert Membership.objects.get(user=mara).role == "editor"
    page = Person(owner).read("/projects/sahel/settings")
    assert "Mara Keita" in page
    changes = [(event.by.username, event.changes) for event in ProjectEvent.objects.order_by("id")]
    assert changes == [
        ("olga", {"invitation Mara": {"from": None, "to": "editor"}}),
        ("mara", {"member mara": {"from": None, "to": "editor"}}),
    ]


def test_who_declines_is_shown_as_the_address_that_was_typed(project, owner):
    mara = UserFactory(username="mara", name="Mara Keita", email="mara@uni.example")
    row = invite(project, "mara@uni.example", "reader", by=owner)
    Person(mara).client.post(f"/invitations/{row.pk}/decline")
    page = Person(owner).read("/projects/sahel/settings")
    assert "mara@uni.example" in page
    assert "declined" in page
    assert "Mara Keita" not in page
    assert not Membership.objects.filter(user=mara).exists()
    assert "invites you" not in Person(mara).read("/projects/")
    body = {"project": "sahel", "invited": "Mara@uni.example", "role": "reader"}
    Api(owner).post("invitations/", body, 409)


def test_invitations_over_the_api(project, owner):
    mara = Api(UserFactory(username="mara", name="Mara Keita"))
    body = {"project": "sahel", "invited": "mara", "role": "annotator"}
    answer = Api(owner).post("invitations/", body)
    made = answer.json()
    assert (made["invited"], made["state"], made["created_by"]) == ("mara", "open", "olga")
    assert answer["Location"] == f"/api/v1/invitations/{made['id']}/"
    assert mara.rows("invitations/") == Api(owner).rows("invitations/") == [made]
    assert mara.rows("invitations/", project="sahel", state="accepted") == []
    Api(owner).post(f"invitations/{made['id']}/accept/", {}, 403)
    joined = mara.post(f"invitations/{made['id']}/accept/", {}, 200).json()
    assert (joined["username"], joined["role"]) == ("mara", "annotator")
    mara.post(f"invitations/{made['id']}/accept/", {}, 404)
    assert [row["state"] for row in Api(owner).rows("invitations/")] == ["accepted"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"invited": ""}, "/invited"),
        ({"invited": "two words"}, "/invited"),
        ({"invited": "x" * 255}, "/invited"),
        ({"invited": ["mara"]}, "/invited"),
        ({"role": "king"}, "/role"),
        ({"project": "no-such"}, "/project"),
    ],
)
def test_a_bad_invitation_names_the_field(project, owner, body, field):
    valid = {"project": "sahel", "invited": "mara", "role": "reader"}
    answer = Api(owner).post("invitations/", valid | body, 400)
    assert list(pointers(answer)) == [field]


def test_nobody_else_sees_an_invitation_or_answers_it(project, owner):
    row = invite(project, "mara", "reader", by=owner)
    stranger = UserFactory(username="sven", email="sven@uni.example")
    editor = member(project, "editor")
    for person in (stranger, editor):
        api = Api(person)
        assert api.rows("invitations/") == []
        api.get(f"invitations/{row.pk}/", status=404)
        api.post(f"invitations/{row.pk}/accept/", {}, 404)
        api.delete(f"invitations/{row.pk}/", 404)
        assert Person(person).client.post(f"/invitations/{row.pk}/accept").status_code == 404
        assert Person(person).client.post(f"/invitations/{row.pk}/withdraw").status_code == 404
    Api(editor).post("invitations/", {"project": "sahel", "invited": "x", "role": "reader"}, 403)
    assert Person(editor).client.post("/projects/sahel/invite", {}).status_code == 403
    assert Client().post("/projects/sahel/invite", {}).status_code == 302
    Api().get("invitations/", status=401)


def test_an_owner_withdraws_an_invitation_and_it_can_no_longer_be_accepted(project, owner):
    mara = UserFactory(username="mara")
    row = invite(project, "mara", "reader", by=owner)
    page = Person(owner).client.post(f"/invitations/{row.pk}/withdraw", follow=True)
    assert "The invitation is withdrawn" in page.content.decode()
    Api(mara).post(f"invitations/{row.pk}/accept/", {}, 404)
    Api(owner).delete(f"invitations/{row.pk}/", 409)
    assert not Membership.objects.filter(user=mara).exists()


def test_an_invitation_ends_after_thirty_days_or_with_the_role_of_its_sender(project, owner):
    mara = UserFactory(username="mara")
    row = invite(project, "mara", "reader", by=owner)
    Invitation.objects.update(created=timezone.now() - datetime.timedelta(days=31))
    Api(mara).get(f"invitations/{row.pk}/", status=404)
    assert "expired" in Person(owner).read("/projects/sahel/settings")
    again = invite(project, "mara", "reader", by=owner)
    Api(mara).get(f"invitations/{again.pk}/")
    second = member(project, "owner")
    services.set_member(project, owner, "editor", by=second)
    Api(mara).get(f"invitations/{again.pk}/", status=404)


def test_a_name_is_invited_once_and_a_member_never(project, owner):
    invite(project, "mara", "reader", by=owner)
    body = {"project": "sahel", "invited": "MARA", "role": "editor"}
    Api(owner).post("invitations/", body, 409)
    Api(owner).post("invitations/", body | {"invited": "Olga"}, 409)
    page = Person(owner).client.post(
        "/projects/sahel/invite", {"invited": "mara", "role": "reader"}
    )
    assert "invited already" in page.content.decode()


def test_a_person_sends_thirty_invitations_a_day(project, owner):
    for number in range(MOST_A_DAY):
        row = invite(project, f"name-{number}", "reader", by=owner)
    Api(owner).delete(f"invitations/{row.pk}/")  # withdrawing gives none back
    body = {"project": "sahel", "invited": "one-more", "role": "reader"}
    answer = Api(owner).post("invitations/", body, 429)
    assert int(answer["Retry-After"]) > 80_000
    Invitation.objects.update(created=timezone.now() - datetime.timedelta(days=2))
    Api(owner).post("invitations/", body)


def test_an_owner_adds_nobody_without_being_asked_and_learns_no_name(project, owner):
    """The address is as silent about a name that exists as about one that does not."""
    UserFactory(username="mara", name="Mara Keita")
    for name in ("mara", "ghost"):
        body = {"username": name, "role": "reader"}
        answer = Api(owner).post("projects/sahel/members/", body, 403)
        assert "invitation" in answer.json()["detail"]
        assert Person(owner).client.post("/projects/sahel/members", body).status_code == 404
    assert Membership.objects.count() == 1


def test_queries_do_not_grow_with_invitations(project, owner):
    mara = UserFactory(username="mara")

    def invite_more(number):
        other = ProjectFactory(title=f"Project {number}")
        invite(other, "mara", "reader", by=member(other, "owner"))
        invite(project, f"name-{number}", "reader", by=owner)

    def queries():
        with CaptureQueriesContext(connection) as done:
            pages = (
                Person(mara).read("/projects/"),
                Person(owner).read("/projects/sahel/settings"),
            )
        return len(done), pages[0].count("invites you")

    invite_more(0)
    few, listed = queries()
    for number in range(1, 8):
        invite_more(number)
    assert (listed, queries()) == (1, (few, 8))
