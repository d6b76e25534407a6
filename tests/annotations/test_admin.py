"""Texts, marks, codebooks, links and comments in the admin: changed by their services alone."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from annotations.codebooks import services as codebooks
from annotations.models import Annotation, Article, Code, Codebook, Comment, PassageLink
from tests.factories import annotations as make
from tests.factories import incidents as register
from tests.factories.accounts import ProjectFactory, UserFactory, member

pytestmark = pytest.mark.django_db

ROWS = (Article, Annotation, Code, Codebook, Comment, PassageLink)


@pytest.fixture
def project():
    return ProjectFactory(slug="sahel")


@pytest.fixture
def chief(client):
    user = UserFactory(username="chief", is_staff=True, is_superuser=True)
    client.force_login(user)
    return user


@pytest.fixture
def said(project):
    """A text with a passage that is linked and commented."""
    author = member(project, "annotator", username="nadia")
    article = make.article(project=project, by=author)
    passage = make.annotation(article, by=author, quote="attacked the market")
    incident = register.IncidentFactory(project=project)
    link = make.link(passage, incident, by=author, target_type="incident", role="supports")
    Comment.objects.create(author=author, incident=incident, text="Which market?")
    return link


def address(model, page, *args):
    return reverse(f"admin:annotations_{model._meta.model_name}_{page}", args=args)


def words(answer):
    return answer.content.decode()


@pytest.mark.parametrize("model", ROWS)
def test_lists_search_and_pages_open(client, chief, said, project, model):
    book = codebooks.create_codebook(by=chief, project=project, slug="own", title="Own")
    codebooks.add_code(by=chief, codebook=book, slug="bomb", label="Bomb")
    row = model._default_manager.last()
    assert client.get(address(model, "changelist"), {"q": "tówn"}).status_code == 200
    assert str(row.pk) in words(client.get(address(model, "changelist")))
    assert client.get(address(model, "change", row.pk)).status_code == 200


@pytest.mark.parametrize("model", [Article, Annotation, Comment, PassageLink])
def test_lists_take_as_many_queries_for_many_rows(client, chief, project, count_queries, model):
    author = member(project, "annotator")

    def more(n):
        for _ in range(n):
            article = make.article(project=project, by=author)
            passage = make.annotation(article, by=author, quote="attacked the market")
            incident = register.IncidentFactory(project=project)
            make.link(passage, incident, by=author, target_type="incident")
            Comment.objects.create(author=author, incident=incident, text="Which?")

    more(2)
    few = count_queries(lambda: client.get(address(model, "changelist")))
    more(6)
    assert count_queries(lambda: client.get(address(model, "changelist"))) == few


def test_a_link_names_a_row_of_its_record_and_no_other(client, chief, said):
    own = register.CasualtyEstimateFactory(incident=said.incident, low=3, best=3, high=3)
    other = register.CasualtyEstimateFactory(
        incident=register.IncidentFactory(project=said.incident.project)
    )
    page = address(PassageLink, "change", said.pk)
    fields = client.get(page).context["adminform"].form.fields
    assert list(fields["casualty_estimate"].queryset) == [own]
    assert "responsibility_statement" in fields
    assert not {"relation", "claimant", "verdict"} & set(fields)
    form = {
        "role": "supports",
        "field": "killed",
        "independence_group": "",
        "stated_value": "3",
        "seen_version": said.version,
    }
    answer = client.post(page, form | {"casualty_estimate": str(other.pk)})
    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors["casualty_estimate"]
    answer = client.post(page, form | {"casualty_estimate": str(own.pk)})
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    said.refresh_from_db()
    assert (said.casualty_estimate, said.field, said.stated_value) == (own, "killed", 3)
    # The service refuses a field that the row does not belong to, in words.
    wrong = form | {"casualty_estimate": str(own.pk), "field": "title", "seen_version": 2}
    assert client.post(page, wrong, follow=True).status_code == 200
    said.refresh_from_db()
    assert said.field == "killed"


def test_metadata_of_a_text_are_changed_by_the_service_and_the_text_is_not(client, chief, said):
    article = said.annotation.article_version.article
    form = {
        "title": "Other",
        "authors": "[]",
        "language": "en",
        "direction": "ltr",
        "rights": "unknown",
        "marking": "clear",
        "seen_version": article.version,
        "versions-TOTAL_FORMS": 0,
        "versions-INITIAL_FORMS": 0,
    }
    answer = client.post(address(Article, "change", article.pk), form)
    assert answer.status_code == 302, answer.context["errors"]
    article.refresh_from_db()
    assert (article.title, article.version) == ("Other", 2)
    stale = client.post(
        address(Article, "change", article.pk), form | {"title": "Late"}, follow=True
    )
    article.refresh_from_db()
    assert article.title == "Other"
    assert "messagelist" in words(stale)
    assert client.get(address(Article, "add")).status_code == 403
    assert client.post(address(Article, "delete", article.pk), {"post": "yes"}).status_code == 403


def test_mark_is_changed_and_removed_by_the_service(client, chief, said):
    passage = said.annotation
    form = {"certainty": "unsure", "note": "See p. 2.", "seen_version": passage.version}
    form["certainty"] = Annotation._meta.get_field("certainty").choices[-1][0]
    client.post(address(Annotation, "change", passage.pk), form)
    passage.refresh_from_db()
    assert (passage.note, passage.version) == ("See p. 2.", 2)
    client.post(address(Annotation, "delete", passage.pk), {"post": "yes"})
    passage.refresh_from_db()
    assert passage.deleted is not None
    assert Annotation.objects.filter(pk=passage.pk).exists()


def test_link_that_alone_supports_a_published_field_stays(client, chief, project, said):
    incident = register.IncidentFactory(project=project, published=True, country="ML")
    author = member(project, "annotator")
    alone = make.link(
        said.annotation,
        incident,
        by=author,
        target_type="incident",
        role="supports",
        field="country",
    )
    answer = client.post(address(PassageLink, "delete", alone.pk), {"post": "yes"}, follow=True)
    assert "rests on this passage alone" in words(answer)
    many = {"action": "delete_selected", "post": "yes", "_selected_action": [alone.pk, said.pk]}
    answer = client.post(address(PassageLink, "changelist"), many, follow=True)
    assert "rests on this passage alone" in words(answer)
    alone.refresh_from_db()
    said.refresh_from_db()
    assert alone.deleted is None
    assert said.deleted is not None


def test_draft_of_a_codebook_is_made_changed_and_published(client, chief, project):
    form = {
        "project": str(project.pk),
        "title": "Own",
        "slug": "own",
        "edition": "1.0",
        "description": "",
        "codes-TOTAL_FORMS": 0,
        "codes-INITIAL_FORMS": 0,
    }
    answer = client.post(address(Codebook, "add"), form)
    assert answer.status_code == 302, answer.context["errors"]
    book = Codebook.objects.get(slug="own")
    code = {
        "codebook": str(book.pk),
        "slug": "bomb",
        "label": "Bomb",
        "colour": "ochre",
        "is_codable": "on",
        "sort": 0,
    }
    publish = {"action": "publish_selected", "_selected_action": [book.pk]}
    answer = client.post(address(Codebook, "changelist"), publish, follow=True)
    assert "needs at least one code" in words(answer)
    client.post(address(Code, "add"), code)
    bomb = book.codes.get()
    client.post(address(Code, "change", bomb.pk), code | {"label": "Bombing", "seen_version": 1})
    bomb.refresh_from_db()
    assert (bomb.label, bomb.version, bomb.created_by) == ("Bombing", 2, chief)
    client.post(address(Codebook, "changelist"), publish)
    book.refresh_from_db()
    assert book.state == "published"
    frozen = client.post(address(Code, "change", bomb.pk), code | {"label": "Late"})
    assert frozen.status_code == 403


def test_nobody_changes_the_words_of_another(client, chief, said):
    comment = Comment.objects.get()
    assert client.post(address(Comment, "change", comment.pk), {"text": "No."}).status_code == 403
    client.post(address(Comment, "delete", comment.pk), {"post": "yes"})
    comment.refresh_from_db()
    assert (comment.text, comment.deleted is None) == ("Which market?", False)


def test_restricted_text_is_quoted_no_further_than_its_reader_may_read(client, project, said):
    article = said.annotation.article_version.article
    Article.objects.filter(pk=article.pk).update(rights="restricted")
    project.visibility = "public"
    project.save()
    outsider = UserFactory(is_staff=True)
    outsider.user_permissions.set(Permission.objects.all())
    client.force_login(outsider)
    for model, row in ((Annotation, said.annotation), (PassageLink, said)):
        assert row.pk
        pages = [(name, row.pk) for name in ("change", "delete")]
        for page in (address(model, "changelist"), *(address(model, *each) for each in pages)):
            assert "attacked the market" not in words(client.get(page))
        form = {"action": "delete_selected", "_selected_action": [row.pk]}
        assert "attacked the market" not in words(client.post(address(model, "changelist"), form))
    found = words(client.get(address(Article, "changelist"), {"q": "attacked"}))
    assert str(article.pk) not in found
