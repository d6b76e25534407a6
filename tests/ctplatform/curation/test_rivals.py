"""Competing proposals side by side, each with what it rests on."""

import pytest
from django.urls import reverse

from ctplatform.curation import services
from incidents.services import create_source
from tests.factories import annotations as texts
from tests.factories.curation import Team

pytestmark = pytest.mark.django_db

TEXT = (
    "The official account counts 37 dead. A guard said that there were 60. Nobody else has counted."
)


@pytest.fixture
def team():
    made = Team()
    values = {"project": made.project, "name": "Papers", "reliability": "B"}
    made.source = create_source(by=made.author, **values)
    return made


def passage(team, incident, quote, role="supports", credibility=2, **values):
    """A passage of a text of a source graded B that speaks of the incident's title."""
    article = texts.article(team.project, team.author, text=TEXT, source=team.source, **values)
    mark = texts.annotation(article, team.author, quote=quote)
    texts.link(mark, incident, team.author, role=role, field="title", credibility=credibility)
    return mark


def rivals_on(client, proposal):
    """The cards of the values that stand side by side."""
    page = client.get(reverse("proposal", args=[proposal.pk])).content.decode()
    return (
        page.split('<ul class="rivals"')[1].split("</section>")[0].split('class="rival-value"')[1:]
    )


def propose(team, incident, title, evidence, by=None):
    return services.propose(incident, {"title": title}, by=by or team.author, evidence=evidence)


def test_rivals_stand_side_by_side_with_evidence_and_grades(client, team):
    incident = team.published()
    first = propose(
        team, incident, "Of 37", [passage(team, incident, "counts 37 dead")], by=team.annotator
    )
    theirs = [
        passage(team, incident, "there were 60", credibility=4),
        passage(team, incident, "Nobody else", role="contradicts", marking="red"),
    ]
    second = propose(team, incident, "Of 60", theirs)
    client.force_login(team.reviewer)
    mine, other = rivals_on(client, first)
    assert ("Of 37" in mine, "counts 37 dead" in mine, ">B2<" in mine) == (True, True, True)
    assert ("Of 60" in other, "there were 60" in other, ">B4<" in other) == (True, True, True)
    assert ("Papers" in other, "stance-supports" in other) == (True, True)
    assert reverse("proposal", args=[second.pk]) in other
    assert "stance-contradicts" not in other  # a text that the reviewer may not see
    client.force_login(team.owner)  # who sees what is red
    assert "stance-contradicts" in rivals_on(client, first)[1]


def test_more_rivals_ask_no_more(client, team, count_queries):
    incident = team.published()
    first = propose(team, incident, "One", [])
    client.force_login(team.reviewer)

    def grow(number):
        mark = passage(team, incident, "there were 60")
        propose(team, incident, f"Of {number}", [mark], by=team.annotator)

    grow(0)
    page = reverse("proposal", args=[first.pk])
    client.get(page)
    few = count_queries(lambda: client.get(page))
    for number in range(1, 4):
        grow(number)
    assert count_queries(lambda: client.get(page)) == few
    assert "No passage is linked to this field." in rivals_on(client, first)[0]
