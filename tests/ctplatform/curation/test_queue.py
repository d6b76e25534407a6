"""The queue: what waits for whom, in pages, and decided many at once."""

import pytest

from ctplatform.curation import services
from ctplatform.curation.models import Proposal
from ctplatform.curation.pages import bulk_actions, queue
from tests.factories.curation import Team, versions_of

pytestmark = pytest.mark.django_db


def titles(html, heading):
    """The titles in one part of the queue."""
    part = html.split(f">{heading}")[1].split("<h2>")[0]
    return [piece.split("</b>")[0] for piece in part.split('<b dir="auto">')[1:]]


def test_the_queue_shows_what_waits_for_me_oldest_first(client):
    team = Team()
    first, second = team.published(title="First"), team.published(title="Second")
    team.proposal(first, summary="x")
    team.proposal(second, summary="y")
    team.proposal(team.published(title="Mine"), by=team.reviewer, summary="z")
    client.force_login(team.reviewer)
    html = client.get("/review/").content.decode()
    assert titles(html, "For you to review") == ["First", "Second"]
    assert titles(html, "Yours") == ["Mine"]
    client.force_login(team.reader)
    html = client.get("/review/").content.decode()
    assert "Nothing to review." in html
    assert titles(html, "With others") == ["First", "Second", "Mine"]


def test_an_empty_queue_says_so(client):
    team = Team()
    client.force_login(team.reviewer)
    assert "Nothing to review" in client.get("/review/").content.decode()


def test_the_bar_counts_what_waits_for_me(client):
    team = Team()
    team.proposal()
    client.force_login(team.reviewer)
    assert '<span class="count">1' in client.get("/review/").content.decode()


def test_candidates_are_listed_for_those_who_may_publish_them(client):
    team = Team()
    team.candidate(title="To be read")
    team.candidate(title="Made by her", by=team.reviewer)
    edited = team.candidate(title="Edited by her", by=team.reviewer)
    services.change_record(edited, {"summary": "x"}, by=team.editor)
    client.force_login(team.reviewer)
    assert titles(client.get("/review/").content.decode(), "To be published") == ["To be read"]
    client.force_login(team.editor)
    assert titles(client.get("/review/").content.decode(), "To be published") == [
        "To be read",
        "Made by her",
    ]
    client.force_login(team.annotator)
    assert "To be published" not in client.get("/review/").content.decode()


def test_many_are_decided_and_what_fails_says_why(client):
    team = Team()
    incident = team.published()
    first, second = team.proposal(incident, title="A"), team.proposal(incident, title="B")
    client.force_login(team.reviewer)
    address = f"/review/many/?project={team.project.slug}"
    assert client.get(address).content.decode().count('name="proposal"') == 2
    form = {"proposal": [str(first.pk), str(second.pk)], **versions_of(first, second)}
    answer = client.post(address, form | {"decision": "accept", "reason": ""})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "The live record has changed" in html
    assert "1 proposal stayed as it was." in html
    incident.refresh_from_db()
    assert incident.title == "A"
    client.post(
        address,
        {
            "proposal": [str(second.pk)],
            "decision": "reject",
            "reason": "Late.",
            **versions_of(second),
        },
    )
    second.refresh_from_db()
    assert (second.state, second.decision) == ("rejected", "Late.")


def test_more_than_one_decision_takes_is_refused_and_says_how_many(client, monkeypatch):
    monkeypatch.setattr(bulk_actions, "MOST", 1)
    team = Team()
    ids = [str(team.proposal(title=title).pk) for title in "AB"]
    client.force_login(team.reviewer)
    form = {"proposal": ids, "decision": "accept", "reason": "Kept."}
    answer = client.post(f"/review/many/?project={team.project.slug}", form)
    html = answer.content.decode()
    assert answer.status_code == 400
    assert "One decision takes at most 1 proposals, and 2 are selected." in html
    assert (html.count(" checked aria-label"), 'value="Kept."' in html) == (2, True)
    assert set(Proposal.objects.values_list("state", flat=True)) == {"open"}
    nothing = client.post("/review/many/", {"decision": "accept", "proposal": "x"})
    assert (nothing.status_code, b"Select some proposals first." in nothing.content) == (400, True)


def test_the_queue_has_pages(client, monkeypatch):
    monkeypatch.setattr(queue, "SHOWN", 2)
    team = Team()
    rows = [team.proposal(team.published(title=title), summary="x") for title in "ABCDE"]
    client.force_login(team.reviewer)
    seen, address = [], "/review/"
    while address:
        page = client.get(address)
        html = page.content.decode()
        seen.append(titles(html, "For you to review"))
        assert 'For you to review <span class="count">5' in html
        following = page.context["parts"]["review"].page.next
        address = following and f"/review/?project={team.project.slug}&cursor={following}"
        assert ('rel="next"' in html) == bool(following)
    assert seen == [["A", "B"], ["C", "D"], ["E"]]
    (entry,) = page.context["parts"]["review"].entries
    assert entry.url.startswith(f"/review/{rows[4].pk}/?cursor=")
    beside = client.get(entry.url)
    assert titles(beside.content.decode(), "For you to review") == ["E"]
    assert titles(client.get("/review/?cursor=x").content.decode(), "For you") == ["A", "B"]
    client.force_login(team.author)
    html = client.get("/review/").content.decode()
    assert (titles(html, "Yours"), "All 5" in html) == (["A", "B"], True)
    html = client.get("/review/?show=own").content.decode()
    assert ("Nothing to review" in html, 'rel="next"' in html) == (False, True)
