"""One search over texts and records: what is found, what is hidden, where it leads."""

import pytest

from tests.factories import annotations as make
from tests.factories.accounts import ProjectFactory, member
from tests.factories.incidents import ActorFactory, IncidentFactory, PlaceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def ana(client):
    project = ProjectFactory(slug="sahel", title="Sahel")
    user = member(project, "annotator", username="ana")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    user.project = project
    return user


def found(page):
    """Titles by kind."""
    return {
        group["kind"]: [row["title"] for row in group["rows"]] for group in page.context["groups"]
    }


def test_search_without_words_asks_for_some(client, ana):
    page = client.get("/search/?q=%20&project=sahel")
    assert page.status_code == 200
    assert "Case and accents are ignored" in page.content.decode()


def test_search_finds_records_of_each_kind_whatever_their_accents(client, ana):
    IncidentFactory(project=ana.project, title="Siège de Sévaré")
    ActorFactory(project=ana.project, name="Brigade of Sevare")
    PlaceFactory(project=ana.project, name="Sévaré")
    page = client.get("/search/?q=SEVARE&project=sahel")
    assert found(page) == {
        "incident": ["Siège de Sévaré"],
        "actor": ["Brigade of Sevare"],
        "place": ["Sévaré"],
    }


def test_search_shows_the_passage_and_leads_to_its_paragraph(client, ana):
    article = make.article(ana.project, ana, title="Report")
    page = client.get("/search/?q=spokesman&project=sahel").content.decode()
    assert f'href="/articles/{article.pk}/#p2"' in page
    assert "<mark>spokesman</mark> said that more than 150" in page


def test_search_marks_the_words_as_they_are_written(client, ana):
    make.article(ana.project, ana, text="Rien ne va à Sévaré, dit-on.", title="Note")
    page = client.get("/search/?q=sevare&project=sahel").content.decode()
    assert "<mark>Sévaré</mark>, dit-on." in page


def test_search_wants_every_word(client, ana):
    make.article(ana.project, ana, title="Report")
    assert client.get("/search/?q=spokesman+zebra&project=sahel").context["texts"] == []


def test_search_keeps_to_the_project_and_to_what_one_may_see(client, ana):
    other = ProjectFactory(slug="levant")
    other.memberships.create(user=ana, role="reader")
    IncidentFactory(project=other, title="Raid in the Levant")
    IncidentFactory(title="Raid nobody told her of")
    assert found(client.get("/search/?q=raid&project=sahel")) == {}
    page = client.get("/search/?q=raid")
    assert found(page) == {"incident": ["Raid in the Levant"]}
    assert "in all projects" in page.content.decode()


def test_search_of_a_stranger_finds_nothing(client):
    IncidentFactory(title="Raid")
    assert found(client.get("/search/?q=raid")) == {}


def test_search_leads_to_all_records_where_there_are_more(client, ana):
    IncidentFactory.create_batch(9, project=ana.project)
    page = client.get("/search/?q=attack&project=sahel")
    assert len(found(page)["incident"]) == 8
    assert "/incidents/?search=attack&amp;project=sahel" in page.content.decode()


def test_search_escapes_what_it_shows(client, ana):
    make.article(ana.project, ana, text="They wrote <script>alert(1)</script> there.", title="X")
    page = client.get("/search/?q=alert&project=sahel").content.decode()
    assert "<script>alert" not in page


def test_search_queries_do_not_grow_with_rows(client, ana, django_assert_max_num_queries):
    for _row in range(8):
        make.article(ana.project, ana)
        IncidentFactory(project=ana.project, title="A spokesman is killed")
    with django_assert_max_num_queries(16):
        client.get("/search/?q=spokesman&project=sahel")
