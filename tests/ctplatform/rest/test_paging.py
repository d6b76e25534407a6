"""Every row once, in order, both ways, whatever ties and nulls; and no cursor breaks a list."""

import base64
import json

import pytest
from django.utils import timezone

from annotations.models import Article
from ctplatform.api import router
from ctplatform.curation.models import Proposal
from ctplatform.rest.paging.keyset import _field
from tests.ctplatform.rest.client import Api, pointers
from tests.factories.accounts import ProjectFactory, UserFactory, member
from tests.factories.curation import Team

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
ROWS = 250


@pytest.fixture
def reader():
    """250 articles that share few titles, dates and moments."""
    project = ProjectFactory(slug="a")
    made = Article.objects.bulk_create(
        Article(project=project, title=f"T{i % 7}", published=["", "2024", "2024-03"][i % 3])
        for i in range(ROWS)
    )
    same = timezone.now()
    Article.objects.filter(pk__in=[row.pk for row in made[:200]]).update(created=same, updated=same)
    return Api(member(project, "reader"))


def walk(api, url, direction):
    pages = []
    while url:
        answer = api.get(url).json()
        pages.append(answer["results"])
        url = answer[direction]
    return pages


@pytest.mark.parametrize("name", ["id", "title", "published", "created", "updated"])
@pytest.mark.parametrize("sign", ["", "-"])
def test_every_ordering_shows_every_row_once_both_ways(reader, name, sign):
    first = f"articles/?page_size=37&ordering={sign}{name}"
    pages = walk(reader, first, "next")
    rows = [row for page in pages for row in page]
    assert len(rows) == len({row["id"] for row in rows}) == ROWS
    keys = [(row[name], row["id"]) for row in rows]
    assert keys == sorted(keys, reverse=sign == "-")

    url = first
    while (answer := reader.get(url).json())["next"]:
        url = answer["next"]
    back = walk(reader, url, "previous")
    assert [row["id"] for page in back[::-1] for row in page] == [row["id"] for row in rows]
    assert reader.get(first).json()["previous"] is None


@pytest.mark.parametrize("sign", ["", "-"])
def test_rows_without_a_value_stand_last_and_are_shown_once(sign):
    team = Team()
    incident = team.published()
    for i in range(30):
        proposal = team.proposal(incident, title=f"Title {i}")
        if i % 3:
            Proposal.objects.filter(pk=proposal.pk).update(
                decided=timezone.now(), state="rejected", reviewer=team.second
            )
    api = Api(team.reader)
    first = f"proposals/?page_size=7&ordering={sign}decided"
    rows = [row for page in walk(api, first, "next") for row in page]
    assert len({row["id"] for row in rows}) == len(rows) == 30
    assert [row["decided"] is None for row in rows] == [False] * 20 + [True] * 10
    url = first
    while (answer := api.get(url).json())["next"]:
        url = answer["next"]
    back = walk(api, url, "previous")
    assert [row["id"] for page in back[::-1] for row in page] == [row["id"] for row in rows]


def test_page_size_is_50_and_at_most_200(reader):
    assert len(reader.get("articles/").json()["results"]) == 50
    assert len(reader.get("articles/?page_size=200").json()["results"]) == 200


def test_links_keep_the_filters(reader):
    url = reader.get("articles/?project=a&rights=unknown&page_size=10").json()["next"]
    assert "project=a" in url
    assert "rights=unknown" in url


def test_a_row_added_meanwhile_shifts_no_page(reader):
    first = reader.get("articles/?page_size=100").json()
    Article.objects.create(project=Article.objects.first().project, title="New")
    second = reader.get(first["next"]).json()
    assert not {row["id"] for row in first["results"]} & {row["id"] for row in second["results"]}


def cursor(*values):
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode()


ID = "0190aaaa-0000-7000-8000-000000000000"
BROKEN = {
    "empty": "",
    "garbage": "!!!",
    "not base64": "é",
    "not JSON": base64.urlsafe_b64encode(b"{").decode(),
    "a number": base64.urlsafe_b64encode(b"7").decode(),
    "NaN": base64.urlsafe_b64encode(f'[0,NaN,"{ID}"]'.encode()).decode(),
    "too short": cursor(0, 1),
    "too long": cursor(0, 1, ID, 2),
    "direction": cursor(7, None, ID),
    "object": cursor(0, {"a": 1}, ID),
    "id": cursor(0, None, "x"),
    "id a number": cursor(0, None, 7),
    "deep": base64.urlsafe_b64encode(b"[" * 1400).decode(),
}
VALUES = {
    "text": "nonsense",
    "number": 7,
    "negative": -(10**30),
    "true": True,
    "list": [1],
    "NUL": "a\x00",
    "surrogate": "\ud800",
    "naive": "2024-01-01T00:00:00",
    "too early": "0001-01-01T00:00:00+14:00",
    "too late": "9999-12-31T23:59:59-14:00",
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_cursor_is_400(name):
    api = Api(UserFactory(), raise_request_exception=False)
    assert "?cursor" in pointers(api.get("articles/", {"cursor": BROKEN[name]}, 400))


@pytest.mark.parametrize("name", VALUES)
@pytest.mark.parametrize("ordering", ["created", "title"])
def test_cursor_with_a_strange_value_never_breaks_the_list(reader, name, ordering):
    reader.client.raise_request_exception = False
    query = {"cursor": cursor(0, VALUES[name], ID), "ordering": ordering}
    answer = reader.client.get("/api/v1/articles/", query)
    assert answer.status_code in ((400,) if ordering == "created" else (200, 400)), answer.content


@pytest.mark.parametrize("name", VALUES)
def test_cursor_with_a_strange_number_never_breaks_the_list(name):
    api = Api(UserFactory(), raise_request_exception=False)
    query = {"cursor": cursor(0, VALUES[name], ID), "ordering": "start"}
    assert api.client.get("/api/v1/annotations/", query).status_code in (200, 400)


def test_every_ordering_of_every_list_is_a_field():
    """A view's `ordering_fields` are followed by the cursor: each must exist."""
    for _prefix, view, _name in router.registry:
        names = getattr(view, "ordering_fields", ())
        for path in names.values() if isinstance(names, dict) else names:
            assert _field(view.model, path)
