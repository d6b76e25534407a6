import json

import pytest
from django.test import Client


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

    def act(self, path, values=None, **headers):
        """POST an action on the record as it is read now, with its ETag."""
        record = path.rstrip("/").rpartition("/")[0]
        return self.post(path, values, etag=self.get(f"{record}/")["ETag"], **headers)

    def patch(self, path, values=None, **headers):
        return self("PATCH", path, values, **headers)

    def delete(self, path, values=None, **headers):
        return self("DELETE", path, values, **headers)


@pytest.fixture
def api():
    return Api
