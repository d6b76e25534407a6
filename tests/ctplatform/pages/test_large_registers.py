"""Pages over a large register read its first rows and count no further than they say."""

import re

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ctplatform.accounts.models import Token
from ctplatform.curation.admin.proposals import AboutRecordAdmin
from ctplatform.jobs.models import Job
from ctplatform.pages import evidence_gaps, home
from ctplatform.web import brief_lists
from tests.factories import annotations as texts
from tests.factories.accounts import UserFactory
from tests.factories.curation import Team
from tests.factories.incidents import IncidentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def team():
    return Team(visibility="public")


def register_of(client, team):
    page = client.get(f"/?project={team.project.slug}").content.decode()
    found = re.search(
        r"<section>\s*<div class=\"section-head\"><h2>The register.*?</section>", page, re.S
    )
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[0]))


def test_home_says_more_than_where_it_counts_no_further(client, team, monkeypatch):
    monkeypatch.setattr(home, "MOST_COUNTED", 3)
    for _ in range(3):
        IncidentFactory(project=team.project, published=True)
    for kind in ("series", "context"):
        IncidentFactory(project=team.project, published=True, record_kind=kind)
    assert "Events published 3 " in register_of(client, team)
    IncidentFactory(project=team.project, published=True)
    for _ in range(4):
        IncidentFactory(project=team.project)
    said = register_of(client, team)
    assert "Events published more than 3 more than 3 candidates" in said
    assert "1 summary of several events, 1 context record" in said


def test_last_changes_are_found_without_the_people_joined_to_them(client, team):
    team.publish(team.candidate(title="An attack", date="2024-03-01"))
    with CaptureQueriesContext(connection) as queries:
        page = client.get(f"/?project={team.project.slug}")
    assert "An attack" in page.content.decode()
    whole = [
        query["sql"]
        for query in queries
        if 'ORDER BY "curation_revision"."id" DESC' in query["sql"]
    ]
    assert whole
    for sql in whole:
        assert "JOIN" not in sql.split(" WHERE ")[0] or "LIMIT" not in sql


def test_no_list_of_the_admin_counts_whole_tables():
    for model, pages in admin.site._registry.items():
        assert issubclass(pages.paginator, brief_lists.BriefPaginator), model
        assert not pages.show_full_result_count, model
        assert pages.show_facets is admin.ShowFacets.NEVER, model


@pytest.mark.parametrize("model", ["annotations/comment", "accounts/token", "jobs/job"])
def test_lists_of_further_rows_count_no_further_than_they_say(client, team, monkeypatch, model):
    monkeypatch.setattr(brief_lists, "MOST_COUNTED", 3)
    client.force_login(
        UserFactory(is_superuser=True, is_staff=True),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    article = texts.article(team.project, team.author)
    for number in range(5):
        texts.comment(article, team.author, f"Said {number}", on_type="article")
        Token.objects.create(user=team.author, name=str(number), digest=str(number))
        Job.objects.create(kind="export", title=str(number), created_by=team.author)
    with CaptureQueriesContext(connection) as queries:
        page = client.get(f"/admin/{model}/", {"q": ""})
    assert "more than 3 " in page.content.decode()
    counts = [query["sql"] for query in queries if "COUNT(" in query["sql"]]
    assert all("LIMIT 4" in sql for sql in counts if model.split("/")[1] in sql)


@pytest.mark.parametrize("model", ["incidents/incident", "curation/revision"])
def test_admin_counts_no_further_than_it_says(client, team, monkeypatch, model):
    monkeypatch.setattr(brief_lists, "MOST_COUNTED", 3)
    monkeypatch.setattr(AboutRecordAdmin, "list_per_page", 2)
    client.force_login(
        UserFactory(is_superuser=True, is_staff=True),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    for number in range(4):
        team.publish(team.candidate(title=f"Attack {number}", date="2024-03-01"))
    with CaptureQueriesContext(connection) as queries:
        page = client.get(f"/admin/{model}/")
    assert "more than 3 " in page.content.decode()
    counts = [
        query["sql"] for query in queries if "COUNT(" in query["sql"] and "LIMIT 4" in query["sql"]
    ]
    assert len(counts) == 1
    if model == "curation/revision":
        ordered = 'ORDER BY "curation_revision"."id" DESC LIMIT'
        paged = [query["sql"] for query in queries if ordered in query["sql"]]
        assert len(paged) == 1
        assert "JOIN" not in paged[0].split(" WHERE ")[0]
    assert client.get(f"/admin/{model}/?q=Attack").status_code == 200


def test_home_says_at_least_where_it_looks_for_gaps_no_further(client, team, monkeypatch):
    monkeypatch.setattr(home, "SCANNED", 2)
    monkeypatch.setattr(evidence_gaps, "SCANNED", 2)
    for number in range(3):
        IncidentFactory(project=team.project, published=True, title=f"Attack {number}")
    page = client.get(f"/?project={team.project.slug}").content.decode()
    said = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    assert "Incidents without any passage at least 2 " in said
    assert "the 2 records of each type that were recorded last" in said
