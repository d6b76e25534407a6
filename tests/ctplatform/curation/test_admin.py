"""The admin writes through the door."""

import pytest
from django.urls import reverse

from ctplatform.curation import services
from ctplatform.curation.models import Proposal, Revision
from incidents.models import CasualtyEstimate, Incident
from tests.factories.accounts import UserFactory
from tests.factories.curation import Team, versions_of

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.ctplatform.curation.admins")]

FORM = {
    "title": "Siege",
    "record_kind": "event",
    "date": "2013-01",
    "absences": "{}",
    "casualties-TOTAL_FORMS": "0",
    "casualties-INITIAL_FORMS": "0",
}


@pytest.fixture
def root(client):
    user = UserFactory(is_superuser=True, is_staff=True)
    client.force_login(user)
    return user


def place(model, act, *args):
    return reverse(f"plain:{model}_{act}", args=args)


def test_adding_makes_a_candidate_with_a_revision(client, root):
    team = Team()
    form = FORM | {"project": team.project.pk, "reason": "From ¶3."}
    answer = client.post(place("incidents_incident", "add"), form)
    assert answer.status_code == 302, answer.content
    incident = Incident.objects.get()
    assert (incident.state, incident.created_by, incident.date_earliest.year) == (
        "candidate",
        root,
        2013,
    )
    assert Revision.objects.get().reason == "From ¶3."


def test_changing_a_candidate_is_a_revision_of_what_changed(client, root):
    incident = Team().candidate()
    address = place("incidents_incident", "change", incident.pk)
    assert client.get(address).status_code == 200
    client.post(address, FORM | {"title": "B", "seen_version": 1})
    incident.refresh_from_db()
    assert (incident.title, incident.version) == ("B", 2)
    assert Revision.objects.first().diff == {"title": {"from": "Siege", "to": "B"}}
    assert Revision.objects.first().by == root


def test_changing_a_published_record_waits_for_review(client, root):
    incident = Team().published()
    address = place("incidents_incident", "change", incident.pk)
    answer = client.post(address, FORM | {"title": "B", "seen_version": 2}, follow=True)
    assert "waits for review by a second person" in answer.content.decode()
    assert "was changed successfully" not in answer.content.decode()
    incident.refresh_from_db()
    proposal = Proposal.objects.get()
    assert (incident.title, proposal.author, proposal.state) == ("Siege", root, "open")


def test_a_stale_form_overwrites_nothing(client, root):
    incident = Team().candidate()
    services.change_record(incident, {"title": "B"}, by=incident.created_by)
    address = place("incidents_incident", "change", incident.pk)
    answer = client.post(address, FORM | {"title": "C", "seen_version": 1}, follow=True)
    assert "Somebody changed this record" in answer.content.decode()
    incident.refresh_from_db()
    assert incident.title == "B"


def test_bad_input_is_said_on_the_form(client, root):
    incident = Team().candidate()
    address = place("incidents_incident", "change", incident.pk)
    answer = client.post(address, FORM | {"date": "2013-02-30", "seen_version": 1})
    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode()


def test_deleting_withdraws(client, root):
    team = Team()
    candidate, published = team.candidate(), team.published()
    for incident in (candidate, published):
        address = place("incidents_incident", "delete", incident.pk)
        assert client.get(address).status_code == 200
        assert client.post(address, {"post": "yes"}).status_code == 302
        incident.refresh_from_db()
    assert (candidate.state, published.state) == ("withdrawn", "published")
    assert Proposal.objects.get().kind == "withdraw"
    again = client.post(
        place("incidents_incident", "delete", candidate.pk), {"post": "yes"}, follow=True
    )
    assert "was withdrawn" in again.content.decode()


def test_deleting_many_goes_through_the_door(client, root):
    team = Team()
    rows = [team.candidate(), team.published()]
    form = {
        "action": "delete_selected",
        "post": "yes",
        "_selected_action": [row.pk for row in rows],
    }
    answer = client.post(place("incidents_incident", "changelist"), form, follow=True)
    assert "1 change waits for review" in answer.content.decode()
    for row in rows:
        row.refresh_from_db()
    assert [row.state for row in rows] == ["withdrawn", "published"]


def test_publishing_in_the_admin_needs_second_eyes(client, root):
    team = Team()
    mine, others = team.candidate(by=root, title="Mine"), team.candidate(title="Others")
    form = {"action": "publish_selected", "_selected_action": [mine.pk, others.pk]}
    form |= versions_of(mine, others)
    answer = client.post(place("incidents_incident", "changelist"), form, follow=True)
    assert "Mine: You made or edited this candidate" in answer.content.decode()
    mine.refresh_from_db()
    others.refresh_from_db()
    assert (mine.state, others.state) == ("candidate", "published")


def test_accepting_in_the_admin_needs_second_eyes(client, root):
    team = Team()
    mine, others = team.proposal(by=root), team.proposal()
    form = {"action": "accept_selected", "_selected_action": [mine.pk, others.pk]}
    form |= versions_of(mine, others)
    answer = client.post(place("curation_proposal", "changelist"), form, follow=True)
    assert "A second person must review" in answer.content.decode()
    mine.refresh_from_db()
    others.refresh_from_db()
    assert (mine.state, others.state) == ("open", "applied")


def test_child_rows_are_read_only_inside_their_record_and_have_their_own_door(client, root):
    team = Team()
    incident = team.candidate()
    child = team.casualty(incident)
    html = client.get(place("incidents_incident", "change", incident.pk)).content.decode()
    assert 'name="casualties-0-low"' not in html
    assert "37" in html
    address = place("incidents_casualtyestimate", "change", child.pk)
    client.post(address, {"kind": "killed", "low": 38, "high": 39, "seen_version": 1})
    child.refresh_from_db()
    assert (child.low, child.version) == (38, 2)
    client.post(place("incidents_casualtyestimate", "delete", child.pk), {"post": "yes"})
    assert not CasualtyEstimate.objects.exists()
    assert Revision.objects.first().kind == "withdraw"


def test_proposals_and_revisions_are_read_only(client, root):
    team = Team()
    proposal = team.proposal()
    revision = Revision.objects.first()
    for model, row in (("curation_proposal", proposal), ("curation_revision", revision)):
        assert client.get(place(model, "changelist")).status_code == 200
        assert client.get(place(model, "change", row.pk)).status_code == 200
        assert client.post(place(model, "change", row.pk), {"reason": "x"}).status_code == 403
        assert client.get(place(model, "add")).status_code == 403
        assert client.post(place(model, "delete", row.pk), {"post": "yes"}).status_code == 403


def test_history_leads_to_the_history(client, root):
    incident = Team().candidate()
    answer = client.get(place("incidents_incident", "history", incident.pk))
    assert answer["Location"] == reverse("history", args=["incident", incident.pk])


def test_staff_see_the_projects_they_may_see(client):
    incident = Team().candidate()
    staff = UserFactory(is_staff=True)
    client.force_login(staff)
    assert client.get(place("incidents_incident", "changelist")).status_code == 403
    assert client.get(place("incidents_incident", "change", incident.pk)).status_code in (302, 403)


def test_lists_of_proposals_take_as_many_queries_for_many_rows(client, root, count_queries):
    team = Team()
    address = place("curation_proposal", "changelist")
    team.proposal()
    few = count_queries(lambda: client.get(address))
    for n in range(6):
        team.proposal(team.published(title=f"Attack {n}"), summary="x")
    assert count_queries(lambda: client.get(address)) == few
    assert "Attack 5" in client.get(address).content.decode()
