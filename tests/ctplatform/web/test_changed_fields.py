"""Saving again after a conflict sends what one changed, and leaves what others changed."""

import re
from html import unescape

import pytest
from django.test import Client

from annotations.articles.services import articles
from annotations.codebooks import services as codebooks
from annotations.links.services import links
from annotations.models import Article, Code, Codebook, PassageLink
from ctplatform.accounts import services as accounts
from ctplatform.accounts.models import Project
from incidents import services
from incidents.models import RegionSet, Series, Source
from incidents.regions import services as regions_services
from tests.factories import annotations as texts
from tests.factories import incidents as make
from tests.factories.curation import Team

pytestmark = pytest.mark.django_db
FIELD = re.compile(
    r"<(input|textarea|select)\b([^>]*)>(.*?)(?=<(?:input|textarea|select)\b|</form>)", re.S
)


@pytest.fixture
def team():
    return Team()


@pytest.fixture
def client(team):
    client = Client()
    client.force_login(team.owner, backend="django.contrib.auth.backends.ModelBackend")
    return client


def attribute(text, name):
    found = re.search(rf'\s{name}="([^"]*)"', text)
    return unescape(found[1]) if found else None


def sent_by(html):
    """What a browser would send of the page's form that has a version: {name: [values]}."""
    forms = re.findall(r"<form\b.*?</form>", html, re.S)
    form = next(each for each in forms if 'name="version"' in each)
    values = {}
    for kind, tag, rest in FIELD.findall(form):
        name, value = attribute(tag, "name"), attribute(tag, "value")
        if kind == "textarea":
            value = unescape(rest.split("</textarea>")[0]).removeprefix("\n")
        elif kind == "select":
            chosen = re.findall(r'<option value="([^"]*)" selected', rest)
            if re.search(r"\smultiple\b", tag):
                values |= {name: [unescape(each) for each in chosen]} if chosen else {}
                continue
            value = unescape(chosen[0]) if chosen else ""
        elif attribute(tag, "type") in ("checkbox", "radio"):
            if not re.search(r"\schecked\b", tag):
                continue
            value = "on" if value is None else value
        if name and attribute(tag, "type") != "file":
            values.setdefault(name, []).append(value or "")
    return values


def saved_after_conflict(client, path, mine, others):
    """The page of the conflict, after which the form was sent again as it stands."""
    opened = sent_by(client.get(path).content.decode())
    others()
    answer = client.post(path, opened | mine)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "Somebody changed this while you wrote." in page
    again = client.post(path, sent_by(page))
    assert again.status_code == 302, again.content.decode()
    return page


def test_a_source_keeps_the_grade_that_somebody_else_gave(client, team):
    source = make.SourceFactory(project=team.project, name="Wire", reliability="B")
    agency = make.SourceFactory(project=team.project, name="Agency")

    def others():
        values = {"reliability": "C", "repeats": agency}
        services.change_source(source, values, by=team.editor)

    page = saved_after_conflict(client, f"/sources/{source.pk}/", {"name": "The Wire"}, others)
    assert "<dt>Reliability</dt>" in page
    assert "<ins>Agency</ins>" in page
    source = Source.objects.get(pk=source.pk)
    assert (source.name, source.reliability, source.repeats) == ("The Wire", "C", agency)


def test_saving_again_says_which_of_others_changes_it_replaces(client, team):
    source = make.SourceFactory(project=team.project, name="Wire", reliability="B")

    def others():
        services.change_source(
            source, {"reliability": "C", "url": "https://w.example"}, by=team.editor
        )

    page = saved_after_conflict(client, f"/sources/{source.pk}/", {"reliability": "A"}, others)
    assert "Saving again replaces what others wrote in: Reliability." in page
    source = Source.objects.get(pk=source.pk)
    assert (source.reliability, source.url) == ("A", "https://w.example")


def test_a_region_set_keeps_the_countries_that_somebody_else_added(client, team):
    values = {"key": "sahel", "name": "Sahel", "countries": ["ML", "NE"], "note": ""}
    found = regions_services.create_region_set(by=team.editor, project=team.project, **values)

    def others():
        regions_services.change_region_set(found, {"countries": ["ML", "NE", "TD"]}, by=team.editor)

    saved_after_conflict(client, f"/region-sets/{found.pk}/", {"name": "The Sahel"}, others)
    found = RegionSet.objects.get(pk=found.pk)
    assert (found.name, found.countries) == ("The Sahel", ["ML", "NE", "TD"])


def test_a_series_keeps_the_roles_and_the_actor_that_somebody_else_chose(client, team):
    series = make.SeriesFactory(project=team.project, title="Attacks", filters={"country": ["ML"]})
    actor = make.ActorFactory(project=team.project)

    def others():
        filters = {"country": ["ML"], "actor": [str(actor.pk)]}
        values = {"roles": ["perpetrator"], "filters": filters}
        services.change_series(series, values, by=team.editor)

    saved_after_conflict(
        client,
        f"/figures/{series.pk}/edit/",
        {"title": "Raids", "countries": "Mali; Niger"},
        others,
    )
    series = Series.objects.get(pk=series.pk)
    assert (series.title, series.roles) == ("Raids", ["perpetrator"])
    assert series.filters == {"country": ["ML", "NE"], "actor": [str(actor.pk)]}


def test_an_article_keeps_the_language_and_the_source_that_somebody_else_gave(client, team):
    article = texts.article(project=team.project, by=team.author, title="Report")
    source = make.SourceFactory(project=team.project, name="Wire")

    def others():
        articles.change_article(article, {"language": "fr", "source": source}, by=team.editor)

    path = f"/articles/{article.pk}/about"
    saved_after_conflict(client, path, {"title": "A report", "repeats": "Agency"}, others)
    article = Article.objects.get(pk=article.pk)
    assert (article.title, article.language, article.source) == ("A report", "fr", source)
    assert article.repeats.name == "Agency"


def test_a_codebook_and_a_code_keep_what_somebody_else_wrote(client, team):
    book = texts.codebook(project=team.project, by=team.editor)
    code = texts.code(book, by=team.editor, label="Killed")

    def others():
        codebooks.change_codebook(book, {"description": "Ours."}, by=team.editor)

    saved_after_conflict(client, f"/codebooks/{book.pk}/about", {"title": "Our book"}, others)
    book = Codebook.objects.get(pk=book.pk)
    assert (book.title, book.description) == ("Our book", "Ours.")

    def others_of_code():
        values = {"definition": "Who died.", "is_codable": False}
        codebooks.change_code(code, values, by=team.editor)

    saved_after_conflict(client, f"/codes/{code.pk}/", {"label": "Deaths"}, others_of_code)
    code = Code.objects.get(pk=code.pk)
    assert (code.label, code.definition, code.is_codable) == ("Deaths", "Who died.", False)


def test_the_weight_of_a_passage_keeps_the_stance_that_somebody_else_chose(client, team):
    article = texts.article(project=team.project, by=team.author)
    passage = texts.annotation(on=article, by=team.author)
    link = texts.link(passage, make.IncidentFactory(project=team.project), by=team.author)

    def others():
        links.change_link(link, {"role": "contradicts", "relevance": "low"}, by=team.editor)

    path = f"/links/{link.pk}/grade/"
    saved_after_conflict(client, path, {"credibility": "2"}, others)
    link = PassageLink.objects.get(pk=link.pk)
    assert (link.role, link.relevance, link.credibility) == ("contradicts", "low", 2)


def test_settings_keep_the_description_that_another_owner_wrote(client, team):
    project = team.project

    def others():
        accounts.change_project(project, {"description": "About the Sahel."}, by=team.owner)

    path = f"/projects/{project.slug}/settings"
    saved_after_conflict(client, path, {"title": "Sahel and Horn"}, others)
    project = Project.objects.get(pk=project.pk)
    assert (project.title, project.description) == ("Sahel and Horn", "About the Sahel.")
    accounts.change_project(project, {"blind_judgements": True}, by=team.owner)
    shown = client.get(path).content.decode()
    assert "<b>Blind judgements</b> no → yes" in shown


def test_a_program_that_sends_no_opened_values_is_compared_with_the_row(client, team):
    source = make.SourceFactory(project=team.project, name="Wire", reliability="B")
    body = {"name": "Wire", "kind": "", "url": "", "reliability": "", "note": "", "version": 1}
    assert client.post(f"/sources/{source.pk}/", body).status_code == 302
    assert Source.objects.get(pk=source.pk).reliability is None


def test_the_marking_of_a_series_is_saved_from_its_form(client, team):
    series = make.SeriesFactory(project=team.project, title="Attacks")
    path = f"/figures/{series.pk}/edit/"
    opened = sent_by(client.get(path).content.decode())
    assert client.post(path, opened | {"marking": "amber"}).status_code == 302
    series = Series.objects.get(pk=series.pk)
    assert (series.title, series.marking) == ("Attacks", "amber")
