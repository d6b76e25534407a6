"""Incidents filtered by date, actor, role, place and code of the evidence, by names as typed."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from tests.ctplatform.rest.client import Api
from tests.factories import annotations as texts
from tests.factories import incidents as make
from tests.factories.accounts import member
from tests.factories.curation import Team

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def team(client):
    team = Team(visibility="public")
    client.force_login(team.author)
    return team


@pytest.fixture
def listed(client, team):
    """Titles that the page lists for parameters, and its HTML."""

    def listed(**query):
        answer = client.get("/incidents/", {"project": team.project.slug, **query}, follow=True)
        assert answer.status_code == 200
        html = answer.content.decode()
        listed.address = answer.request["QUERY_STRING"]
        return [unescape(each) for each in re.findall(r'data-open dir="auto">([^<]+)', html)], html

    return listed


def incident(team, title, **values):
    return make.IncidentFactory(project=team.project, created_by=team.author, title=title, **values)


def test_an_actor_is_found_by_another_spelling_of_its_name_together_with_its_role(team, listed):
    actor = make.ActorFactory(project=team.project, name="al-Shabaab")
    raid, rumour = incident(team, "Raid"), incident(team, "Rumour")
    incident(team, "Flood")
    make.ParticipationFactory(incident=raid, actor=actor, role="perpetrator")
    make.ParticipationFactory(incident=rumour, actor=actor, role="suspected_perpetrator")
    titles, html = listed(actor="", actor_searched="Al Shabaab", date_after="")
    assert sorted(titles) == ["Raid", "Rumour"]
    assert listed.address == f"project={team.project.slug}&actor={actor.pk}"
    assert '<span class="filter-name">Actor <b dir="auto">al-Shabaab</b></span>' in html
    titles, html = listed(actor=str(actor.pk), role=["suspected_perpetrator"])
    assert titles == ["Rumour"]
    assert 'value="suspected_perpetrator" id="filter_role_2" checked' in html
    shown = re.sub(r"<[^>]*>", " ", html.split("<main")[1])
    assert str(actor.pk) not in shown


def test_a_name_that_nobody_has_is_refused_at_its_field_with_near_names(team, listed):
    actor = make.ActorFactory(project=team.project, name="al-Shabaab")
    incident(team, "Raid")
    titles, html = listed(actor_searched="al-Shabab")
    assert titles == []
    assert "No actor of this project is called “al-Shabab”. Similar names: al-Shabaab" in html
    chosen = {"actor_searched": "al-Shabab", "actor_offered": "al-Shabab"}
    listed(**chosen, actor_chosen=str(actor.pk))
    assert listed.address.endswith(f"&actor={actor.pk}")


def test_a_place_is_found_in_another_script_with_what_lies_in_it(team, listed):
    mali = make.CountryFactory(iso_alpha2="ML", name="Mali")
    names = [{"name": "غاو", "language": "ar"}]
    gao = make.PlaceFactory(project=team.project, name="Gao", parent=mali, names=names)
    incident(team, "Raid", place=gao)
    incident(team, "Flood")
    titles, html = listed(within_searched="غاو")
    assert titles == ["Raid"]
    assert '<b dir="auto">Gao (' in html
    assert listed(within_searched="mali")[0] == ["Raid"]


def test_a_filter_by_the_key_of_a_region_is_kept(team, listed):
    incident(team, "Raid", country="ML")
    _titles, html = listed(within="no-such-region", date_after="2013-01-01")
    assert '<input type="hidden" name="within" value="no-such-region" />' in html
    assert 'name="within_searched"' not in html


def test_days_from_and_until(team, listed):
    for day in ("2013-01-16", "2014-03-01"):
        incident(team, day, date=day)
    titles, html = listed(date_after="2014-01-01", date_before="2014-12-31")
    assert titles == ["2014-03-01"]
    assert 'name="date_after" value="2014-01-01"' in html
    assert "Enter a valid date" in listed(date_after="soon")[1]


def coded(team, **values):
    """A passage with the code casualties, which lies below the code details."""
    editor = member(team.project, "editor")
    book = texts.codebook(project=team.project)
    detail = texts.code(book, by=editor, slug="detail", label="Detail", is_codable=False)
    code = texts.code(book, by=editor, slug="casualties", label="Casualties", parent=detail)
    article = texts.article(project=team.project, by=team.author, **values)
    return texts.annotation(on=article, by=team.author, code=code)


def test_a_code_keeps_what_a_passage_with_it_or_one_below_it_speaks_of(team, listed):
    passage, raid = coded(team), incident(team, "Raid")
    incident(team, "Flood")
    texts.link(passage, raid, by=team.author)
    _titles, html = listed()
    assert '<option value="casualties">Detail: Casualties</option>' in html
    assert listed(evidence_code="casualties")[0] == ["Raid"]
    assert listed(evidence_code="detail")[0] == ["Raid"]
    assert listed(evidence_code="nothing")[0] == []
    address = f"incidents/?project={team.project.slug}&evidence_code="
    results = Api(team.author).get(f"{address}detail").json()["results"]
    assert [row["title"] for row in results] == ["Raid"]
    assert Api(team.author).get(f"{address}nothing").json()["results"] == []


def test_a_code_tells_nothing_of_passages_that_are_hidden(client, team):
    later = timezone.now() + timedelta(days=9)
    passage = coded(team, embargo_until=later)
    raid = team.published(title="Raid")
    texts.link(passage, raid, by=team.author)
    address = f"incidents/?project={team.project.slug}&evidence_code=casualties"
    assert [row["title"] for row in Api(team.author).get(address).json()["results"]] == ["Raid"]
    assert Api(team.reader).get(address).json()["results"] == []
    assert Api(None).get(address).json()["results"] == []
