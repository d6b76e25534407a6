"""What people say about a proposal, and what they are told of it."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from ctplatform.curation import services
from ctplatform.notifications.models import Notification
from tests.factories.curation import Team

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.ctplatform.curation.urls")]


def told(user):
    return list(Notification.objects.visible_to(user).values_list("kind", flat=True))


def test_those_who_take_part_are_told_and_whoever_acts_is_not():
    team = Team()
    proposal = team.proposal()
    services.comment_on(proposal, "Which paragraph?", by=team.annotator)
    services.comment_on(proposal, "The third.", by=team.author)
    services.request_changes(proposal, by=team.reviewer, reason="Quote it.")
    services.amend(proposal, by=team.author, reason="¶3: …")
    services.accept(proposal, by=team.reviewer)
    assert told(team.author) == ["applied", "changes_requested", "commented"]
    assert told(team.annotator) == ["applied", "amended", "changes_requested", "commented"]
    assert told(team.reviewer) == ["amended"]
    assert told(team.owner) == []


@pytest.mark.parametrize("text", ["", "  ", "a" * 4001, "nul \x00"])
def test_a_comment_says_something_and_not_too_much(text):
    team = Team()
    with pytest.raises(ValidationError) as error:
        services.comment_on(team.proposal(), text, by=team.author)
    assert "text" in error.value.message_dict
    assert not Notification.objects.exists()


def test_readers_do_not_comment():
    team = Team()
    with pytest.raises(PermissionDenied):
        services.comment_on(team.proposal(), "Hm.", by=team.reader)


def test_the_conversation_over_http(api):
    team = Team()
    at = f"proposals/{team.proposal().pk}/comments/"
    made = api(team.reviewer).post(at, {"text": " Which paragraph? "})
    assert (made.status_code, made.json()["text"]) == (201, "Which paragraph?")
    shown = api(team.reader).get(at).json()["results"]
    assert [(row["by"], row["text"]) for row in shown] == [
        (team.reviewer.username, "Which paragraph?")
    ]
    assert api(team.reader).post(at, {"text": "I"}).status_code == 403
    assert api(team.reviewer).post(at, {"text": ""}).json()["errors"][0]["pointer"] == "/text"
    assert api(Team().owner).get(at).status_code == 404


def test_notifications_are_read_once(api):
    team = Team()
    proposal = team.proposal()
    for text in ("One", "Two"):
        services.comment_on(proposal, text, by=team.reviewer)
    mine = api(team.author)
    first, second = mine.get("notifications/?unread=true").json()["results"]
    assert (first["kind"], first["by"]) == ("commented", team.reviewer.username)
    assert mine.post("notifications/read/", {"ids": [second["id"]]}).status_code == 204
    assert [row["id"] for row in mine.get("notifications/?unread=true").json()["results"]] == [
        first["id"]
    ]
    assert mine.post("notifications/read/", {}).status_code == 204
    assert mine.get("notifications/?unread=true").json()["results"] == []
    assert len(mine.get("notifications/").json()["results"]) == 2
    assert api(team.reviewer).get("notifications/").json()["results"] == []


def test_nobody_is_told_of_what_they_may_no_longer_see():
    team = Team()
    services.comment_on(team.proposal(), "Hm.", by=team.reviewer)
    team.project.memberships.filter(user=team.author).delete()
    assert told(team.author) == []
