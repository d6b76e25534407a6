"""What a review says of passages: which field each is linked to, and which value it states."""

import pytest
from django.urls import reverse

from ctplatform.curation import services
from incidents.models import CasualtyEstimate, Participation
from tests.factories import annotations as make
from tests.factories import incidents as register
from tests.factories.curation import Team

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return Team()


@pytest.fixture
def incident(team):
    return register.IncidentFactory(project=team.project, title="Siege", published=True)


@pytest.fixture
def article(team):
    return make.article(team.project, team.author)


def lines_of(client, team, proposal):
    """{field: its line} of the page of a proposal, and the passages below."""
    client.force_login(team.reviewer)
    page = client.get(reverse("proposal", args=[proposal.pk]))
    return {line.name: line for line in page.context["lines"]}, page.context["passages"], page


def test_a_passage_is_shown_under_each_field_that_it_is_linked_to(client, team, incident, article):
    passage = make.annotation(article, team.author)
    for field, stated in (("title", "Attack"), ("country", "NG")):
        make.link(passage, incident, team.author, field=field, stated_value=stated, role="supports")
    values = {"title": "Attack", "country": "NG"}
    proposal = services.propose(incident, values, by=team.author, evidence=[passage])
    lines, rest, _page = lines_of(client, team, proposal)
    shown = {
        name: [(each.stance, each.stated) for each in line.passages] for name, line in lines.items()
    }
    assert shown == {"title": [("supports", "Attack")], "country": [("supports", "NG")]}
    assert rest == []


def test_what_states_another_value_is_said_to_be_a_rival(client, team, incident, article):
    passages = [make.annotation(article, team.author, quote) for quote in ("gunmen", "attack")]
    for passage, stated in zip(passages, ("2024-03-22", "2024-03-23"), strict=True):
        make.link(
            passage, incident, team.author, field="date", stated_value=stated, role="supports"
        )
    proposal = services.propose(incident, {"date": "2024-03-22"}, by=team.author, evidence=passages)
    lines, _rest, page = lines_of(client, team, proposal)
    assert [each.stance for each in lines["date"].passages] == ["supports", "rival"]
    assert "states another value" in page.content.decode()


def test_a_passage_of_another_field_is_no_ground_of_a_rival_value(client, team, incident, article):
    passage = make.annotation(article, team.author)
    make.link(passage, incident, team.author, field="country", stated_value="NG", role="supports")
    first = services.propose(incident, {"title": "One"}, by=team.author, evidence=[passage])
    services.propose(incident, {"title": "Two"}, by=team.annotator)
    lines, rest, page = lines_of(client, team, first)
    assert lines["title"].passages == []
    assert [(each.field_label, each.stated_words) for each in rest] == [("Country", "Nigeria")]
    assert "No passage is linked to this field." in page.content.decode()


def test_passages_of_a_proposed_row_are_judged_by_what_it_sets(client, team, incident, article):
    passages = [make.annotation(article, team.author, quote) for quote in ("gunmen", "attack")]
    for passage, stated in zip(passages, (150, "at least 200"), strict=True):
        make.link(
            passage, incident, team.author, field="killed", stated_value=stated, role="supports"
        )
    proposal = services.create_record(
        CasualtyEstimate,
        {"incident": incident, "kind": "killed", "best": 150},
        by=team.author,
        evidence=passages,
    ).proposal
    _lines, rest, _page = lines_of(client, team, proposal)
    assert [(each.stance, each.stated) for each in rest] == [
        ("supports", 150),
        ("rival", "at least 200"),
    ]
    actor = register.ActorFactory(project=team.project, name="The group")
    for passage, stated in zip(passages, ("The group", "Somebody else"), strict=True):
        make.link(
            passage,
            incident,
            team.author,
            field="perpetrator",
            stated_value=stated,
            role="supports",
        )
    proposal = services.create_record(
        Participation,
        {"incident": incident, "actor": actor, "role": "perpetrator"},
        by=team.author,
        evidence=passages,
    ).proposal
    _lines, rest, _page = lines_of(client, team, proposal)
    said = [(each.stance, each.stated) for each in rest if each.field == "perpetrator"]
    assert said == [("supports", "The group"), ("rival", "Somebody else")]
