"""What a link starts with, and where a passage of a field is looked for."""

import pytest
from django.test import Client

from incidents.services import create_actor
from tests.factories import annotations as make
from tests.factories import incidents as register
from tests.factories.accounts import UserFactory
from tests.factories.curation import Team

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return Team(visibility="public")


@pytest.fixture
def client(team):
    client = Client()
    client.force_login(team.author)
    return client


def suggested(client, team, quote=""):
    answer = client.get("/links/suggested/", {"project": team.project.slug, "quote": quote})
    assert answer.status_code == 200
    return [(row["why"], row["title"]) for row in answer.json()]


def test_records_whose_names_stand_in_the_passage_are_suggested(client, team):
    values = {"project": team.project, "name": "Ansar ad-Din"}
    create_actor(values, aliases=["Défenseurs de la foi"], by=team.author)
    register.ActorFactory(project=team.project, name="Ansar")
    register.PlaceFactory(project=team.project, name="Gao")
    register.IncidentFactory(project=team.project, title="Something else")
    found = suggested(client, team, "In GAO the “Defenseurs de la Foi” of Ansarullah met.")
    assert found == [("named", "Ansar ad-Din"), ("named", "Gao")]
    assert suggested(client, team, "Gaol") == []
    assert suggested(client, team) == []


def test_records_that_a_person_linked_last_come_next_each_once(client, team):
    article = make.article(team.project, team.author)
    records = [register.IncidentFactory(project=team.project, title=f"Attack {n}") for n in "AB"]
    passage = make.annotation(article, team.author)
    for record, field in ((records[0], "title"), (records[1], "title"), (records[0], "date")):
        make.link(passage, record, team.author, field=field)
    make.link(passage, register.IncidentFactory(project=team.project), team.annotator)
    assert suggested(client, team) == [("recent", "Attack A"), ("recent", "Attack B")]


def test_hidden_records_are_never_suggested(client, team):
    register.ActorFactory(project=team.project, name="Hidden Group", marking="red")
    assert suggested(client, team, "The Hidden Group did it") == []
    client.force_login(UserFactory())
    assert suggested(client, team, "The Hidden Group did it") == []
    assert client.get("/links/suggested/", {"project": "none"}).status_code == 404


def test_more_records_ask_no_more(client, team, django_assert_max_num_queries):
    def count(more):
        for n in range(more):
            register.ActorFactory(project=team.project, name=f"Group {n} of {more}")
        words = " ".join(f"Group {n} of {more}" for n in range(more))
        with django_assert_max_num_queries(40) as queries:
            assert len(suggested(client, team, words)) == more
        return len(queries)

    count(1)
    assert count(4) == count(6)


def test_the_only_text_of_a_record_opens_with_the_field(client, team):
    incident = register.IncidentFactory(project=team.project, title="Siege")
    article = make.article(team.project, team.author)
    make.link(make.annotation(article, team.author), incident, team.author)
    address = f"/passages/find/?about=incident:{incident.pk}&field=date"
    sent = client.get(address)
    assert sent.status_code == 302
    assert sent["Location"].startswith(f"/articles/{article.pk}/?about=incident")
    page = client.get(sent["Location"])
    assert "Looking for a passage" in page.content.decode()
    assert page.context["config"]["preset"] == {
        "target_type": "incident",
        "target_id": incident.pk,
        "title": "Siege",
        "field": "date",
    }


def test_the_linked_texts_come_first_and_the_others_are_offered(client, team):
    incident = register.IncidentFactory(project=team.project)
    texts = [make.article(team.project, team.author, title=f"Text {n}") for n in range(3)]
    for text in texts[:2]:
        make.link(make.annotation(text, team.author), incident, team.author)
    make.article(team.project, team.owner, title="Secret text", marking="red")
    page = client.get(f"/passages/find/?about=incident:{incident.pk}&field=date")
    assert [text.title for text in page.context["linked"]] == ["Text 1", "Text 0"]
    assert [text.title for text in page.context["others"]] == ["Text 2"]
    assert "Secret text" not in page.content.decode()


@pytest.mark.parametrize("about", ["", "incident:", "incident:x", "x:y", "incident:\0"])
def test_what_names_no_record_finds_no_page(client, about):
    assert client.get("/passages/find/", {"about": about}).status_code in (400, 404)


def test_a_record_of_another_project_presets_nothing(client, team):
    article = make.article(team.project, team.author)
    other = register.IncidentFactory()
    page = client.get(f"/articles/{article.pk}/?about=incident:{other.pk}&field=date")
    assert "preset" not in page.context["config"]
