"""Grade a passage: its relevance, and whose story it repeats."""

import pytest
from django.test import Client

from annotations.links.queries.evidence import evidence_by_field
from annotations.models import PassageLink
from tests.factories import annotations as make
from tests.factories.accounts import ProjectFactory, member
from tests.factories.incidents import AssessmentFactory, SourceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return ProjectFactory(slug="sahel")


@pytest.fixture
def author(project):
    return member(project, "annotator", username="author")


@pytest.fixture
def link(project, author):
    article = make.article(project=project, by=author)
    passage = make.annotation(article, by=author)
    claim = AssessmentFactory(project=project, created_by=author)
    return make.link(passage, claim, by=author, target_type="assessment", role="supports")


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def form(link, **values):
    return {"role": "supports", "version": link.version} | values


def test_a_passage_is_weighed_on_a_page(author, link):
    browser, url = signed_in(author), f"/links/{link.pk}/grade/"
    assert url in browser.get(f"/assessments/{link.assessment_id}/").content.decode()
    assert "gunmen" in browser.get(url).content.decode()

    answer = browser.post(
        url, form(link, credibility=2, relevance="high", independence_group="Wire report")
    )

    assert answer.headers["Location"] == f"/assessments/{link.assessment_id}/"
    link.refresh_from_db()
    assert (link.credibility, link.relevance, link.independence_group, link.version) == (
        2,
        "high",
        "Wire report",
        2,
    )
    assert browser.post(url, form(link)).status_code == 302
    link.refresh_from_db()
    assert (link.credibility, link.relevance, link.independence_group) == (None, None, "")


def test_a_stale_form_keeps_what_was_written(author, link):
    browser, url = signed_in(author), f"/links/{link.pk}/grade/"
    PassageLink.objects.update(version=5)
    page = browser.post(url, form(link, relevance="low")).content.decode()
    assert "Somebody changed this" in page
    assert '<option value="low" selected>' in page
    link.refresh_from_db()
    assert link.relevance is None
    assert browser.post(url, form(link, relevance="low")).status_code == 302


def test_bad_words_are_refused_by_field(author, link):
    browser, url = signed_in(author), f"/links/{link.pk}/grade/"
    answer = browser.post(url, form(link, relevance="huge", independence_group="x" * 101))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.count("field-error") >= 2
    link.refresh_from_db()
    assert link.version == 1


def test_only_its_maker_and_editors_weigh_it(project, link):
    url = f"/links/{link.pk}/grade/"
    assert signed_in(member(project, "reviewer")).get(url).status_code == 403
    assert signed_in(member(project, "editor")).get(url).status_code == 200
    assert signed_in(member(ProjectFactory(), "owner")).get(url).status_code == 404
    assert Client().get(url).status_code == 302


def test_the_source_is_the_group_unless_one_is_named(project, author, link):
    source = SourceFactory(project=project, name="Horn Monitor")
    claim = link.assessment
    for _ in range(2):
        article = make.article(project=project, by=author)
        article.source = source
        article.save()
        passage = make.annotation(article, by=author)
        make.link(passage, claim, by=author, target_type="assessment", role="supports")
    link.independence_group = "Wire  Report"
    link.save()
    passage = make.annotation(make.article(project=project, by=author), by=author)
    make.link(
        passage,
        claim,
        by=author,
        target_type="assessment",
        role="contradicts",
        independence_group="wire report",
    )

    found = evidence_by_field(claim, author)[""]

    assert [each.group_name for each in found] == [
        "Wire  Report",
        "Horn Monitor",
        "Horn Monitor",
        "wire report",
    ]
    assert found[0].group == found[3].group
    assert found[1].group == found[2].group == str(source.pk)


def test_links_carry_their_weight_over_the_api(author, link):
    browser = signed_in(author)
    url = f"/api/v1/links/{link.pk}/"
    answer = browser.patch(
        url,
        {"relevance": "high", "independence_group": "Wire"},
        content_type="application/json",
        HTTP_IF_MATCH="*",
    )
    assert (answer.json()["relevance"], answer.json()["independence_group"]) == ("high", "Wire")
    bad = browser.patch(
        url, {"relevance": "huge"}, content_type="application/json", HTTP_IF_MATCH="*"
    )
    assert bad.status_code == 400
    evidence = browser.get(f"/api/v1/assessments/{link.assessment_id}/evidence/").json()
    assert evidence["results"][0]["relevance"] == "high"
