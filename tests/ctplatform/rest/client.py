"""An API client that says what it expects: `api(user).post(path, data, 201)` returns the answer."""

import copy

from rest_framework.test import APIClient

ROOT = "/api/v1/"


class Api:
    """The API as one person sees it. Each verb checks the status and returns the response."""

    def __init__(self, user=None, **options):
        self.client = APIClient(**options)
        self.user = user
        self.sign_in()

    def sign_in(self):
        """Each request has a user object of its own, which knows their roles once, as in life."""
        if self.user is not None:
            user = copy.copy(self.user)
            user.remember_roles()
            self.client.force_authenticate(user)

    def ask(self, method, path, data=None, status=200, format="json", **headers):
        url = path if path.startswith(("/", "http")) else ROOT + path
        options = {"format": format} if data is not None and method != "get" else {}
        names = {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        self.sign_in()
        response = getattr(self.client, method)(url, data, **options, **names)
        assert response.status_code == status, getattr(response, "content", response)
        if status >= 400:
            check_problem(response)
        return response

    def get(self, path, data=None, status=200, **headers):
        return self.ask("get", path, data, status, **headers)

    def post(self, path, data, status=201, **headers):
        return self.ask("post", path, data, status, **headers)

    def patch(self, path, data, status=200, **headers):
        return self.ask("patch", path, data, status, **headers)

    def delete(self, path, status=204, **headers):
        return self.ask("delete", path, None, status, **headers)

    def rows(self, path, **parameters):
        """All rows of a list, page by page."""
        answer = self.get(path, parameters).json()
        found = answer["results"]
        while answer["next"]:
            answer = self.get(answer["next"]).json()
            found += answer["results"]
        return found


def check_problem(response):
    """The answer contract of every error."""
    assert response["Content-Type"] == "application/problem+json"
    body = response.json()
    assert set(body) >= {"type", "title", "status", "detail", "errors", "request_id", "instance"}
    assert body["status"] == response.status_code
    assert body["request_id"] == response["X-Request-ID"]
    assert isinstance(body["detail"], str)
    for error in body["errors"]:
        assert set(error) == {"pointer", "code", "message"}
        assert error["message"]
    if response.status_code == 400 and not body["errors"]:
        assert body["detail"]


def pointers(response):
    """{pointer: code} of a problem."""
    return {error["pointer"]: error["code"] for error in response.json()["errors"]}
