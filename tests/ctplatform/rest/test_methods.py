"""Methods and parameters that an address does not know."""

import pytest

from tests.ctplatform.rest.client import Api, check_problem, pointers
from tests.factories import annotations as make
from tests.factories.accounts import UserFactory, member

pytestmark = pytest.mark.django_db
LISTS = [
    "projects",
    "tokens",
    "articles",
    "annotations",
    "links",
    "comments",
    "codebooks",
    "codes",
    "proposals",
    "revisions",
]


@pytest.mark.parametrize("name", LISTS)
def test_unknown_parameter_is_400(name):
    answer = Api(UserFactory()).get(f"{name}/", {"nonsense": "1"}, 400)
    assert "?nonsense" in pointers(answer)


def test_unknown_parameter_is_400_on_details_actions_and_writes():
    annotation = make.annotation()
    api = Api(annotation.author)
    article = annotation.article_version.article
    paths = [
        f"annotations/{annotation.pk}/",
        f"articles/{article.pk}/versions/1/",
        f"articles/{article.pk}/versions/1/annotations/",
        f"articles/{article.pk}/versions/",
        "me/",
        f"projects/{article.project.slug}/members/",
        "annotations/export/",
    ]
    for path in paths:
        api.get(f"{path}?nonsense=1", status=400)
    api.post("annotations/?nonsense=1", {}, 400)
    api.delete(f"annotations/{annotation.pk}/?nonsense=1", 400, if_match=f'"{annotation.pk}-1"')


@pytest.mark.parametrize(
    "query",
    [
        "search=%00",
        "search=" + "a" * 2001,
        "ordering=" + ",".join(["title"] * 2000),
        "ordering=search_text",
        "ordering=project__review_policy",
        "page_size=0",
        "page_size=201",
        "page_size=1e9999",
        "page_size=-1",
        "page_size=%D9%A1",
        "cursor=",
        "source=nonsense",
        "source=0190aaaa-0000-7000-8000-00000000000z",
        "rights=nonsense",
        "project=%00",
    ],
)
def test_bad_parameter_is_400(query):
    Api(UserFactory(), raise_request_exception=False).get(f"articles/?{query}", status=400)


@pytest.mark.parametrize(
    "query",
    [
        "updated_since=nonsense",
        "updated_since=2024-02-30T00:00:00Z",
        "author=%00",
        "code=1",
        "updated_since=0001-01-01T00:00:00%2B14:00",
        "updated_since=9999-12-31T23:59:59-12:00",
        "state=gone",
        "article=1",
    ],
)
def test_bad_filter_of_annotations_is_400(query):
    Api(UserFactory(), raise_request_exception=False).get(f"annotations/?{query}", status=400)


def test_search_of_many_words_is_answered():
    make.article()
    words = " ".join(f"w{i}" for i in range(600))[:2000]
    assert Api(UserFactory()).get("articles/", {"search": words}).json()["results"] == []


def test_too_many_parameters_are_400():
    query = "&".join(f"p{i}=1" for i in range(1500))
    api = Api(UserFactory(), raise_request_exception=False)
    response = api.client.get(f"/api/v1/articles/?{query}")
    assert response.status_code == 400
    check_problem(response)


@pytest.mark.parametrize("name", [*LISTS, "me"])
def test_every_method_is_answered(name):
    api = Api(UserFactory(), raise_request_exception=False)
    for method in ("HEAD", "OPTIONS", "TRACE", "PUT", "PATCH", "DELETE", "FOO"):
        response = api.client.generic(method, f"/api/v1/{name}/")
        assert response.status_code in (200, 204, 401, 405), (method, response.status_code)


def test_every_method_is_answered_on_a_detail():
    annotation = make.annotation()
    project = annotation.article_version.article.project
    api = Api(member(project, "owner"), raise_request_exception=False)
    article = annotation.article_version.article
    for path in (
        f"annotations/{annotation.pk}/",
        f"annotations/{annotation.pk}/restore/",
        f"articles/{article.pk}/",
        f"articles/{article.pk}/versions/1/",
        f"projects/{project.slug}/",
        f"projects/{project.slug}/members/",
        "articles/export/",
    ):
        for method in ("HEAD", "OPTIONS", "TRACE", "PUT", "FOO"):
            response = api.client.generic(method, f"/api/v1/{path}")
            expected = (200, 204, 405, 428)  # 428: an annotation is replaced under If-Match
            assert response.status_code in expected, (method, path, response.content)


def test_method_overrides_are_ignored():
    annotation = make.annotation()
    api = Api(annotation.author)
    path = f"annotations/{annotation.pk}/"
    api.get(path, x_http_method_override="DELETE")
    api.post(f"{path}?_method=DELETE", {}, 405)
    api.get(path)
