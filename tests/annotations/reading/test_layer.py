"""The whole layer of a text in one answer, with a validator that no write escapes."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from annotations.models import Annotation, Comment, PassageLink
from incidents.models import Incident
from tests.ctplatform.rest.client import Api
from tests.factories import annotations as make
from tests.factories.accounts import ProjectFactory, UserFactory, member
from tests.factories.incidents import ActorFactory, IncidentFactory, ParticipationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def project():
    return ProjectFactory(slug="sahel")


@pytest.fixture
def author(project):
    return member(project, "annotator", username="anna", name="Anna Berg")


@pytest.fixture
def article(project, author):
    return make.article(project, author)


@pytest.fixture
def read(article, project):
    def ask(user=None, status=200, **headers):
        api = Api(user or member(project, "reader", username=f"r{Annotation.objects.count()}x"))
        return api.get(f"articles/{article.pk}/versions/1/annotations/", status=status, **headers)

    return ask


def test_layer_of_a_text(article, author, project, read):
    code = make.code(make.codebook(project))
    first = make.annotation(article, author, "market", code=code, note="Which?")
    second = make.annotation(article, author, "gunmen attacked the market", certainty="unsure")
    incident = IncidentFactory(project=project, title="Market attack")
    link = make.link(
        second, incident, author, role="supports", field="title", stated_value="x", credibility=3
    )
    make.comment(first)
    make.comment(first)
    answer = read(author)
    assert answer["Content-Type"] == "application/json"
    assert answer["Cache-Control"] == "private, no-cache"
    layer = answer.json()
    assert layer["article_version"] == str(article.current_version.pk)
    assert layer["authors"] == {
        str(author.pk): {"username": "anna", "name": "Anna Berg", "initials": "AB"}
    }
    assert layer["annotations"] == [
        {
            "id": str(second.pk),
            "start": second.start,
            "end": second.end,
            "code": None,
            "certainty": "unsure",
            "author": str(author.pk),
            "note": "",
            "version": 1,
            "comments": 0,
            "links": [
                {
                    "id": str(link.pk),
                    "target_type": "incident",
                    "target_id": str(incident.pk),
                    "title": "Market attack",
                    "role": "supports",
                    "field": "title",
                    "stated_value": "x",
                    "credibility": 3,
                    "version": 1,
                }
            ],
        },
        {
            "id": str(first.pk),
            "start": first.start,
            "end": first.end,
            "code": str(code.pk),
            "certainty": "certain",
            "author": str(author.pk),
            "note": "Which?",
            "version": 1,
            "comments": 2,
            "links": [],
        },
    ]


def test_empty_layer(read, author):
    assert read(author).json()["annotations"] == []


def test_layer_of_a_text_one_may_not_see_does_not_exist(article, read):
    read(UserFactory(), 404)
    api = Api(UserFactory(is_superuser=True))
    api.get(f"articles/{article.pk}/versions/2/annotations/", status=404)
    api.get(f"articles/{article.current_version.pk}/versions/1/annotations/", status=404)


def writes(article, author, project):
    """Every kind of write that a reader of the layer must come to see."""
    passage = make.annotation(article, author)
    yield "annotation"
    passage = make.marks.change_annotation(passage, {"note": "x"}, by=author)
    yield "note"
    said = make.comment(passage, author)
    yield "comment"
    make.comments.change_comment(said, "y", by=author)
    yield "comment changed"
    make.comments.delete_comment(said, by=author)
    yield "comment deleted"
    incident = IncidentFactory(project=project)
    link = make.link(passage, incident, author)
    yield "link"
    make.links.change_link(link, {"role": "context"}, by=author)
    yield "link changed"
    Incident.objects.filter(pk=incident.pk).update(title="New", version=2)
    yield "title of a record"
    Incident.objects.update(embargo_until=timezone.now() + datetime.timedelta(days=1))
    yield "record hidden"
    Incident.objects.update(embargo_until=None)
    yield "record shown"
    make.links.remove_link(link, by=author)
    yield "link removed"
    make.marks.delete_annotation(passage, by=author)
    yield "annotation deleted"
    make.marks.restore_annotation(passage, by=author)
    yield "annotation restored"


def test_every_write_changes_the_etag_even_where_clocks_stand_still(
    article, author, project, read, monkeypatch
):
    still = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: still)
    reader = member(project, "reader")
    seen = read(reader)["ETag"]
    for what in writes(article, author, project):
        for model in (Annotation, Comment, PassageLink):  # a slow transaction commits late
            model.objects.update(updated=still - datetime.timedelta(hours=1))
        fresh = read(reader, if_none_match=seen)
        assert fresh["ETag"] != seen, what
        seen = fresh["ETag"]
        answer = read(reader, 304, if_none_match=seen)
        assert answer.content == b""
        assert answer["ETag"] == seen


def test_etag_names_the_reader(article, author, read):
    make.annotation(article, author)
    assert read(author)["ETag"] != read()["ETag"]


def test_link_to_a_record_one_may_not_see_is_left_out(article, author, project, read):
    incident = IncidentFactory(project=project, title="CNRY-incident")
    make.link(make.annotation(article, author), incident, author)
    Incident.objects.update(embargo_until=timezone.now() + datetime.timedelta(days=1))
    assert b"CNRY" not in read().content
    assert b"CNRY" in read(member(project, "editor")).content


def test_layer_takes_as_many_queries_for_many_rows(article, author, project, read):
    def ask():
        with CaptureQueriesContext(connection) as queries:
            assert read(author).json()["annotations"]
        return len(queries)

    incident = IncidentFactory(project=project)
    for i in range(2):
        passage = make.annotation(article, author, note=str(i))
        make.link(passage, incident, author)
        make.comment(passage, author)
    few = ask()
    for i in range(10):
        passage = make.annotation(article, member(project), note=str(i))
        make.link(passage, IncidentFactory(project=project), author)
        make.comment(passage, author)
    assert ask() == few


def test_link_to_an_incident_says_how_certain_the_part_of_each_actor_is(
    article, author, project, read
):
    incident = IncidentFactory(project=project)
    make.link(make.annotation(article, author), incident, author)
    gunmen = ActorFactory(project=project, name="Gunmen")
    iskp = ActorFactory(project=project, name="ISKP")
    secret = ActorFactory(project=project, name="CNRY", marking="red")
    ParticipationFactory(incident=incident, actor=gunmen, certainty="confirmed")
    before = read(author)
    part = ParticipationFactory(incident=incident, actor=iskp, certainty="suspected")
    ParticipationFactory(incident=incident, actor=secret, certainty="confirmed")

    answer = read(author, if_none_match=before["ETag"])

    (link,) = answer.json()["annotations"][0]["links"]
    assert link["actors"] == ["Gunmen: confirmed", "ISKP: suspected"]
    part.certainty = "alleged"
    part.save()
    again = read(author, if_none_match=answer["ETag"])
    assert again.json()["annotations"][0]["links"][0]["actors"][1] == "ISKP: alleged"


def test_outsiders_etag_does_not_move_with_links_to_what_they_do_not_see():
    project = ProjectFactory(visibility="public")
    editor = member(project, "editor")
    article = make.article(project, editor)
    annotation = make.annotation(article, editor)
    hidden = IncidentFactory(project=project, created_by=editor, marking="red")
    path = f"/api/v1/articles/{article.pk}/versions/1/annotations/"
    people = (None, UserFactory())

    def tags():
        found = []
        for person in people:
            client = Client()
            if person:
                client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
            answer = client.get(path)
            same = client.get(path, headers={"If-None-Match": answer["ETag"]})
            assert same.status_code == 304
            found.append(answer["ETag"])
        return found

    before = tags()
    link = make.link(annotation, hidden, editor, stated_value="one")
    assert tags() == before
    type(link).objects.filter(pk=link.pk).update(stated_value="two", version=2)
    type(hidden).objects.filter(pk=hidden.pk).update(title="Another", version=7)
    assert tags() == before
    type(hidden).objects.filter(pk=hidden.pk).update(marking="clear")
    assert tags() != before
