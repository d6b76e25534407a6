"""What pages say of who approved, of what waits and of what is not known is true of the record."""

import re

import pytest
from django.test import Client

from ctplatform.curation import services
from ctplatform.curation.models import Revision
from incidents.models import Actor, Incident
from tests.factories import incidents as make
from tests.factories.curation import Team

pytestmark = pytest.mark.django_db


def read(person, path):
    client = Client()
    client.force_login(person)
    page = client.get(path, follow=True).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.fixture
def team():
    team = Team()
    for user, name in ((team.author, "Amal"), (team.reviewer, "Jonas"), (team.second, "Nadia")):
        user.name = name
        user.save()
    return team


def published_by_two(team):
    incident = team.candidate()
    team.casualty(incident, low=151, best=None, high=None, stated="more than 150")
    services.publish(incident, by=team.reviewer)
    services.publish(incident, by=team.second)
    return Incident.objects.get(pk=incident.pk)


def test_who_approved_first_and_who_last_are_both_named_and_nobody_twice(team):
    incident = published_by_two(team)
    for path in (
        f"/incidents/{incident.pk}/",
        f"/history/incident/{incident.pk}/",
        f"/?project={team.project.slug}",
    ):
        page = read(team.author, path)
        assert "Nadia, first approved by Jonas" in page, path
        assert "reviewed by Nadia" not in page, path


def test_a_change_names_its_author_then_who_approved(team):
    incident = team.published()
    proposal = services.propose(incident, {"title": "B"}, by=team.author)
    services.accept(proposal, by=team.reviewer)
    assert "Amal, reviewed by Jonas" in read(team.author, f"/incidents/{incident.pk}/")


def test_an_author_is_not_named_as_the_reviewer():
    team = Team("open")
    team.owner.name = "Olga"
    team.owner.save()
    incident = team.published()
    proposal = services.propose(incident, {"title": "B"}, by=team.owner)
    services.accept(proposal, by=team.owner)
    assert Revision.objects.latest("id").proposal.reviewer == team.owner
    assert "reviewed by Olga" not in read(team.owner, f"/incidents/{incident.pk}/")


def test_home_and_queue_count_the_same_candidates(team):
    kept = team.candidate(title="One")
    services.merge(team.candidate(title="Gone"), kept, by=team.editor)
    values = {"project": team.project, "name": "Group", "kind": "armed_group"}
    services.create_record(Actor, values, by=team.author)
    for number in range(21):
        team.candidate(title=f"More {number}")
    home = read(team.reviewer, f"/?project={team.project.slug}")
    queue = read(team.reviewer, f"/review/?project={team.project.slug}")
    assert "23 candidates to publish" in home
    assert "To be published 23 the 20 oldest" in queue


def test_what_has_a_last_day_and_criteria_is_not_said_to_lack_them(team):
    values = {"project": team.project, "created_by": team.author}
    whole = make.AssessmentFactory(**values, horizon="2024", criteria="A count of 10.")
    page = read(team.author, f"/assessments/{whole.pk}/")
    assert "it needs" not in page
    assert "nobody has made it a question yet" in page
    part = make.AssessmentFactory(**values, horizon="2024/..", criteria="A count of 10.")
    assert "Not a question yet: it needs a last day." in read(
        team.author, f"/assessments/{part.pk}/"
    )


def test_an_unknown_end_is_not_drawn_as_going_on(team):
    actor = make.ActorFactory(project=team.project)
    make.ActorKindPeriodFactory(actor=actor, date="2015/")
    client = Client()
    client.force_login(team.author)
    drawn = client.get(f"/actors/{actor.pk}/").content.decode()
    assert "end unknown" in drawn
    assert 'class="time-unknown"' in drawn
    assert 'class="time-open"' not in drawn
    make.ActorKindPeriodFactory(actor=actor, date="2016/..")
    assert 'class="time-open"' in client.get(f"/actors/{actor.pk}/").content.decode()
