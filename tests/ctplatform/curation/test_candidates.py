"""A plain candidate is discussed, sent back with a reason, and published with its gaps in sight."""

import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from ctplatform.curation import services as curation
from ctplatform.curation.errors import WrongState
from ctplatform.curation.models import Proposal
from ctplatform.curation.services.bulk.publication import publish_batch
from ctplatform.domain_errors import StaleVersion
from ctplatform.notifications.models import Notification
from incidents.models import Incident
from tests.ctplatform.rest.client import Api
from tests.factories.accounts import UserFactory
from tests.factories.curation import Team, hidden_fields

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return Team()


def page(client, path, user):
    client.force_login(user)
    answer = client.get(path)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def kinds(user):
    return list(Notification.objects.visible_to(user).values_list("kind", flat=True))


def test_a_reviewer_sends_a_candidate_back_and_its_author_offers_it_again(client, team):
    candidate = team.candidate(country="DZ")
    at = f"/incidents/{candidate.pk}/"
    html = page(client, at, team.reviewer)
    assert "Before it is published: a core field has no passage yet." in html
    assert "Send back to its author" in html
    shown = hidden_fields(html, f"{at}discuss/")
    answer = client.post(f"{at}send-back/", {**shown, "text": "Which year?"}, follow=True)
    assert "Sent back. Its author is notified." in answer.content.decode()
    proposal = Proposal.objects.get()
    assert (proposal.kind, proposal.state, proposal.author, proposal.decision) == (
        "publish",
        "changes_requested",
        team.author,
        "Which year?",
    )
    assert kinds(team.author) == ["changes_requested"]
    assert "It was sent back to its author." in page(client, at, team.author)

    curation.change_record(candidate, {"date": "2013-01-16"}, by=team.author)
    curation.amend(proposal, by=team.author, reason="It is 2013.")
    assert kinds(team.reviewer) == ["amended"]
    curation.accept(proposal, by=team.reviewer)
    candidate.refresh_from_db()
    assert (candidate.state, candidate.published_by) == ("published", team.reviewer)


def test_a_member_comments_on_a_candidate_and_the_conversation_goes_on_there(client, team):
    candidate = team.candidate()
    at = f"/incidents/{candidate.pk}/"
    html = page(client, at, team.annotator)
    assert "Send back to its author" not in html
    answer = client.post(f"{at}discuss/", {"text": f"@{team.reviewer.username}: twice?"})
    proposal = Proposal.objects.get()
    assert answer["Location"] == f"/review/{proposal.pk}/"
    assert kinds(team.author) == ["commented"]
    assert kinds(team.reviewer) == ["mentioned"]
    curation.discuss(candidate, "No.", by=team.author)
    assert Proposal.objects.count() == 1
    assert proposal.comments.count() == 2
    assert "This candidate waits to be published." in page(client, at, team.reviewer)
    assert 'id="review-text"' not in page(client, at, team.reviewer)
    assert team.publish(candidate).state == "published"
    proposal.refresh_from_db()
    assert proposal.state == "applied"


def test_nobody_sends_back_what_changed_since_they_read_it(client, team):
    candidate = team.candidate()
    at = f"/incidents/{candidate.pk}/"
    shown = hidden_fields(page(client, at, team.reviewer), f"{at}discuss/")
    team.casualty(candidate)
    answer = client.post(f"{at}send-back/", {**shown, "text": "No."}, follow=True)
    assert "has changed since you opened it" in answer.content.decode()
    assert not Proposal.objects.exists()
    with pytest.raises(StaleVersion):
        curation.send_back(candidate, by=team.reviewer, reason="No.", expected_version=9)


def test_sending_back_needs_a_reason_a_reviewer_and_a_candidate(client, team):
    candidate = team.candidate()
    with pytest.raises(ValidationError):
        curation.send_back(candidate, by=team.reviewer, reason=" ")
    assert not Proposal.objects.exists()  # all or nothing
    for person in (team.author, team.annotator, team.reader):
        with pytest.raises(PermissionDenied):
            curation.send_back(candidate, by=person, reason="No.")
    with pytest.raises(PermissionDenied):
        curation.discuss(candidate, "Hm.", by=team.reader)
    with pytest.raises(ValidationError):
        curation.discuss(candidate, " ", by=team.annotator)
    with pytest.raises(WrongState):
        curation.send_back(team.published(), by=team.reviewer, reason="No.")
    client.force_login(UserFactory())
    assert client.post(f"/incidents/{candidate.pk}/discuss/", {"text": "x"}).status_code == 404
    assert client.get(f"/incidents/{candidate.pk}/discuss/").status_code == 405


def test_a_candidate_is_sent_back_and_discussed_over_the_api(team):
    candidate = team.candidate()
    at = f"incidents/{candidate.pk}/"
    reviewer = Api(team.reviewer)
    reviewer.post(f"{at}send-back/", {"reason": "Which year?"}, 428)
    reviewer.post(f"{at}send-back/", {"reason": "Which year?", "version": 9}, 412)
    answer = reviewer.post(f"{at}send-back/", {"version": 1}, 400).json()
    assert answer["errors"][0]["pointer"] == "/reason"
    made = reviewer.post(f"{at}send-back/", {"reason": "Which year?", "version": 1}, 202).json()
    assert (made["kind"], made["state"]) == ("publish", "changes_requested")
    said = Api(team.author).post(f"{at}discuss/", {"text": "2013."}, 202).json()
    assert said["id"] == made["id"]
    Api(team.author).post(f"{at}discuss/", {"text": ""}, 400)
    Api(team.reader).post(f"{at}discuss/", {"text": "x"}, 403)
    Api(UserFactory()).post(f"{at}discuss/", {"text": "x"}, 404)


def test_publishing_many_leaves_out_what_is_being_reviewed_and_says_so(team):
    candidate = team.candidate()
    curation.discuss(candidate, "Twice?", by=team.annotator)
    [fared] = publish_batch(
        Incident,
        [candidate.pk],
        project=team.project,
        by=team.reviewer,
        asked=timezone.now(),
        reason="",
    )
    assert fared.why == "It is being reviewed: see its proposal."
    candidate.refresh_from_db()
    assert candidate.state == "candidate"


def test_publishing_what_a_filter_finds_says_first_how_many_lack_passages(client, team):
    team.candidate(country="DZ")
    text = page(client, f"/incidents/publish/?project={team.project.slug}", team.reviewer)
    assert "1 candidate found has a core field without a passage." in text
    assert "state=candidate&amp;unsourced=true" in text
