"""A source that passes on another's reports is no second one, wherever sources are counted."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.links.queries.evidence import evidence_by_field
from annotations.models import Article
from incidents.assessments.statistics.evidence import root_of
from incidents.models import Source
from tests.ctplatform.rest.client import Api, pointers
from tests.factories import annotations as make
from tests.factories.accounts import ProjectFactory, member
from tests.factories.incidents import AssessmentFactory, SourceFactory
from tests.incidents.records.test_pages import page_of, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def project():
    return ProjectFactory(slug="sahel", visibility="public")


@pytest.fixture
def author(project):
    return member(project, "editor", username="anna")


@pytest.fixture
def sources(project):
    return [SourceFactory(project=project, name=name) for name in ("Wire", "Herald", "Gazette")]


@pytest.fixture
def claim(project):
    return AssessmentFactory(project=project)


def say(claim, author, source, **values):
    article = make.article(project=claim.project, by=author, source=source)
    passage = make.annotation(article, by=author)
    make.link(passage, claim, author, "assessment", role="supports", credibility=2, **values)
    return article


def repeat(source, other):
    Source.objects.filter(pk=source.pk).update(repeats=other)


@given(st.dictionaries(st.integers(0, 8), st.integers(0, 8)), st.integers(0, 8))
def test_whatever_repeats_each_other_has_one_root(repeats, source):
    root = root_of(source, repeats)
    assert root_of(root, repeats) == root
    if source in repeats:
        assert root_of(repeats[source], repeats) == root


def test_the_balance_counts_a_source_and_what_repeats_it_once(author, claim, sources):
    wire, herald, gazette = sources
    for source in sources:
        say(claim, author, source)
    browser, address = signed_in(author), f"/assessments/{claim.pk}/"
    assert "3 independent sources" in page_of(browser.get(address))

    repeat(gazette, herald)
    repeat(herald, wire)

    page = page_of(browser.get(address))
    assert "1 independent source." in page
    assert "Single source." in page
    assert '<h3 class="group-head" dir="auto">Wire <small>3 passages, counted once' in page
    repeat(wire, gazette)  # a circle
    assert "1 independent source." in page_of(browser.get(address))


def test_an_article_and_a_named_story_count_as_the_source_that_they_repeat(author, claim, sources):
    wire, herald, gazette = sources
    say(claim, author, wire)
    copied = say(claim, author, herald)
    say(claim, author, gazette, independence_group="wire")
    Article.objects.filter(pk=copied.pk).update(repeats=wire)

    found = evidence_by_field(claim, author)[""]

    assert {each.group for each in found} == {str(wire.pk)}
    assert {each.group_name for each in found} == {"Wire"}
    rows = Api(author).get(f"assessments/{claim.pk}/evidence/").json()["results"]
    assert {(row["group"], row["group_name"]) for row in rows} == {(str(wire.pk), "Wire")}


def test_queries_do_not_grow_with_the_length_of_a_chain(
    author, claim, project, django_assert_max_num_queries
):
    author.remember_roles()

    def count():
        with django_assert_max_num_queries(15) as queries:
            evidence_by_field(claim, author)
        return len(queries)

    last = SourceFactory(project=project)
    say(claim, author, last)
    first = count()
    for _ in range(8):
        last = SourceFactory(project=project, repeats=last)
        say(claim, author, last)
    assert count() == first


def test_what_a_source_repeats_is_set_by_form_and_api_and_listed(project, author, sources):
    wire, herald, gazette = sources
    browser, api = signed_in(author), Api(author)
    form = {"name": "Herald", "version": 1, "repeats": "Wire", "repeats_searched": "Wire"}
    assert browser.post(f"/sources/{herald.pk}/", form).status_code == 302
    herald.refresh_from_db()
    assert herald.repeats == wire
    assert 'repeats <a href="/sources/' in page_of(browser.get("/sources/?project=sahel"))
    assert ">Wire</a>" in page_of(
        signed_in(member(project, "reader")).get(f"/sources/{herald.pk}/")
    )

    body = {"repeats": str(herald.pk)}
    made = api.patch(f"sources/{gazette.pk}/", body, if_match="*").json()
    assert made["repeats"] == str(herald.pk)
    assert [row["name"] for row in api.rows("sources/", repeats=str(herald.pk))] == ["Gazette"]
    own = api.patch(f"sources/{gazette.pk}/", {"repeats": str(gazette.pk)}, 400, if_match="*")
    assert list(pointers(own)) == ["/repeats"]
    foreign = {"repeats": str(SourceFactory().pk)}
    refused = api.patch(f"sources/{gazette.pk}/", foreign, 400, if_match="*")
    assert list(pointers(refused)) == ["/repeats"]


def test_what_an_article_repeats_is_set_by_form_and_api_and_exported(project, author, sources):
    article = make.article(project=project, by=author, source=sources[1])
    browser, api = signed_in(author), Api(author)
    page = page_of(browser.get(f"/articles/{article.pk}/about"))
    assert 'name="repeats"' in page
    form = {
        "title": "T",
        "language": "en",
        "rights": "unknown",
        "marking": "clear",
        "source": "Herald",
        "repeats": "wire",
        "version": 1,
    }
    assert browser.post(f"/articles/{article.pk}/about", form).status_code == 302
    article.refresh_from_db()
    assert article.repeats == sources[0]
    assert "repeats a report of" in page_of(browser.get(f"/articles/{article.pk}/"))
    (row,) = api.rows("articles/", repeats=str(sources[0].pk))
    assert row["repeats"] == str(sources[0].pk)
    export = browser.get("/api/v1/articles/export/", {"format": "jsonl", "project": "sahel"})
    line = json.loads(b"".join(export.streaming_content).decode().splitlines()[0])
    assert line["repeats"] == str(sources[0].pk)
    foreign = {"repeats": str(SourceFactory().pk)}
    refused = api.patch(f"articles/{article.pk}/", foreign, 400, if_match="*")
    assert list(pointers(refused)) == ["/repeats"]
