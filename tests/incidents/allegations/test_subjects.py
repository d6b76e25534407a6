"""Allegations about several actors: pages, API, filters, exports, and what others are told."""

import pytest

from ctplatform.curation.models import Proposal
from incidents.models import Actor, Allegation, AllegationSubject
from tests.ctplatform.rest.client import Api
from tests.factories.accounts import ProjectFactory, UserFactory, member
from tests.factories.incidents import ActorFactory, AllegationFactory, AllegationSubjectFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return ProjectFactory(visibility="public")


@pytest.fixture
def claim(project):
    """That one, and with it another, stood behind something."""
    one, other = (ActorFactory(project=project, name=name) for name in ("The West", "Ukraine"))
    made = AllegationFactory(project=project, proposition="Both did it.", subject=one)
    AllegationSubjectFactory(allegation=made, actor=other, note="Named second.")
    return made


def test_page_and_list_name_all_whom_an_allegation_is_about(claim, project, client):
    client.force_login(member(project, "editor"))
    page = client.get(f"/allegations/{claim.pk}/").content.decode()
    assert "Also about" in page
    assert "Ukraine" in page
    assert "Named second." in page
    listed = client.get(f"/allegations/?project={project.slug}").content.decode()
    assert listed.index("The West") < listed.index("Ukraine")


def test_an_actors_page_shows_allegations_that_are_also_about_it(claim, project, client):
    client.force_login(member(project, "reader"))
    other = claim.further_subjects.get().actor
    assert "Both did it." in client.get(f"/actors/{other.pk}/").content.decode()


def test_filter_by_subject_finds_each_of_them(claim, project):
    api = Api(member(project, "reader"))
    for actor in (claim.subject, claim.further_subjects.get().actor):
        rows = api.rows("allegations/", project=project.slug, subject=str(actor.pk))
        assert [row["id"] for row in rows] == [str(claim.pk)]
    assert not api.rows("allegations/", subject=str(ActorFactory(project=project).pk))


def test_export_names_further_subjects(claim, project):
    answer = Api(member(project, "reader")).get(
        "allegations/export/", {"format": "csv", "project": project.slug}
    )
    text = b"".join(answer.streaming_content).decode()
    assert "also_about" in text.splitlines()[0]
    assert "Ukraine" in text


def test_a_further_subject_of_a_published_allegation_waits_for_review(project):
    project.review_policy = "four_eyes"
    project.save()
    published = AllegationFactory(project=project, published=True)
    third = ActorFactory(project=project)
    api = Api(member(project, "editor"))
    values = {"allegation": str(published.pk), "actor": str(third.pk)}
    api.post("allegation-subjects/", values, status=202)
    assert Proposal.objects.filter(state="open").exists()
    assert not published.further_subjects.exists()


def test_nobody_is_named_twice(claim, project):
    api = Api(member(project, "editor"))
    for actor in (claim.subject, claim.further_subjects.get().actor):
        values = {"allegation": str(claim.pk), "actor": str(actor.pk)}
        answer = api.post("allegation-subjects/", values, status=400)
        assert "about this actor already" in str(answer.json())
    assert AllegationSubject.objects.count() == 1


def test_an_allegation_is_hidden_with_those_whom_it_is_about(claim):
    outsider = UserFactory()
    Actor.objects.update(created_by=None)
    Allegation.objects.update(created_by=None)
    assert Allegation.objects.visible_to(outsider).count() == 1
    other = claim.further_subjects.get().actor
    Actor.objects.filter(pk=other.pk).update(marking="amber")
    assert not Allegation.objects.visible_to(outsider).exists()
