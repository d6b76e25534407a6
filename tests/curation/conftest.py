import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


class Api:
    """A signed-in JSON client: `api(person).post(path, values)`; `etag` becomes If-Match."""

    def __init__(self, person=None):
        self.client = Client()
        if person is not None:
            self.client.force_login(person)

    def __call__(self, method, path, values=None, etag=None, **headers):
        if etag is not None:
            headers["If-Match"] = etag
        return self.client.generic(
            method,
            f"/api/v1/{path}",
            data=json.dumps({} if values is None else values),
            content_type="application/json",
            headers=headers,
        )

    def get(self, path, **query):
        return self.client.get(f"/api/v1/{path}", query)

    def post(self, path, values=None, **headers):
        return self("POST", path, values, **headers)

    def patch(self, path, values=None, **headers):
        return self("PATCH", path, values, **headers)

    def delete(self, path, values=None, **headers):
        return self("DELETE", path, values, **headers)


@pytest.fixture
def api():
    return Api


@pytest.fixture
def count_queries():
    """Return how many queries a request takes; it must be answered with 200."""

    def count(request):
        with CaptureQueriesContext(connection) as queries:
            assert request().status_code == 200
        return len(queries)

    return count
