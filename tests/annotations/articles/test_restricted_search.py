"""People outside a project cannot search for what they may not read of a restricted text."""

import importlib

import pytest
from django.apps import apps
from django.test import Client

from annotations.models import Article
from tests.factories import annotations as texts
from tests.factories.accounts import ProjectFactory, UserFactory, member

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
BACKEND = "django.contrib.auth.backends.ModelBackend"
TEXT = "A quiet report.\n\nThe courier is called Zarathustra and lives in the valley."


@pytest.fixture
def article():
    project = ProjectFactory(visibility="public")
    made = texts.article(project, member(project, "editor"), TEXT, title="Quiet report Élan")
    Article.objects.filter(pk=made.pk).update(rights="restricted")
    made.refresh_from_db()
    return made


def client_of(user):
    client = Client()
    if user:
        client.force_login(user, backend=BACKEND)
    return client


def found(user, article, words):
    """By which doors the article is found for some words."""
    client, slug, doors = client_of(user), article.project.slug, {}
    rows = client.get("/api/v1/articles/", {"search": words}).json()["results"]
    doors["api"] = [row["id"] for row in rows] == [str(article.pk)]
    at = f"/articles/{article.pk}/"
    doors["search"] = at in client.get("/search/", {"q": words}).content.decode()
    page = client.get("/articles/", {"q": words, "project": slug}).content.decode()
    return doors | {"library": at in page}


@pytest.mark.parametrize("who", ["anonymous", "stranger"])
def test_outsiders_find_a_restricted_text_by_its_title_alone(article, who):
    user = UserFactory() if who == "stranger" else None
    for words in ("zarathustra", "z", "quiet zarathustra", "courier"):
        assert not any(found(user, article, words).values()), words
    assert all(found(user, article, "elan quiet").values())


def test_members_find_a_restricted_text_by_every_word_of_it(article):
    reader = member(article.project, "reader")
    assert all(found(reader, article, "zarathustra elan").values())


def test_outsiders_find_an_unrestricted_text_by_every_word_of_it(article):
    Article.objects.update(rights="unknown")
    assert all(found(None, article, "zarathustra elan").values())


def test_fingerprint_of_a_restricted_text_is_not_shown_to_outsiders(article):
    version, reader = article.current_version, member(article.project, "reader")
    addresses = [
        "/api/v1/articles/",
        f"/api/v1/articles/{article.pk}/",
        f"/api/v1/articles/{article.pk}/versions/",
        f"/api/v1/articles/{article.pk}/versions/{version.number}/",
    ]
    for path in addresses:
        assert version.sha256 in client_of(reader).get(path).content.decode()
        text = client_of(UserFactory()).get(path).content.decode()
        assert version.sha256 not in text
        assert version.raw_sha256 not in text
        assert '"sha256":null' in text.replace(" ", "")


def test_migration_fills_what_outsiders_search(article):
    folded = article.public_search_text
    assert folded == "quiet report elan"
    Article.objects.update(public_search_text="")
    name = "annotations.migrations.0008_search_of_what_is_public"
    importlib.import_module(name).fill(apps, None)
    article.refresh_from_db()
    assert article.public_search_text == folded
