"""The review pages."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ctplatform.curation import services
from ctplatform.curation.models import Proposal, Revision
from ctplatform.notifications.models import Notification
from incidents.models import Actor, CasualtyEstimate, Participation
from tests.factories.accounts import UserFactory
from tests.factories.curation import Team

pytestmark = pytest.mark.django_db


def decide(client, proposal, decision, reason=""):
    address = reverse("proposal-decide", args=[proposal.pk, decision])
    return client.post(address, {"reason": reason, **shown(proposal)})


def shown(proposal):
    proposal.refresh_from_db()
    return {"version": proposal.version}


def test_a_proposal_shows_live_beside_proposed(client):
    team = Team()
    incident = team.published(summary="A four-day hostage siege.")
    proposal = team.proposal(incident, summary="A hostage siege of four days.")
    client.force_login(team.reviewer)
    html = client.get(reverse("proposal", args=[proposal.pk])).content.decode()
    assert "<del>four-day </del>" in html
    assert "<ins> of four days</ins>" in html
    assert "live version 2" in html
    assert "As ¶3 says." in html


def test_ids_are_shown_in_words(client):
    team = Team()
    incident = team.published()
    actor = services.create_record(
        Actor, {"project": team.project, "name": "Masked Brigade"}, by=team.author
    ).record
    values = {"incident": incident, "actor": actor, "role": "perpetrator"}
    proposal = services.create_record(Participation, values, by=team.author).proposal
    client.force_login(team.reviewer)
    html = client.get(reverse("proposal", args=[proposal.pk])).content.decode()
    assert "Masked Brigade" in html
    assert f"<ins>{actor.pk}" not in html


def test_a_conflict_shows_base_live_and_proposed_and_no_accept(client):
    team = Team()
    incident = team.published()
    proposal = team.proposal(incident, title="A")
    services.accept(team.proposal(incident, title="B"), by=team.second)
    client.force_login(team.reviewer)
    html = client.get(reverse("proposal", args=[proposal.pk])).content.decode()
    for value in ("Siege", "A", "B"):
        assert f'<b dir="auto">{value}</b>' in html
    assert "Conflict: both sides changed it since version 2." in html
    assert 'data-decision="enter"' not in html
    answer = decide(client, proposal, "accept", "Still.")
    assert answer.status_code == 409
    assert 'value="Still."' in answer.content.decode()


@pytest.mark.parametrize(
    ("decision", "state"),
    [("accept", "applied"), ("reject", "rejected"), ("request-changes", "changes_requested")],
)
def test_decisions(client, decision, state):
    team = Team()
    proposal = team.proposal()
    client.force_login(team.reviewer)
    answer = decide(client, proposal, decision, "Because.")
    assert answer.status_code == 302
    proposal.refresh_from_db()
    assert (proposal.state, proposal.reviewer, proposal.decision) == (
        state,
        team.reviewer,
        "Because.",
    )
    html = client.get(reverse("proposal", args=[proposal.pk])).content.decode()
    assert "Because." in html


def test_a_refusal_without_a_reason_is_said_on_the_page(client):
    team = Team()
    proposal = team.proposal()
    client.force_login(team.reviewer)
    answer = decide(client, proposal, "reject")
    assert answer.status_code == 400
    assert "Say why" in answer.content.decode()
    assert decide(client, proposal, "accept").status_code == 302
    again = decide(client, proposal, "accept")
    assert again.status_code == 409
    assert "This proposal is applied." in again.content.decode()


def test_ones_own_proposal_shows_who_can_review_it(client):
    team = Team()
    proposal = team.proposal()
    client.force_login(team.author)
    html = client.get(reverse("proposal", args=[proposal.pk])).content.decode()
    assert "It can be reviewed by" in html
    for person in (team.reviewer, team.editor, team.owner, team.second):
        assert person.name in html
    assert team.annotator.name not in html
    assert 'data-decision="enter"' not in html
    assert decide(client, proposal, "accept").status_code == 403
    assert decide(client, proposal, "withdraw").status_code == 302
    proposal.refresh_from_db()
    assert proposal.state == "withdrawn"


def test_readers_see_no_buttons_and_strangers_nothing(client):
    team = Team()
    proposal = team.proposal()
    address = reverse("proposal", args=[proposal.pk])
    client.force_login(team.reader)
    assert "data-decide" not in client.get(address).content.decode()
    assert decide(client, proposal, "accept").status_code == 403
    client.force_login(UserFactory())
    assert client.get(address).status_code == 404
    assert decide(client, proposal, "accept").status_code == 404
    client.logout()
    assert client.get(address).status_code == 404
    assert decide(client, proposal, "accept").status_code == 302
    assert Proposal.objects.get().state == "open"


def test_getting_decides_nothing(client):
    team = Team()
    proposal = team.proposal()
    client.force_login(team.reviewer)
    assert client.get(reverse("proposal-decide", args=[proposal.pk, "accept"])).status_code == 405


def test_history_and_revert(client):
    team = Team()
    incident = team.candidate()
    team.casualty(incident)
    services.change_record(incident, {"title": "B"}, by=team.author, reason="Better.")
    client.force_login(team.author)
    address = reverse("history", args=["incident", incident.pk])
    html = client.get(address).content.decode()
    assert html.count('id="r-') == 3
    assert "Better." in html
    last = Revision.objects.first()
    revert = reverse("revision-revert", args=[last.pk])
    assert client.post(revert, {"reason": ""}).status_code == 302
    assert "Say why" in client.get(address).content.decode()
    assert client.post(revert, {"reason": "Wrong."}).status_code == 302
    incident.refresh_from_db()
    assert incident.title == "Siege"
    client.force_login(UserFactory())
    assert client.get(address).status_code == 404
    assert client.get(reverse("history", args=["nonsense", incident.pk])).status_code == 404


def test_reverting_a_published_record_leads_to_the_proposal(client):
    team = Team()
    incident = team.published()
    services.accept(team.proposal(incident), by=team.reviewer)
    client.force_login(team.author)
    answer = client.post(
        reverse("revision-revert", args=[Revision.objects.first().pk]), {"reason": "Wrong."}
    )
    assert answer["Location"] == reverse("proposal", args=[Proposal.objects.first().pk])


def test_pages_take_as_many_queries_for_many_rows(client, count_queries):
    team = Team()
    incident = team.published()
    client.force_login(team.reviewer)

    def fill():
        team.proposal(team.published(), summary="x")
        team.proposal(incident, by=team.reviewer, summary="y")
        services.propose_creation(
            CasualtyEstimate, {"incident": incident, "kind": "killed", "low": 1}, by=team.author
        )

    pages = ("/review/", reverse("history", args=["incident", incident.pk]))
    fill()
    services.change_record(incident, {"title": "B"}, by=team.author)
    services.accept(team.proposal(incident, title="A reviewed one"), by=team.reviewer)
    few = [count_queries(lambda p=page: client.get(p)) for page in pages]
    for n in range(6):
        fill()
        services.accept(team.proposal(incident, title=f"T{n}"), by=team.reviewer)
    assert [count_queries(lambda p=page: client.get(p)) for page in pages] == few


def test_dates_and_vocabularies_are_said_in_words(client):
    team = Team()
    proposal = team.proposal(
        team.published(), date="2013-01-16", attack_types=["hostage_barricade"]
    )
    client.force_login(team.reviewer)
    html = client.get(reverse("proposal", args=[proposal.pk])).content.decode()
    assert "January 2013" in html
    assert "hostage_barricade" not in html


def test_ticked_fields_are_accepted_and_the_rest_waits(client):
    team = Team()
    incident = team.published()
    proposal = team.proposal(incident, title="A", summary="New")
    client.force_login(team.reviewer)
    html = client.get(reverse("proposal", args=[proposal.pk])).content.decode()
    assert html.count('name="field"') == 2
    address = reverse("proposal-decide", args=[proposal.pk, "accept"])
    client.post(address, {"boxes": "1", "field": ["summary"], "reason": "", **shown(proposal)})
    incident.refresh_from_db()
    assert (incident.title, incident.summary) == ("Siege", "New")
    assert proposal.rests.get().diff.keys() == {"title"}
    html = client.get(reverse("proposal", args=[proposal.pk])).content.decode()
    assert "the rest waits in" in html


def test_nothing_ticked_is_refused_and_says_so(client):
    team = Team()
    proposal = team.proposal(title="A", summary="New")
    client.force_login(team.reviewer)
    address = reverse("proposal-decide", args=[proposal.pk, "accept"])
    answer = client.post(address, {"boxes": "1", "reason": "kept", **shown(proposal)})
    assert (answer.status_code, "Choose fields" in answer.content.decode()) == (400, True)


def test_the_first_of_two_approvals_is_said(client):
    team = Team()
    values = {"incident": team.published(), "kind": "killed", "best": 60}
    proposal = services.create_record(CasualtyEstimate, values, by=team.author).proposal
    client.force_login(team.reviewer)
    page = reverse("proposal", args=[proposal.pk])
    html = client.get(page).content.decode()
    assert "This needs two approvals." in html
    assert "fifty or more fatalities" in html
    address = reverse("proposal-decide", args=[proposal.pk, "accept"])
    answer = client.post(address, shown(proposal), follow=True)
    assert "once a second person has approved" in answer.content.decode()
    assert "Nothing to review." in answer.content.decode()
    assert "Approve and apply" not in client.get(page).content.decode()
    client.force_login(team.second)
    html = client.get(page).content.decode()
    assert "Approve and apply" in html
    client.post(address, shown(proposal))
    assert CasualtyEstimate.objects.get().best == 60


def test_the_author_chooses_a_side(client):
    team = Team()
    incident = team.published()
    mine = team.proposal(incident, title="A")
    services.accept(team.proposal(incident, title="B"), by=team.reviewer)
    client.force_login(team.author)
    html = client.get(reverse("proposal", args=[mine.pk])).content.decode()
    assert html.count('name="choice-title"') == 3
    address = reverse("proposal-resolve", args=[mine.pk])
    assert client.post(address, {}).status_code == 400
    assert client.post(address, {"choice-title": "mine"}).status_code == 302
    mine.refresh_from_db()
    assert mine.diff == {"title": {"from": "B", "to": "A"}}


def test_people_talk_and_are_told(client):
    team = Team()
    proposal = team.proposal()
    client.force_login(team.reviewer)
    address = reverse("proposal-comment", args=[proposal.pk])
    client.post(address, {"text": "Which paragraph, <b>please</b>?"})
    kept = client.post(address, {"text": "a" * 4001})
    assert (kept.status_code, "a" * 4001 in kept.content.decode()) == (400, True)
    client.force_login(team.author)
    html = client.get(reverse("proposal", args=[proposal.pk])).content.decode()
    assert "Which paragraph, &lt;b&gt;please&lt;/b&gt;?" in html
    html = client.get("/notifications/").content.decode()
    assert "commented on it" in html
    row = Notification.objects.get()
    opened = client.post("/notifications/read/", {"id": str(row.pk)})
    assert opened["Location"] == reverse("proposal", args=[proposal.pk])
    row.refresh_from_db()
    assert row.read is not None


def test_nobody_reads_the_notifications_of_others(client):
    team = Team()
    services.comment_on(team.proposal(), "Hm.", by=team.reviewer)
    row = Notification.objects.get()
    client.force_login(team.reviewer)
    assert "Hm" not in client.get("/notifications/").content.decode()
    client.post("/notifications/read/", {"id": str(row.pk)})
    row.refresh_from_db()
    assert row.read is None


def test_pages_of_the_review_ask_no_more_for_more(client):
    team = Team()
    client.force_login(team.reviewer)

    def grow(times):
        for number in range(times):
            proposal = team.proposal(title=f"T{number}", summary=f"S{number}")
            services.comment_on(proposal, "Hm.", by=team.second)
            services.comment_on(proposal, "Hm.", by=team.reviewer)
            services.comment_on(proposal, "Hm.", by=team.author)
        return proposal

    def counts(proposal):
        pages = ("/review/", "/review/many/", "/notifications/", f"/review/{proposal.pk}/")
        found = []
        for page in pages:
            with CaptureQueriesContext(connection) as asked:
                assert client.get(page).status_code == 200
            found.append(len(asked))
        return found

    counts(grow(1))
    few = counts(grow(1))
    assert counts(grow(5)) == few
