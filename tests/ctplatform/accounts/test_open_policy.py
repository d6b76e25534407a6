"""An owner alone does not take the second person away: opening a project takes two."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from ctplatform.accounts import services
from ctplatform.accounts.models import ProjectEvent
from ctplatform.curation import services as curation
from tests.ctplatform.curation.conftest import Api
from tests.factories.accounts import ProjectFactory, member
from tests.factories.curation import Team

pytestmark = pytest.mark.django_db


def ask(team):
    return services.change_project(team.project, {"review_policy": "open"}, by=team.owner)


def policy(project):
    project.refresh_from_db()
    return project.review_policy


def test_the_policy_waits_until_a_reviewer_agrees(client):
    team = Team()
    address = reverse("project-settings", args=[team.project.slug])
    client.force_login(team.owner)
    form = {
        "title": team.project.title,
        "visibility": "private",
        "review_policy": "open",
        "version": 1,
    }
    page = client.post(address, form, follow=True).content.decode()
    assert "waits until another owner or a reviewer agrees" in page
    assert "Withdraw the request" in page
    assert policy(team.project) == "four_eyes"
    with pytest.raises(PermissionDenied):
        services.answer_open_request(team.project, by=team.owner, agrees=True)

    client.force_login(team.annotator)
    assert "Changes are to apply at once" not in client.get(address).content.decode()
    answer = reverse("open-request", args=[team.project.slug])
    assert client.post(answer, {"agree": "1", "version": "2"}).status_code == 403

    client.force_login(team.reviewer)
    assert "Changes are to apply at once" in client.get(address).content.decode()
    client.post(answer, {"agree": "1", "version": "1"})
    assert policy(team.project) == "four_eyes"  # not the version that was shown
    client.post(answer, {"agree": "1", "version": "2"})
    assert policy(team.project) == "open"
    asked, agreed = ProjectEvent.objects.order_by("id")
    name = team.owner.username
    assert (asked.by, asked.changes) == (
        team.owner,
        {"open_requested_by": {"from": None, "to": name}},
    )
    assert (agreed.by, agreed.changes["review_policy"]) == (
        team.reviewer,
        {"from": "four_eyes", "to": "open"},
    )


def test_an_owner_cannot_open_publish_and_close_again_alone():
    team = Team()
    mine = team.candidate(by=team.owner)
    ask(team)
    ask(team)
    with pytest.raises(PermissionDenied):
        curation.publish(mine, by=team.owner)
    assert ProjectEvent.objects.count() == 1


def test_a_second_owner_agrees_by_asking_for_the_same():
    team = Team()
    ask(team)
    other = member(team.project, "owner")
    services.change_project(team.project, {"review_policy": "open"}, by=other)
    assert policy(team.project) == "open"
    assert team.project.open_requested_by is None


def test_where_nobody_else_may_review_the_policy_changes_at_once():
    project = ProjectFactory()
    owner = member(project, "owner")
    member(project, "annotator")
    services.change_project(project, {"review_policy": "open"}, by=owner)
    assert policy(project) == "open"


def test_programs_see_the_request_and_answer_it():
    team = Team()
    path = f"projects/{team.project.slug}/"
    owner, reviewer = Api(team.owner), Api(team.reviewer)
    etag = owner.get(path)["ETag"]
    asked = owner.patch(path, {"review_policy": "open"}, etag=etag)
    assert asked.status_code == 200, asked.content
    assert asked.json()["review_policy"] == "four_eyes"
    assert asked.json()["open_requested_by"] == team.owner.username
    assert owner.post(f"{path}agree-to-open/").status_code == 403
    assert Api(team.annotator).post(f"{path}agree-to-open/").status_code == 403
    refused = reviewer.post(f"{path}refuse-open/")
    assert (refused.status_code, refused.json()["open_requested_by"]) == (200, None)
    assert reviewer.post(f"{path}agree-to-open/").status_code == 409
    owner.patch(path, {"review_policy": "open"}, etag=owner.get(path)["ETag"])
    agreed = reviewer.post(f"{path}agree-to-open/", {"version": 4})
    assert (agreed.status_code, agreed.json()["review_policy"]) == (200, "open")


def test_who_asks_is_shown_to_members_alone():
    team = Team(visibility="public")
    ask(team)
    assert Api().get(f"projects/{team.project.slug}/").json()["open_requested_by"] is None


def test_what_was_published_in_an_open_project_says_so(client):
    team = Team("open")
    incident = team.candidate(by=team.owner)
    curation.publish(incident, by=team.owner)
    services.change_project(team.project, {"review_policy": "four_eyes"}, by=team.owner)
    client.force_login(team.reviewer)
    page = client.get(f"/incidents/{incident.pk}/").content.decode()
    assert "published while the policy was “open”" in page
    history = client.get(reverse("history", args=["incident", incident.pk])).content.decode()
    assert "no second person had to read it" in history
    rows = Api(team.reviewer).get(f"incidents/{incident.pk}/history/").json()["results"]
    assert [row["policy"] for row in rows] == ["open", None]
