"""Somebody alone and new is never stuck: policy, who can review, sign-in, the first steps."""

import re

import pytest
from django.urls import reverse

from annotations.annotations.services import annotate
from annotations.articles.services.articles import add_article
from ctplatform.accounts.models import Project, ProjectEvent
from ctplatform.accounts.services import create_project
from ctplatform.curation import services as curation
from ctplatform.curation.models import Proposal
from ctplatform.demo import people
from incidents.models import Incident
from tests.factories.accounts import UserFactory, member
from tests.factories.curation import Team

pytestmark = pytest.mark.django_db


def page(client, path, user=None, **options):
    if user:
        client.force_login(user)
    answer = client.get(path, **options)
    assert answer.status_code == 200, answer
    return re.sub(r"\s+", " ", answer.content.decode())


# The policy of a new project ----------------------------------------------------------------------


def test_a_new_project_is_open_and_its_only_member_publishes(client):
    alone = UserFactory()
    form = page(client, "/projects/new", alone)
    assert re.search(r'value="open"[^>]*checked', form)
    assert "once others join, the settings offer four eyes" in form.lower()
    project = create_project(by=alone, slug="alone", title="Alone")
    assert project.review_policy == "open"
    made = curation.create_record(Incident, {"project": project, "title": "Siege"}, by=alone).record
    assert curation.publish(made, by=alone).record.state == "published"


def test_four_eyes_can_be_chosen_for_a_new_project():
    project = create_project(by=UserFactory(), slug="a", title="A", review_policy="four_eyes")
    assert project.review_policy == "four_eyes"


def test_four_eyes_is_offered_when_a_second_person_joins_and_never_switched_on_silently(client):
    owner = UserFactory()
    project = create_project(by=owner, slug="alone", title="Alone")
    settings = reverse("project-settings", args=["alone"])
    assert "Turn on four eyes" not in page(client, settings, owner)
    member(project, "reader")
    assert "Turn on four eyes" not in page(client, settings)
    member(project, "annotator")
    text = page(client, settings)
    assert "Changes apply at once, though several people work here" in text
    assert "Nobody could review your own changes yet" in text
    assert "turn on four eyes" in page(client, "/?project=alone")
    project.refresh_from_db()
    assert project.review_policy == "open"

    member(project, "reviewer")
    assert "Nobody could review your own changes yet" not in page(client, settings)
    answer = client.post(reverse("four-eyes", args=["alone"]), follow=True)
    assert "a second person reads every change" in answer.content.decode()
    assert "Turn on four eyes" not in answer.content.decode()
    assert Project.objects.get().review_policy == "four_eyes"
    changed = ProjectEvent.objects.filter(changes__has_key="review_policy").get()
    assert changed.changes["review_policy"] == {"from": "open", "to": "four_eyes"}


def test_only_an_owner_turns_four_eyes_on(client):
    team = Team(policy="open")
    address = reverse("four-eyes", args=[team.project.slug])
    client.force_login(team.reviewer)
    assert client.post(address).status_code == 403
    assert client.get(address).status_code == 405
    client.force_login(UserFactory())
    assert client.post(address).status_code == 404
    assert Project.objects.get().review_policy == "open"


# Where an edit waits ------------------------------------------------------------------------------


def test_a_waiting_change_says_why_it_waits_and_who_can_accept_it(client):
    team = Team()
    incident = team.published()
    client.force_login(team.author)
    form = {
        "title": "In Amenas siege",
        "record_kind": "event",
        "date": "2013-01",
        "version": incident.version,
    }
    answer = client.post(f"/incidents/{incident.pk}/edit/", form, follow=True)
    said = re.sub(r"\s+", " ", answer.content.decode())
    assert "Your change waits for review. These members can accept it:" in said
    assert team.reviewer.name in said
    record = page(client, f"/incidents/{incident.pk}/")
    assert "These members can accept it:" in record
    for person in (team.reviewer, team.second, team.editor, team.owner):
        assert person.name in record
    assert team.annotator.name not in record
    proposal = Proposal.objects.get(root_id=incident.pk, state="open")
    shown = page(client, f"/review/{proposal.pk}/", team.annotator)
    assert "Four eyes: a change of a published record applies after a second person" in shown
    assert f"{team.reviewer.name}" in shown


def test_outsiders_do_not_read_who_can_review(client):
    team = Team(visibility="public")
    proposal = team.proposal()
    outsider = UserFactory()
    for path in (f"/incidents/{proposal.root_id}/", f"/review/{proposal.pk}/"):
        text = page(client, path, outsider)
        assert team.reviewer.name not in text
        assert "can accept it" not in text


def test_a_candidate_says_who_can_publish_it_and_which_passages_are_missing(client):
    team = Team()
    candidate = team.candidate(country="DZ")
    text = page(client, f"/incidents/{candidate.pk}/", team.author)
    assert "This candidate does not count yet." in text
    assert "These members can:" in text
    assert team.reviewer.name in text
    assert "Before it is published: a core field has no passage yet." in text
    text = page(client, f"/incidents/{candidate.pk}/", team.reviewer)
    assert "This candidate does not count yet." not in text  # it has the button
    assert "Before it is published: a core field has no passage yet." in text


def test_a_candidate_without_anybody_to_publish_it_says_what_an_owner_can_do(client):
    owner = UserFactory()
    project = create_project(by=owner, slug="a", title="A", review_policy="four_eyes")
    made = curation.create_record(Incident, {"project": project, "title": "Siege"}, by=owner).record
    text = page(client, f"/incidents/{made.pk}/", owner)
    assert "Nobody in the project can yet" in text
    member(project, "reviewer", name="Rita Reviewer")
    assert "Rita Reviewer" in page(client, f"/incidents/{made.pk}/")


def test_who_cannot_see_a_marked_record_is_not_named_as_its_reviewer(client):
    team = Team()
    candidate = team.candidate(marking="red")
    text = page(client, f"/incidents/{candidate.pk}/", team.author)
    assert team.reviewer.name not in text


# The sign-in page ---------------------------------------------------------------------------------


@pytest.fixture
def demo(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    (tmp_path / people.SIGN_INS).write_text("amira secret-words\n", encoding="utf-8")
    UserFactory(username="amira")


def test_the_sign_in_page_says_where_the_passwords_of_the_demo_are(client, demo):
    text = page(client, "/sign-in/", headers={"host": "localhost"})
    assert "This is a demo on your own machine" in text
    assert "sign-ins.txt" in text
    assert "secret-words" not in text


@pytest.mark.parametrize(
    "change",
    [
        {"HTTPS": True},
        {"ALLOWED_HOSTS": ["localhost", "ctplatform.example"]},
        {"ALLOWED_HOSTS": ["*"]},
    ],
)
def test_an_installation_that_others_reach_never_names_the_file(client, demo, settings, change):
    for name, value in change.items():
        setattr(settings, name, value)
    assert "sign-ins" not in page(client, "/sign-in/", headers={"host": "localhost"})


def test_without_the_demo_no_file_is_named(client, demo):
    people.User.objects.all().delete()
    assert "sign-ins" not in page(client, "/sign-in/", headers={"host": "localhost"})


# An empty home ------------------------------------------------------------------------------------


def steps(html):
    """The addresses and words of the next steps, in order."""
    section = html.split('id="first-steps-head"')[1].split("</section>")[0]
    return re.findall(r'<a href="([^"]+)">([^<]+)</a>', section)


def test_an_empty_home_says_the_next_three_steps(client):
    owner = UserFactory()
    project = create_project(by=owner, slug="a", title="A")
    found = steps(page(client, "/", owner))
    assert [words for _url, words in found] == [
        "Add an article",
        "Annotate a passage",
        "Record an incident",
    ]
    for url, _words in found:
        page(client, url)

    article = add_article(by=owner, project=project, title="A note", text="Two men came.")
    found = steps(page(client, "/"))
    assert [words for _url, words in found] == [
        "Annotate a passage",
        "Record an incident",
        "Add a colleague",
    ]
    assert found[0][0] == reverse("article", args=[article.pk])
    for url, _words in found:
        page(client, url)

    version = article.current_version
    annotate(by=owner, article_version=version, start=0, end=7, quote="Two men")
    curation.create_record(Incident, {"project": project, "title": "Raid"}, by=owner)
    assert "first-steps-head" not in page(client, "/")


def test_readers_are_not_told_to_do_what_they_may_not(client):
    team = Team(visibility="public")
    assert "first-steps-head" not in page(client, "/", team.reader)
    assert "first-steps-head" in page(client, "/", team.annotator)
