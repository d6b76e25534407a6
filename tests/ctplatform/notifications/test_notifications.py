"""People are notified of what concerns them, and never read what they may no longer see."""

import re

import pytest
from django.utils import timezone

from annotations.comments.services import change_comment, comment, delete_comment
from ctplatform.curation import services as curation
from ctplatform.curation.services.bulk.publication import publish_batch
from ctplatform.markings.services import name_reader
from ctplatform.notifications.models import Notification
from ctplatform.notifications.services import change_preferences, count_unread
from incidents.models import Incident
from tests.ctplatform.rest.client import Api
from tests.factories import annotations as texts
from tests.factories.accounts import UserFactory, member
from tests.factories.curation import Team

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def team():
    return Team()


@pytest.fixture
def passage(team):
    article = texts.article(team.project, team.author, "Two men came. They left.", title="Note")
    return texts.annotation(article, team.author, "Two men")


def told(user):
    """(kind, title) of what a person reads in the API, the newest first."""
    return [(row["kind"], row["title"]) for row in Api(user).rows("notifications/")]


def page(client, user, path="/notifications/"):
    client.force_login(user)
    return re.sub(r"\s+", " ", client.get(path).content.decode())


# Comments and mentions ----------------------------------------------------------------------------


def test_an_annotator_is_notified_of_a_comment_on_her_annotation_and_opens_it(
    client, team, passage
):
    comment("annotation", passage, "Which <b>men</b>?", by=team.reviewer)
    assert told(team.author) == [("commented", "A passage of “Note”")]
    assert told(team.reviewer) == []
    html = page(client, team.author)
    assert "commented on it" in html
    assert "Which &lt;b&gt;men&lt;/b&gt;?" in html
    row = Notification.objects.get()
    answer = client.post("/notifications/read/", {"id": str(row.pk)})
    assert answer["Location"] == f"/articles/{passage.article_version.article_id}/#a-{passage.pk}"
    assert count_unread(team.author) == 0


def test_those_who_discuss_a_passage_are_notified_of_further_comments(team, passage):
    comment("annotation", passage, "Which men?", by=team.reviewer)
    comment("annotation", passage, "Those.", by=team.author)
    comment("annotation", passage, "Ah.", by=team.annotator)
    assert [kind for kind, _title in told(team.reviewer)] == ["commented", "commented"]
    assert [kind for kind, _title in told(team.author)] == ["commented", "commented"]
    assert told(team.annotator) == []


def test_the_creator_of_a_record_is_notified_of_a_comment_on_it(team):
    candidate = team.candidate()
    comment("incident", candidate, "Which year?", by=team.reviewer)
    assert told(team.author) == [("commented", "Siege")]


def test_a_member_who_is_mentioned_is_notified_once_in_any_case_and_before_a_full_stop(
    team, passage
):
    nadia = member(team.project, "reader", username="nadia.k")
    said = comment(
        "annotation",
        passage,
        "Ask @NADIA.K. Or @nadia.k, or me@nadia.k or @nobody.",
        by=team.reviewer,
    )
    assert told(nadia) == [("mentioned", "A passage of “Note”")]
    assert [each.username for each in said.mentioned.all()] == ["nadia.k"]
    change_comment(said, "Ask @nadia.k.", by=team.reviewer)
    assert len(told(nadia)) == 1
    row = Api(team.reader).get(f"comments/{said.pk}/").json()
    assert row["mentions"] == ["nadia.k"]


def test_who_is_mentioned_and_commented_to_gets_one_notification(team, passage):
    comment("annotation", passage, f"@{team.author.username}?", by=team.reviewer)
    assert [kind for kind, _title in told(team.author)] == ["mentioned"]


def test_only_members_who_may_see_the_record_can_be_mentioned(team):
    outsider = UserFactory(username="outsider")
    candidate = team.candidate(marking="red")
    text = f"@outsider @{team.reviewer.username} @{team.annotator.username}"
    name_reader(candidate, team.annotator, by=team.author)
    said = comment("incident", candidate, text, by=team.author)
    assert [each.username for each in said.mentioned.all()] == [team.annotator.username]
    assert told(outsider) == told(team.reviewer) == []


def test_the_members_who_can_be_mentioned_are_named_beside_the_field(client, team):
    candidate, proposal = team.candidate(), team.proposal()
    for path in (f"/incidents/{candidate.pk}/", f"/review/{proposal.pk}/"):
        html = page(client, team.annotator, path)
        assert f"@{team.reader.username}" in html.split("@name mentions a member: ")[1]


def test_members_are_found_by_name_while_a_mention_is_typed_and_by_members_alone(client):
    team = Team(visibility="public")
    nadia = member(team.project, "reader", username="n.k", name="Nadia Khan")
    member(team.project, "reader", username="kha", name="Ann")
    gone = member(team.project, "reader", username="khan2", name="Gone")
    gone.is_active = False
    gone.save()
    UserFactory(username="khanx", name="Khan of another project")
    path = f"/projects/{team.project.slug}/members/find/"
    client.force_login(team.author)
    assert client.get(path, {"q": "KHA"}).json() == {
        "results": [
            {"id": "kha", "label": "Ann", "hint": "@kha"},
            {"id": "n.k", "label": "Nadia Khan", "hint": "@n.k"},
        ],
        "said": "2 members match.",
    }
    assert client.get(path, {"q": "zz"}).json() == {"results": [], "said": "No member matches."}
    assert team.author.username not in str(client.get(path).json())
    assert client.get("/projects/no-such/members/find/").status_code == 404
    for outsider, status in ((UserFactory(), 404), (None, 302)):
        client.logout()
        if outsider:
            client.force_login(outsider)
        assert client.get(path, {"q": nadia.username}).status_code == status


def test_outsiders_do_not_learn_from_a_mention_who_belongs_to_the_project(client):
    team = Team(visibility="public")
    article = texts.article(team.project, team.author, "Two men came.")
    passage = texts.annotation(article, team.author, "Two men")
    name = team.reader.username
    said = comment("annotation", passage, f"@{name}", by=team.reviewer)
    assert Api(team.annotator).get(f"comments/{said.pk}/").json()["mentions"] == [name]
    outsider = UserFactory()
    assert Api(outsider).get(f"comments/{said.pk}/").json()["mentions"] == []
    proposal = team.proposal()
    curation.comment_on(proposal, f"@{name}", by=team.reviewer)
    [row] = Api(outsider).rows(f"proposals/{proposal.pk}/comments/")
    assert row["mentions"] == []
    assert 'class="mention"' not in page(client, outsider, f"/review/{proposal.pk}/")


def test_members_are_mentioned_in_the_conversation_about_a_proposal(client, team):
    proposal = team.proposal()
    name = team.annotator.username
    curation.comment_on(proposal, f"<i>@{name}</i>, please", by=team.reviewer)
    assert [kind for kind, _title in told(team.annotator)] == ["mentioned"]
    html = page(client, team.reader, f"/review/{proposal.pk}/")
    assert f'&lt;i&gt;<b class="mention">@{name}</b>&lt;/i&gt;, please' in html


# Candidates and proposals -------------------------------------------------------------------------


def test_the_creator_of_a_candidate_is_notified_of_its_publication(client, team):
    candidate = team.candidate()
    curation.publish(candidate, by=team.reviewer)
    assert told(team.author) == [("published", "Siege")]
    html = page(client, team.author)
    assert f"{team.reviewer.name}</bdi> published it" in html
    [row] = Api(team.author).rows("notifications/")
    assert row["url"] == f"/incidents/{candidate.pk}/"
    assert row["subject_id"] == str(candidate.pk)


def test_publishing_many_at_once_notifies_each_creator_once(client, team):
    mine = [team.candidate(title=f"Siege {n}") for n in range(3)]
    other = team.candidate(by=team.annotator)
    rows = [*mine, other]
    publish_batch(
        Incident,
        [row.pk for row in rows],
        project=team.project,
        by=team.reviewer,
        asked=timezone.now(),
        reason="",
    )
    assert [kind for kind, _title in told(team.author)] == ["published"]
    assert [kind for kind, _title in told(team.annotator)] == ["published"]
    assert "and 2 more" in page(client, team.author)


def test_the_creator_is_notified_when_somebody_withdraws_the_candidate(team):
    curation.withdraw_record(team.candidate(), by=team.editor, reason="Twice.")
    assert told(team.author) == [("refused", "Siege")]
    curation.withdraw_record(team.candidate(), by=team.author)
    assert len(told(team.author)) == 1


def test_decisions_on_a_proposal_are_notified(team):
    proposal = team.proposal()
    curation.reject(proposal, by=team.reviewer, reason="No.")
    assert [kind for kind, _title in told(team.author)] == ["rejected"]


# What is no longer visible ------------------------------------------------------------------------


def test_a_notification_about_what_one_may_no_longer_see_is_neither_shown_nor_counted(client, team):
    proposal = team.proposal()
    passage = texts.annotation(
        texts.article(team.project, team.author, "Two men came."), team.author, "Two men"
    )
    curation.comment_on(proposal, "Hm.", by=team.reviewer)
    comment("annotation", passage, "Secret words.", by=team.reviewer)
    curation.publish(team.candidate(title="Hidden siege"), by=team.reviewer)
    assert count_unread(team.author) == 3
    team.project.memberships.filter(user=team.author).delete()
    team.author.forget_roles()
    assert told(team.author) == []
    assert count_unread(team.author) == 0
    html = page(client, team.author)
    for words in ("Hidden siege", "Secret words", 'class="count"'):
        assert words not in html
    row = Notification.objects.first()
    answer = client.post("/notifications/read/", {"id": str(row.pk)})
    assert answer["Location"] == "/notifications/"
    assert not Notification.objects.exclude(read=None).exists()
    Api(team.author).get(f"notifications/{row.pk}/", status=404)


def test_a_deleted_comment_takes_its_notification_with_it(team, passage):
    said = comment("annotation", passage, "Which men?", by=team.reviewer)
    delete_comment(said, by=team.reviewer)
    assert told(team.author) == []


def test_a_record_that_is_hidden_later_takes_its_notification_with_it(team):
    candidate = team.candidate()
    comment("incident", candidate, f"@{team.annotator.username}", by=team.reviewer)
    assert len(told(team.annotator)) == 1
    Incident.objects.filter(pk=candidate.pk).update(marking="red")
    assert told(team.annotator) == []


def test_the_count_stands_in_the_frame_and_all_are_seen_by_a_post(client, team, passage):
    comment("annotation", passage, "Which men?", by=team.reviewer)
    html = page(client, team.author, "/projects/")
    assert '1<span class="visually-hidden"> new notifications' in html
    assert count_unread(team.author) == 1  # a GET marks nothing
    page(client, team.author)
    assert count_unread(team.author) == 1
    client.post("/notifications/read/")
    assert count_unread(team.author) == 0
    assert client.get("/notifications/read/").status_code == 405


# Bounds and choices -------------------------------------------------------------------------------


def test_the_number_of_queries_does_not_grow_with_notifications(
    client, team, passage, django_assert_max_num_queries
):
    for n in range(8):
        comment("annotation", passage, f"Comment {n}", by=team.reviewer)
        curation.publish(team.candidate(title=f"Siege {n}"), by=team.reviewer)
        curation.comment_on(team.proposal(), "Hm.", by=team.reviewer)
    client.force_login(team.author)
    client.get("/notifications/")
    with django_assert_max_num_queries(24):
        html = client.get("/notifications/").content.decode()
    assert html.count("data-row") == 24


def test_a_person_is_not_notified_of_what_she_muted(client, team, passage):
    client.force_login(team.author)
    wanted = ["proposals", "candidates", "mentions", "webhooks"]
    client.post("/notifications/preferences/", {"wanted": wanted})
    comment("annotation", passage, "Which men?", by=team.reviewer)
    assert told(team.author) == []
    comment("annotation", passage, f"@{team.author.username}", by=team.reviewer)
    assert [kind for kind, _title in told(team.author)] == ["mentioned"]
    kept = Api(team.author).get("notifications/preferences/").json()
    assert kept == {"muted": ["comments"], "by_email": False}
    Api(team.author).patch("notifications/preferences/", {"muted": []})
    comment("annotation", passage, "Which?", by=team.reviewer)
    assert len(told(team.author)) == 2


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"muted": ["nothing"]}, "/muted/0"),
        ({"muted": "comments"}, "/muted"),
        ({"by_email": "maybe"}, "/by_email"),
        ({"by_email": True}, "/by_email"),  # no mail is configured
    ],
)
def test_a_wrong_preference_is_refused_by_name(body, field):
    answer = Api(UserFactory()).patch("notifications/preferences/", body, 400).json()
    assert [error["pointer"] for error in answer["errors"]] == [field]


def test_anonymous_readers_have_no_notifications():
    Api().get("notifications/", status=401)
    Api().get("notifications/preferences/", status=401)


def test_preferences_are_changed_by_their_owner_alone(team):
    change_preferences(by=team.author, muted=["comments"])
    assert Api(team.reviewer).get("notifications/preferences/").json()["muted"] == []
