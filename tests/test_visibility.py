"""Every address, for everybody: the hidden does not exist, and reading changes nothing."""

import datetime
import hashlib
import re

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from annotations.models import Article
from incidents.models import Incident
from tests.addresses import addresses
from tests.factories.accounts import UserFactory
from tests.factories.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
# The schema takes seconds to draw and tells the same to all; test_schema reads it.
ALL = [address for address in addresses() if address.path != "/api/v1/schema/"]
KEYED = [address for address in ALL if address.names]
LISTS = [address for address in ALL if not address.names]
BACKEND = "django.contrib.auth.backends.ModelBackend"
METHODS = ("get", "post", "patch", "delete")
# Written by signing in and by workers, whatever is read meanwhile.
VOLATILE = {
    *("accounts.session", "jobs.workerheartbeat"),
    *("audit.auditentry", "audit.auditedproject"),  # downloads leave an entry
    *("audit.auditchainentry", "audit.auditchainpending"),
}
VOLATILE_TABLES = [apps.get_model(label)._meta.db_table for label in VOLATILE]
# What even the project's owner does not find: things of one person, and files not made yet.
ONES_OWN_NOUNS = {
    *("jobs", "bundles", "tokens", "imports", "annotation-imports", "file-imports"),
    *("invitations", "audit", "webhooks", "webhook-deliveries"),
}
ONES_OWN = {
    "/api/v1/tokens/{pk}/",
    "/api/v1/notifications/{pk}/",
    "/api/v1/reading-positions/{pk}/",
    "/api/v1/saved-views/{pk}/",
    "/api/v1/jobs/{pk}/download/",
    "/jobs/{pk}/download/",
    "/review/{pk}/amend/",
}
# Pages on which one person's own words are changed, by nobody else.
OF_ITS_AUTHOR = {"/judgements/{pk}/edit/", "/ach-ratings/{pk}/edit/"}
UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# Differs from answer to answer: the request's id, the CSRF token.
PASSING = re.compile(r'"request_id": ?"[^"]*"|name="csrf[^>]*>')


@pytest.fixture
def world():
    return World()


class Person:
    """The whole product as one person's browser sees it."""

    def __init__(self, user=None):
        cache.clear()  # anonymous requests of one address are counted
        self.client = Client(raise_request_exception=False)
        if user is not None:
            self.client.force_login(user, backend=BACKEND)

    def ask(self, method, path):
        body = () if method == "get" else (b"{}",)
        options = {} if method == "get" else {"content_type": "application/json"}
        return getattr(self.client, method)(path, *body, **options)

    def read(self, path):
        return text_of(self.client.get(path))


def text_of(response):
    raw = b"".join(response.streaming_content) if response.streaming else response.content
    return raw.decode("utf-8", "replace")


def without_echo(text, word):
    """The page without what it repeats of the question itself."""
    return re.sub(f'(=|%3D|value="|“|<title>|<q[^>]*>|Words: <bdi>){word}', "", text)


def gist(response, path):
    """Status, place and body of an answer, without what differs between any two addresses."""
    text = f"{response.status_code} {response.headers.get('Location', '')} {text_of(response)}"
    return UUID.sub("ID", PASSING.sub("", text).replace(path, "PATH"))


def contents():
    """A hash of every row of every table."""
    digest = hashlib.sha256()
    for model in apps.get_models():
        if model._meta.label_lower not in VOLATILE:
            rows = model._base_manager.order_by("pk").values_list()
            digest.update(repr((model._meta.label, list(rows))).encode())
    return digest.hexdigest()


@pytest.mark.parametrize("who", ["anonymous", "the owner of another project"])
def test_what_one_may_not_see_is_answered_as_what_does_not_exist(world, who):
    user = None if who == "anonymous" else World(canary="MINE").people["owner"]
    person, wrong = Person(user), []
    before = contents()
    for address in KEYED:
        there, nowhere = address.of(world), address.of_nothing(world)
        for method in METHODS:
            answer = person.ask(method, there)
            found, other = gist(answer, there), gist(person.ask(method, nowhere), nowhere)
            if found != other or world.canary in found or answer.status_code in (200, 201, 500):
                wrong.append((method, address.path, found[:300], other[:300]))
        cache.clear()
    assert wrong == []
    assert contents() == before


@pytest.mark.parametrize("who", ["anonymous", "the owner of another project"])
def test_nothing_of_others_stands_in_any_list_search_or_export(world, who):
    user = None if who == "anonymous" else World(canary="MINE").people["owner"]
    person, word = Person(user), world.canary
    queries = ("", f"?project={world.slug}", f"?search={word}", f"?q={word}", "?format=csv")
    told = []
    for address in LISTS:
        for query in queries:
            if word in without_echo(person.read(address.path + query), word):
                told.append(address.path + query)
        cache.clear()
    assert told == []


def test_reading_fails_nowhere_and_changes_nothing(world):
    owner, root = Person(world.people["owner"]), Person(UserFactory(is_superuser=True))
    before, wrong = contents(), []
    for address in ALL:
        path, said = address.of(world), Statements()
        with connection.execute_wrapper(said):
            for person in (owner, root):
                answer = person.client.get(path)
                text_of(answer)
                if answer.status_code >= 500:
                    wrong.append((answer.status_code, address.path))
        wrong += [(address.path, sql) for sql in said.writes]
    assert wrong == []
    assert contents() == before


class Statements:
    """Keeps what is said to the database that writes a table which reading leaves alone."""

    def __init__(self):
        self.writes = []

    def __call__(self, execute, sql, params, many, context):
        writes = sql.lstrip().split(maxsplit=1)[0].upper() in ("INSERT", "UPDATE", "DELETE")
        if writes and not any(table in sql for table in VOLATILE_TABLES):
            self.writes.append(sql)
        return execute(sql, params, many, context)


def test_members_find_what_is_theirs(world):
    owner, author = Person(world.people["owner"]), Person(world.editor)
    lost = []
    for address in KEYED:
        status = owner.client.get(address.of(world)).status_code
        expected = (403, 404) if address.path in ONES_OWN else (200, 302, 405)
        if address.path in OF_ITS_AUTHOR:
            expected = (403,)
            assert author.client.get(address.of(world)).status_code == 200
        if status not in expected:
            lost.append((status, address.path))
    assert lost == []


def test_public_project_is_read_by_all_and_written_by_its_members():
    world, stranger = World(visibility="public"), World(canary="MINE").people["owner"]
    people = {"anonymous": Person(), "stranger": Person(stranger)}
    before, wrong = contents(), []
    for address in filter(lambda a: a.is_api and a.path not in ONES_OWN, KEYED):
        for name, person in people.items():
            path = address.of(world)
            for method in METHODS:
                status = person.ask(method, path).status_code
                hidden = "/{username}/" in address.path or address.noun in ONES_OWN_NOUNS
                expected = (200, 405) if method == "get" else (401, 403, 405)
                if address.path.endswith("/restore/"):  # of what is not deleted
                    expected = (401, 404, 405)
                if status not in ((401, 404, 405) if hidden else expected):
                    wrong.append((name, method, address.path, status))
        cache.clear()
    assert wrong == []
    assert contents() == before


def test_embargo_hides_an_article_and_all_that_hangs_on_it(world):
    """Before T it is in no list, search, detail, export, layer, comment or page; at T in all."""
    secret, article = "SECRETWORD", world.rows["articles"]
    rows = Article.objects.filter(pk=article.pk)
    until = timezone.now() + datetime.timedelta(hours=1)
    rows.update(title=secret, search_text=secret.lower(), embargo_until=until, created_by=None)
    for noun, field in (("annotations", "note"), ("comments", "text"), ("links", "stated_value")):
        type(world.rows[noun]).objects.filter(pk=world.rows[noun].pk).update(**{field: secret})
    Incident.objects.update(created_by=None)
    nouns = ("articles", "annotations", "links", "comments", "incidents", "proposals")
    about = [address.of(world) for address in KEYED if address.noun in nouns]
    about += [f"{address.path}?project={world.slug}" for address in LISTS]
    about += [f"{path}?search={secret}" for path in ("/api/v1/articles/", "/articles/")]
    about += [f"/api/v1/annotations/export/?format={name}" for name in ("csv", "web_annotation")]
    about += [f"/api/v1/comments/?on_id={world.rows['annotations'].pk}"]

    def seen_by(role):
        person = Person(world.people[role])
        return {path for path in about if secret in without_echo(person.read(path), secret)}

    assert seen_by("reviewer") == set()
    in_force = seen_by("editor")
    rows.update(embargo_until=timezone.now())
    assert seen_by("reader") >= {path for path in in_force if path.startswith("/api/")}
    assert f"/api/v1/articles/{article.pk}/versions/1/annotations/" in in_force
