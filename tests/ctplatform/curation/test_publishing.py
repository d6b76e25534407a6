"""Grave candidates: published by two people who neither made nor edited them."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from uuid_utils.compat import uuid7

from ctplatform.curation import services
from ctplatform.curation.errors import WrongState
from ctplatform.curation.models import Proposal, Revision
from ctplatform.curation.services.bulk.actions import publish_many
from ctplatform.notifications.models import Notification
from incidents.models import Actor, Allegation, Verdict
from tests.factories.accounts import UserFactory, member
from tests.factories.curation import Team, hidden_fields, versions_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return Team()


def grave(team, best=60, **values):
    """A candidate with an estimate of the killed."""
    candidate = team.candidate(**values)
    team.casualty(candidate, low=None, high=None, best=best)
    return candidate


def offered(team):
    """The proposal to publish a grave candidate, once approved."""
    return services.publish(grave(team), by=team.reviewer).proposal


def test_a_grave_candidate_is_published_by_two(team):
    candidate = grave(team)
    first = services.publish(candidate, by=team.reviewer, reason="Read.")
    assert (first.record.state, first.revision) == ("candidate", None)
    proposal = first.proposal
    assert (proposal.kind, proposal.state, proposal.author) == ("publish", "open", team.author)
    assert (proposal.approvals_needed, proposal.first_reviewer) == (2, team.reviewer)
    assert proposal.grave_because == "It concerns fifty or more fatalities."
    for by in (team.reviewer, team.author):
        with pytest.raises(PermissionDenied):
            services.publish(candidate, by=by)
    done = services.publish(candidate, by=team.second, reason="Read, too.")
    assert (done.record.state, done.record.published_by) == ("published", team.second)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.reviewer, proposal.decision) == (
        "applied",
        team.second,
        "Read, too.",
    )
    assert (done.revision.kind, done.revision.proposal) == ("publish", proposal)
    assert list(Notification.objects.filter(user=team.author).values_list("kind", flat=True)) == [
        "applied",
        "approved",
    ]


def test_what_is_grave_is_the_record_or_what_hangs_on_it(team):
    actor = {"project": team.project, "name": "N.", "kind": "individual"}
    person = services.create_record(Actor, actor, by=team.author).record
    claim = {"project": team.project, "proposition": "He did it."}
    allegation = services.create_record(Allegation, claim, by=team.author).record
    verdict = {"allegation": allegation, "reviewer_kind": "court", "rating": "unfounded"}
    services.create_record(Verdict, verdict, by=team.editor)
    for each, why in ((person, "a named person"), (allegation, "judges an allegation")):
        assert why in services.publish(each, by=team.reviewer).proposal.grave_because
    assert services.publish(grave(team, best=49), by=team.reviewer).proposal is None


def test_in_an_open_project_one_is_enough():
    team = Team("open")
    candidate = grave(team)
    assert services.publish(candidate, by=team.owner).record.state == "published"
    assert not Proposal.objects.exists()


def test_where_a_project_is_opened_meanwhile_whoever_approved_may_publish(team):
    proposal = offered(team)
    team.project.review_policy = "open"
    team.project.save()
    assert services.accept(proposal, by=team.reviewer).state == "applied"


def test_an_approval_does_not_outlive_an_edit(team):
    candidate = grave(team)
    row = team.casualty(candidate, low=3, high=3)
    proposal = services.publish(candidate, by=team.reviewer).proposal
    services.change_record(row, {"low": 2}, by=team.author)
    again = services.publish(candidate, by=team.second)
    assert (again.proposal.pk, again.proposal.first_reviewer) == (proposal.pk, team.second)
    assert services.publish(candidate, by=team.reviewer).record.state == "published"


def test_whoever_edits_a_candidate_has_no_say_in_it(team):
    candidate = grave(team)
    proposal = services.publish(candidate, by=team.editor).proposal
    services.change_record(candidate, {"title": "Other"}, by=team.editor)
    for act in (
        lambda: services.publish(candidate, by=team.editor),
        lambda: services.accept(proposal, by=team.editor),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_what_is_no_longer_grave_is_published_by_one(team):
    candidate = team.candidate()
    row = team.casualty(candidate, low=None, high=None, best=60)
    proposal = services.publish(candidate, by=team.reviewer).proposal
    services.change_record(row, {"best": 6}, by=team.author)
    assert services.publish(candidate, by=team.second).record.state == "published"
    proposal.refresh_from_db()
    assert (proposal.state, proposal.approvals_needed) == ("applied", 1)


def test_what_is_withdrawn_or_merged_is_offered_no_more(team):
    proposals = []
    for _ in range(2):
        proposals.append(offered(team))
    gone, merged = (
        services.find(row.target_kind, row.target_id, by=team.editor) for row in proposals
    )
    services.withdraw_record(gone, by=team.editor)
    services.merge(merged, team.candidate(), by=team.editor)
    assert set(Proposal.objects.values_list("state", flat=True)) == {"withdrawn"}


def test_a_grave_candidate_does_not_slip_in_by_a_merge(team):
    outcome = services.merge(grave(team), team.published(), by=team.editor)
    assert outcome.proposal.approvals_needed == 2
    outcome = services.merge(grave(team, best=3), team.published(), by=team.editor)
    assert outcome.proposal.approvals_needed == 1


def test_the_database_counts_to_two_and_offers_once(team):
    proposal = offered(team)
    rows = Proposal.objects.filter(pk=proposal.pk)
    closed = {"state": "applied", "decided": proposal.created}
    for wrong in (
        closed | {"reviewer": team.reviewer},
        closed | {"reviewer": team.author},
        closed | {"reviewer": team.second, "first_reviewer": None},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**wrong)
    proposal.pk = uuid7()
    with pytest.raises(IntegrityError), transaction.atomic():
        proposal.save(force_insert=True)


# The matrix ---------------------------------------------------------------------------------------

STATES = {
    "half_approved": lambda team, row: row,
    "outdated": lambda team, row: (
        services.change_record(team.record, {"title": "Other"}, by=team.author),
        row,
    )[1],
    "open": lambda team, row: services.amend(row, by=team.author, reason="Better."),
    "changes_requested": lambda team, row: services.request_changes(
        row, by=team.second, reason="?"
    ),
    "applied": lambda team, row: services.accept(row, by=team.second),
    "rejected": lambda team, row: services.reject(row, by=team.second, reason="No."),
    "withdrawn": lambda team, row: services.withdraw(row, by=team.author),
}
ACTS = {
    "publish": lambda team, row: services.publish(team.record, by=team.owner),
    "accept": lambda team, row: services.accept(row, by=team.owner),
    "reject": lambda team, row: services.reject(row, by=team.owner, reason="No."),
    "request_changes": lambda team, row: services.request_changes(row, by=team.owner, reason="?"),
    "withdraw": lambda team, row: services.withdraw(row, by=team.author),
    "amend": lambda team, row: services.amend(row, by=team.author, reason="Better."),
}
ASIDE = {
    "reject": "rejected",
    "request_changes": "changes_requested",
    "withdraw": "withdrawn",
    "amend": "open",
}
FIRST, SECOND = {"publish": "open", "accept": "open"}, {"publish": "applied", "accept": "applied"}
BACK = {name: state for name, state in ASIDE.items() if name != "request_changes"}
LEADS = {
    "half_approved": ASIDE | SECOND,
    "outdated": ASIDE | FIRST,
    "open": ASIDE | FIRST,
    "changes_requested": BACK,
    "applied": {},
    "rejected": {"publish": "rejected"},  # and it is offered anew
    "withdrawn": {"publish": "withdrawn"},
}
"""State, act: the state after it; what is not named here is refused."""


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", STATES)
def test_a_publication_goes_from_state_to_state(team, state, act):
    team.record = grave(team)
    proposal = services.publish(team.record, by=team.reviewer).proposal
    STATES[state](team, proposal)
    ends = LEADS[state].get(act)
    if ends is None:
        with pytest.raises(WrongState):
            ACTS[act](team, proposal)
    else:
        ACTS[act](team, proposal)
    proposal.refresh_from_db()
    before = "open" if state in ("half_approved", "outdated") else state
    assert proposal.state == (ends or before)
    team.record.refresh_from_db()
    assert (team.record.state == "published") == (proposal.state == "applied")
    assert Revision.objects.filter(kind="publish").count() == (proposal.state == "applied")


def test_a_publication_has_no_values_of_its_own(team):
    proposal = offered(team)
    for act in (
        lambda: services.amend(proposal, by=team.author, values={"title": "B"}),
        lambda: services.resolve(proposal, {"state": "mine"}, by=team.author),
        lambda: services.accept_fields(proposal, ["state"], by=team.second),
    ):
        with pytest.raises(ValidationError):
            act()


# Every door ---------------------------------------------------------------------------------------


def test_over_http_the_first_approval_is_202_and_the_second_200(team, api):
    candidate = grave(team)
    path = f"incidents/{candidate.pk}/publish/"
    first = api(team.reviewer).act(path)
    assert (first.status_code, first.json()["kind"]) == (202, "publish")
    assert first.json()["first_reviewer"] == team.reviewer.username
    again = api(team.reviewer).post(path)
    assert (again.status_code, "another person" in again.json()["detail"]) == (403, True)
    second = api(team.second).act(f"proposals/{first.json()['id']}/accept/")
    assert (second.status_code, second.json()["state"]) == (200, "applied")
    assert api(team.second).get(f"incidents/{candidate.pk}/").json()["state"] == "published"
    direct = grave(team)
    path = f"incidents/{direct.pk}/publish/"
    codes = [api(by).act(path).status_code for by in (team.reviewer, team.second)]
    assert codes == [202, 200]


def test_many_wait_and_are_done(team):
    rows = [grave(team), team.candidate()]
    assert [row.result for row in publish_many(rows, by=team.reviewer)] == ["waits", "done"]
    assert [row.result for row in publish_many(rows[:1], by=team.second)] == ["done"]


def test_the_admin_gives_one_of_two_approvals(team, client):
    root = UserFactory(is_superuser=True, is_staff=True)
    client.force_login(root, backend="django.contrib.auth.backends.ModelBackend")
    candidate = grave(team)
    form = {"action": "publish_selected", "_selected_action": [candidate.pk]}
    form |= versions_of(candidate)
    page = client.post("/admin/incidents/incident/", form, follow=True)
    assert "published once a second person has approved it" in page.content.decode()
    proposal = Proposal.objects.get()
    form = {"action": "accept_selected", "_selected_action": [proposal.pk]}
    form |= versions_of(proposal)
    page = client.post("/admin/curation/proposal/", form, follow=True)
    assert "You have approved this" in page.content.decode()
    assert services.publish(candidate, by=team.second).record.state == "published"


def test_pages_tell_what_is_published_and_what_it_waits_for(team, client):
    candidate = grave(team, title="Fire at the mine", summary="Sixty died below ground.")
    record = reverse("incident", args=[candidate.pk])
    client.force_login(team.reviewer)
    assert "Fire at the mine" in client.get("/review/").content.decode().split("To be published")[1]
    seen = hidden_fields(client.get(record).content.decode(), f"{record}publish/")
    page = client.post(f"{record}publish/", seen, follow=True).content.decode()
    assert "Approved. It is published once a second person" in page
    assert "/publish/" not in page
    assert "To be published" not in client.get("/review/").content.decode()
    proposal = Proposal.objects.get()
    address = reverse("proposal", args=[proposal.pk])
    client.force_login(team.second)
    assert address in client.get("/review/").content.decode().split("With others")[0]
    page = client.get(address).content.decode()
    for words in ("Sixty died below ground.", "Casualty estimates", "Approve and publish", record):
        assert words in page
    services.change_record(candidate, {"country": "DZ"}, by=team.author)
    page = client.get(address).content.decode()
    assert "It has changed since" in page
    assert "Approve and publish" not in page
    decide = reverse("proposal-decide", args=[proposal.pk, "accept"])
    client.post(decide, hidden_fields(client.get(address).content.decode(), decide))
    client.force_login(team.editor)
    client.post(decide, hidden_fields(client.get(address).content.decode(), decide))
    candidate.refresh_from_db()
    assert (candidate.state, candidate.published_by) == ("published", team.editor)
    history = client.get(reverse("history", args=["incident", candidate.pk])).content.decode()
    assert f"first approved by {team.second.name}" in history


def test_where_too_few_may_approve_the_page_says_what_to_do(client):
    team = Team()
    team.project.memberships.exclude(user__in=[team.author, team.reviewer]).delete()
    candidate = grave(team)
    client.force_login(team.reviewer)
    record = f"/incidents/{candidate.pk}/"
    seen = hidden_fields(client.get(record).content.decode(), f"{record}publish/")
    page = client.post(f"{record}publish/", seen, follow=True).content.decode()
    assert "Nobody else here may: an owner makes somebody a reviewer" in page
    address = reverse("proposal", args=[Proposal.objects.get().pk])
    assert "No member may give any" in client.get(address).content.decode()
    member(team.project, "reviewer")
    assert "No member may give any" not in client.get(address).content.decode()


def test_its_page_asks_no_more_for_more_that_hangs_on_it(team, client, count_queries):
    candidate = grave(team)
    address = reverse("proposal", args=[services.publish(candidate, by=team.reviewer).proposal.pk])
    client.force_login(team.second)
    client.get(address)
    few = count_queries(lambda: client.get(address))
    for number in range(4):
        team.casualty(candidate, low=number, high=None)
    assert count_queries(lambda: client.get(address)) == few
