"""How a proposal came in is kept with it, and with what it changes."""

import pytest
from django.core.exceptions import PermissionDenied

from ctplatform.curation import services as curation
from ctplatform.curation.errors import WrongState
from ctplatform.curation.history_chain.check import check_history
from ctplatform.curation.models import Proposal, Revision
from incidents.actors.services import create_actor
from incidents.models import Actor, CasualtyEstimate, Incident
from tests.factories.curation import Team

pytestmark = pytest.mark.django_db
ASSISTANT = Proposal.Channel.ASSISTANT


@pytest.fixture
def team():
    return Team()


def history(api, noun, record, person):
    rows = api(person).get(f"{noun}/{record.pk}/history/").json()["results"]
    return [(row["kind"], row["channel"]) for row in rows]


def test_a_proposal_comes_from_a_page_or_the_api_unless_it_says_otherwise(api, team):
    record = team.published()
    body = {"target_type": "incident", "target_id": str(record.pk), "diff": {"title": "New"}}
    answer = api(team.author).post("proposals/", body)
    assert answer.json()["channel"] == "direct"
    assert api(team.author).get(f"proposals/{answer.json()['id']}/").json()["channel"] == "direct"


def test_a_client_of_the_api_cannot_name_the_channel(api, team):
    record = team.published()
    body = {"target_type": "incident", "target_id": str(record.pk), "diff": {"title": "New"}}
    answer = api(team.author).post("proposals/", body | {"channel": "assistant"})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/channel"


def test_a_change_through_an_assistant_says_so_when_it_is_reviewed_and_in_the_history(
    client, api, team
):
    record = team.published()
    proposal = curation.propose(
        record, {"title": "New"}, by=team.author, reason="The text says so.", channel=ASSISTANT
    )
    client.force_login(team.reviewer)
    assert "through an assistant" in client.get("/review/").content.decode()
    page = client.get(f"/review/{proposal.pk}/").content.decode()
    assert "sent through an assistant" in page
    curation.accept(proposal, by=team.reviewer)
    record.refresh_from_db()
    assert record.title == "New"
    assert history(api, "incidents", record, team.reviewer)[0] == ("change", "assistant")
    page = client.get(f"/history/incident/{record.pk}/").content.decode()
    assert page.count("through an assistant") == 1
    listed = api(team.reviewer).get("revisions/", target_id=str(record.pk)).json()["results"]
    assert listed[0]["channel"] == "assistant"
    assert {row["channel"] for row in listed[1:]} == {"direct"}


def test_the_rest_of_a_partly_accepted_proposal_keeps_the_channel(team):
    record = team.published()
    values = {"title": "New", "summary": "Longer"}
    proposal = curation.propose(record, values, by=team.author, channel=ASSISTANT)
    curation.accept_fields(proposal, ["title"], by=team.reviewer)
    assert Proposal.objects.get(rest_of=proposal).channel == ASSISTANT


def test_a_new_row_and_a_withdrawal_keep_the_channel(team):
    record = team.published()
    values = {"incident": record, "kind": "killed", "best": 4}
    row = curation.propose_creation(CasualtyEstimate, values, by=team.author, channel=ASSISTANT)
    withdrawal = curation.propose_withdrawal(record, by=team.author, channel=ASSISTANT)
    assert [made.channel for made in (row, withdrawal)] == [ASSISTANT, ASSISTANT]


def test_a_candidate_through_an_assistant_is_offered_and_its_history_says_so(
    api, team, django_capture_on_commit_callbacks
):
    values = {"project": team.project, "title": "A raid"}
    with django_capture_on_commit_callbacks(execute=True):
        made = curation.create_record(Incident, values, by=team.author, channel=ASSISTANT)
    proposal = curation.offer_for_publication(made.record, by=team.author, channel=ASSISTANT)
    assert (proposal.kind, proposal.channel, proposal.author) == (
        "publish",
        "assistant",
        team.author,
    )
    assert (
        curation.offer_for_publication(made.record, by=team.author, channel=ASSISTANT) == proposal
    )
    assert history(api, "incidents", made.record, team.reviewer) == [("create", "assistant")]
    assert Revision.objects.get(target_id=made.record.pk).payload == {"channel": "assistant"}
    report = check_history(keeps_own_head=False)
    assert (report.entries, report.faults) == (1, [])


def test_the_other_names_of_a_new_actor_keep_the_channel(api, team):
    values = {"project": team.project, "name": "The Group"}
    create_actor(values, by=team.author, aliases=["A Group"], channel=ASSISTANT)
    found = Actor.objects.get()
    assert {channel for _kind, channel in history(api, "actors", found, team.reviewer)} == {
        "assistant"
    }


def test_only_a_candidate_of_ones_own_is_offered(team):
    with pytest.raises(WrongState):
        curation.offer_for_publication(team.published(), by=team.author)
    foreign = team.candidate()
    with pytest.raises(PermissionDenied):
        curation.offer_for_publication(foreign, by=team.annotator)
