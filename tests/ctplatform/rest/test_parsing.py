"""Bodies that are not what they seem: refused with the place named, never half read."""

import time

import pytest

from annotations.models import Article
from tests.ctplatform.rest.client import Api, check_problem
from tests.factories.accounts import ProjectFactory, UserFactory, member

pytestmark = pytest.mark.django_db

BODIES = {
    "empty list": b"[]",
    "null": b"null",
    "string": b'"x"',
    "number": b"7",
    "empty": b"",
    "not JSON": b"{title: 1}",
    "cut off": b'{"slug": "a", "title": "b"',
    "two documents": b'{"slug":"a","title":"b"} {}',
    "invalid UTF-8": b'{"slug":"a","title":"\xff"}',
    "UTF-16": '{"slug":"a","title":"b"}'.encode("utf-16"),
    "byte order mark": b'\xef\xbb\xbf{"slug":"a","title":"b"}',
    "key twice": b'{"slug":"a","title":"b","title":"c"}',
    "key twice below": b'{"slug":"a","title":"b","x":{"y":1,"y":2}}',
    "key twice by escape": b'{"slug":"a","title":"b","titl\\u0065":"c"}',
    "NaN": b'{"slug":"a","title":"b","x":NaN}',
    "Infinity": b'{"slug":"a","title":"b","x":-Infinity}',
    "float beyond a double": b'{"slug":"a","title":"b","x":1e999}',
    "NUL in a value": b'{"slug":"a","title":"b\\u0000"}',
    "NUL in a key": b'{"slug":"a","title":"b","x\\u0000":1}',
    "NUL below": b'{"slug":"a","title":"b","x":[{"y":"\\u0000"}]}',
    "lone surrogate": b'{"slug":"a","title":"\\ud83d"}',
    "lone surrogate in a key": b'{"slug":"a","title":"b","\\udc00":1}',
    "65 levels": b'{"slug":"a","title":"b","x":' + b"[" * 65 + b"]" * 65 + b"}",
    "900 levels": b'{"slug":"a","title":"b","x":' + b"[" * 900 + b"]" * 900 + b"}",
    "100,000 levels": b'{"slug":"a","title":"b","x":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "100,000 open levels": b"[" * 100_000,
    "integer of 20 digits": b'{"slug":"a","title":"b","x":12345678901234567890}',
    "integer of 5,000 digits": b'{"slug":"a","title":"b","x":' + b"9" * 5000 + b"}",
}


@pytest.mark.parametrize("name", BODIES)
def test_bad_body_is_refused_and_nothing_is_stored(name):
    api = Api(UserFactory(), raise_request_exception=False)
    began = time.perf_counter()
    for headers in ({}, {"HTTP_IDEMPOTENCY_KEY": "k"}):
        response = api.client.generic(
            "POST", "/api/v1/projects/", BODIES[name], "application/json", **headers
        )
        assert response.status_code == 400, response.content
        check_problem(response)
    assert time.perf_counter() - began < 2
    assert api.rows("projects/") == []


def test_body_of_70_000_unknown_keys_is_refused_quickly():
    keys = ",".join(f'"k{i}":1' for i in range(70_000))
    body = f'{{"slug":"a","title":"b",{keys}}}'.encode()
    began = time.perf_counter()
    api = Api(UserFactory())
    response = api.client.generic("POST", "/api/v1/projects/", body, "application/json")
    assert response.status_code == 400
    assert len(response.json()["errors"]) == 20
    assert time.perf_counter() - began < 1


@pytest.mark.parametrize(
    ("path", "limit"), [("projects/", 1_048_576), ("articles/", 16 * 1_048_576)]
)
def test_body_over_the_limit_is_413_before_it_is_read(path, limit):
    api = Api(UserFactory(), raise_request_exception=False)
    body = b'{"title":"' + b"a" * limit + b'"}'
    response = api.client.generic("POST", f"/api/v1/{path}", body, "application/json")
    assert response.status_code == 413
    check_problem(response)
    assert f"{limit}" in response.json()["detail"]


def test_multipart_over_the_limit_is_413():
    api = Api(member(ProjectFactory(slug="a")), raise_request_exception=False)
    body = b"--x\r\n" + b"a" * 16 * 1_048_576
    response = api.client.generic(
        "POST", "/api/v1/articles/", body, "multipart/form-data; boundary=x"
    )
    assert response.status_code == 413
    check_problem(response)


def test_body_that_is_longer_than_it_says_is_read_to_its_word():
    api = Api(UserFactory(), raise_request_exception=False)
    response = api.client.generic(
        "POST",
        "/api/v1/projects/",
        b'{"slug":"a"} trailing',
        "application/json",
        CONTENT_LENGTH="12",
    )
    assert response.status_code == 400
    check_problem(response)


@pytest.mark.parametrize(
    "kind",
    [
        "text/plain",
        "application/xml",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "nonsense",
    ],
)
def test_body_of_another_type_is_415(kind):
    api = Api(UserFactory(), raise_request_exception=False)
    response = api.client.generic("POST", "/api/v1/projects/", b'{"slug":"a"}', kind)
    assert response.status_code == 415
    check_problem(response)


MULTIPART = {
    "no boundary": ("multipart/form-data", b"x"),
    "empty boundary": ("multipart/form-data; boundary=", b"x"),
    "wrong boundary": ("multipart/form-data; boundary=y", b"--x\r\n\r\n--x--"),
    "truncated": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nSome te',
    ),
    "2,000 fields": (
        "multipart/form-data; boundary=x",
        b"".join(
            b'--x\r\nContent-Disposition: form-data; name="f%d"\r\n\r\n1\r\n' % i
            for i in range(2000)
        )
        + b"--x--",
    ),
    "200 files": (
        "multipart/form-data; boundary=x",
        b"".join(
            b'--x\r\nContent-Disposition: form-data; name="f%d"; filename="a"\r\n\r\n1\r\n' % i
            for i in range(200)
        )
        + b"--x--",
    ),
    "header of 64 KB": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="' + b"a" * 65536 + b'"\r\n\r\n1\r\n--x--',
    ),
}


@pytest.mark.parametrize("name", MULTIPART)
def test_bad_multipart_is_refused(name):
    api = Api(member(ProjectFactory(slug="a")), raise_request_exception=False)
    kind, body = MULTIPART[name]
    response = api.client.generic("POST", "/api/v1/articles/", body, kind)
    assert response.status_code in (400, 413), response.content
    check_problem(response)
    assert not Article.objects.exists()


@pytest.mark.parametrize(
    "name", ["../../x.txt", "..\\..\\x", "a\r\nb.txt", "x" * 4096, "", "x.html"]
)
def test_file_name_is_never_used(name):
    project = ProjectFactory(slug="a")
    api = Api(member(project), raise_request_exception=False)
    body = (
        b'--x\r\nContent-Disposition: form-data; name="project"\r\n\r\na\r\n'
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="'
        + name.encode()
        + b'"\r\n\r\nOne sentence only.\r\n--x--'
    )
    response = api.client.generic(
        "POST", "/api/v1/articles/", body, "multipart/form-data; boundary=x"
    )
    assert response.status_code in (201, 400)
    if response.status_code == 400:
        check_problem(response)
