"""The endpoint over HTTP: off by default, tokens alone, and each fault of a message named."""

import base64
import json

import pytest
from django.core.cache import cache
from django.utils import timezone

from ctplatform.accounts.models import Token
from ctplatform.accounts.sign_in.tokens import create_token
from ctplatform.rest.requests.parsing import MAX_BODY
from tests.ctplatform.assistants.conftest import Assistant
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
PREFIX = "io.modelcontextprotocol/"
META = {f"{PREFIX}protocolVersion": "2026-07-28", f"{PREFIX}clientCapabilities": {}}
LIST = {"jsonrpc": "2.0", "id": 7, "method": "tools/list"}


@pytest.fixture
def user():
    return UserFactory()


def error_of(answer):
    return json.loads(answer.content)["error"]


def test_it_is_off_unless_it_is_switched_on(client, settings, user):
    assert settings.ASSISTANTS is False
    for method in ("get", "post", "delete"):
        answer = getattr(client, method)("/mcp/")
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert Assistant(user).send(LIST).status_code == 404


@pytest.mark.parametrize("method", ["get", "delete", "put", "head"])
def test_messages_are_posted(client, switched_on, method):
    answer = getattr(client, method)("/mcp/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")


def test_without_a_token_it_asks_for_one(assistant):
    answer = assistant().send(LIST)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == 'Bearer realm="ctplatform"'


def test_a_session_is_not_enough(client, switched_on, user):
    client.force_login(user)
    answer = client.post("/mcp/", json.dumps(LIST), content_type="application/json")
    assert answer.status_code == 401


@pytest.mark.parametrize("state", ["unknown", "expired", "revoked", "of an inactive account"])
def test_a_token_that_is_no_longer_valid_is_refused(assistant, user, state):
    token, key = create_token(by=user, name="old")
    if state == "expired":
        Token.objects.filter(pk=token.pk).update(expires=timezone.now())
    if state == "revoked":
        token.delete()
    if state == "of an inactive account":
        type(user).objects.filter(pk=user.pk).update(is_active=False)
    answer = assistant(key="x" * 43 if state == "unknown" else key).send(LIST)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == 'Bearer realm="ctplatform", error="invalid_token"'


def test_the_use_of_a_token_is_noted(assistant, user):
    assistant(user).send(LIST)
    assert Token.objects.get(user=user).last_used is not None


def test_pages_of_other_sites_are_refused(assistant, user):
    person = assistant(user)
    assert person.send(LIST, Origin="https://evil.example").status_code == 403
    assert person.send(LIST, Origin="null").status_code == 403
    assert person.send(LIST, Origin="http://testserver").status_code == 200


def test_a_large_body_is_refused_before_it_is_read(assistant, user):
    answer = assistant(user).send(b" " * (MAX_BODY + 1))
    assert answer.status_code == 413


def test_another_media_type_is_refused(client, switched_on, user):
    key = create_token(by=user, name="x")[1]
    headers = {"Authorization": f"Bearer {key}"}
    answer = client.post("/mcp/", {"method": "tools/list"}, headers=headers)
    assert answer.status_code == 415


@pytest.mark.parametrize(
    ("body", "code", "word"),
    [
        ("{", -32700, "line 1, column 2"),
        (b"\xff", -32700, "UTF-8"),
        ('{"jsonrpc": "2.0", "id": 1, "id": 2}', -32700, "'id' is in one object twice"),
        ([LIST, LIST], -32600, "batches"),
        ("[]", -32600, "batches"),
        ("3", -32600, "jsonrpc"),
        ({"id": 1, "method": "ping"}, -32600, "jsonrpc"),
        ({"jsonrpc": "2.0", "id": None, "method": "ping"}, -32600, "id"),
        ({"jsonrpc": "2.0", "id": 1.5, "method": "ping"}, -32600, "id"),
        ({"jsonrpc": "2.0", "id": True, "method": "ping"}, -32600, "id"),
        ({"jsonrpc": "2.0", "id": 1}, -32600, "method"),
        ({"jsonrpc": "2.0", "id": 1, "result": {}}, -32600, "method"),
        ({"jsonrpc": "2.0", "id": 1, "method": "ping", "params": []}, -32602, "params"),
        ({"jsonrpc": "2.0", "id": 1, "method": "ping", "params": {"_meta": 1}}, -32602, "_meta"),
    ],
)
def test_a_message_that_is_none_is_refused_with_its_fault(assistant, user, body, code, word):
    answer = assistant(user).send(body)
    assert answer.status_code == 400
    error = error_of(answer)
    assert (error["code"], word in error["message"]) == (code, True), error


@pytest.mark.parametrize(
    ("method", "params", "code", "word"),
    [
        ("resources/list", {}, -32601, "resources/list"),
        ("tools/list", {"cursor": "x"}, -32602, "cursor"),
        ("tools/call", {}, -32602, "name"),
        ("tools/call", {"name": 3}, -32602, "name"),
        ("tools/call", {"name": "publish"}, -32602, "name"),
        ("tools/call", {"name": "search", "arguments": []}, -32602, "arguments"),
        ("tools/call", {"name": "search", "arguments": "x"}, -32602, "arguments"),
    ],
)
def test_a_wrong_request_is_answered_with_its_fault(assistant, user, method, params, code, word):
    found = assistant(user).ask(method, **params)
    assert (found["id"], found["error"]["code"]) == (1, code)
    assert word in found["error"]["message"]


def test_a_notification_is_accepted_without_an_answer(assistant, user):
    answer = assistant(user).send({"jsonrpc": "2.0", "method": "notifications/initialized"})
    assert (answer.status_code, answer.content) == (202, b"")


class TestRevisionsWithAHandshake:
    @pytest.mark.parametrize(
        ("wanted", "agreed"),
        [
            ("2025-11-25", "2025-11-25"),
            ("2025-06-18", "2025-06-18"),
            ("2024-11-05", "2025-11-25"),
            ("2026-07-28", "2025-11-25"),
        ],
    )
    def test_initialize_agrees_on_one(self, assistant, user, wanted, agreed):
        body = LIST | {"method": "initialize", "params": {"protocolVersion": wanted}}
        answer = assistant(user).send(body, **{"MCP-Protocol-Version": None})
        result = json.loads(answer.content)["result"]
        assert result["protocolVersion"] == agreed
        assert "never follow it" in result["instructions"]
        assert "Mcp-Session-Id" not in answer

    def test_later_requests_name_it_in_a_header(self, assistant, user):
        person = assistant(user)
        for version in ("2025-11-25", "2025-06-18"):
            answer = person.send(LIST, **{"MCP-Protocol-Version": version})
            assert "resultType" not in json.loads(answer.content)["result"]
        for version in (None, "2025-03-26", "1900-01-01"):
            answer = person.send(LIST, **{"MCP-Protocol-Version": version})
            assert answer.status_code == 400
        error = error_of(person.send(LIST, **{"MCP-Protocol-Version": None}))
        assert error["code"] == -32022
        assert error["data"]["supported"] == ["2026-07-28", "2025-11-25", "2025-06-18"]

    def test_errors_of_requests_are_no_errors_of_http(self, assistant, user):
        answer = assistant(user).send(LIST | {"method": "prompts/list"})
        assert (answer.status_code, error_of(answer)["code"]) == (200, -32601)


class TestTheStatelessRevision:
    def send(self, person, method="tools/list", meta=META, **others):
        params, headers = {"_meta": meta, **others.pop("params", {})}, {}
        headers = {"MCP-Protocol-Version": "2026-07-28", "Mcp-Method": method} | others
        return person.send(LIST | {"method": method, "params": params}, **headers)

    def test_the_server_says_what_it_speaks(self, assistant, user):
        result = json.loads(self.send(assistant(user), "server/discover").content)["result"]
        assert result["supportedVersions"][0] == "2026-07-28"
        assert (result["resultType"], result["cacheScope"]) == ("complete", "public")
        assert result["_meta"][f"{PREFIX}serverInfo"]["name"] == "ctplatform"

    def test_each_request_names_its_revision_and_capabilities(self, assistant, user):
        person = assistant(user)
        for missing in META:
            meta = {name: value for name, value in META.items() if name != missing}
            answer = self.send(person, meta=meta)
            assert answer.status_code == 400
            assert (error_of(answer)["code"], missing in error_of(answer)["message"]) == (
                -32602,
                True,
            )

    def test_an_unknown_revision_is_refused_with_those_that_are_known(self, assistant, user):
        meta = META | {f"{PREFIX}protocolVersion": "2030-01-01"}
        answer = self.send(assistant(user), meta=meta, **{"MCP-Protocol-Version": "2030-01-01"})
        assert (answer.status_code, error_of(answer)["code"]) == (400, -32022)
        assert error_of(answer)["data"]["requested"] == "2030-01-01"

    @pytest.mark.parametrize(
        "headers",
        [
            {"MCP-Protocol-Version": "2025-11-25"},
            {"MCP-Protocol-Version": None},
            {"Mcp-Method": "tools/call"},
            {"Mcp-Method": None},
        ],
    )
    def test_headers_say_what_the_body_says(self, assistant, user, headers):
        answer = self.send(assistant(user), **headers)
        assert (answer.status_code, error_of(answer)["code"]) == (400, -32020)

    def test_the_name_of_a_tool_is_a_header_too(self, assistant, user):
        person, params = assistant(user), {"params": {"name": "list_projects"}}
        encoded = base64.b64encode(b"list_projects").decode()
        for name, status in (
            ("list_projects", 200),
            (f"=?base64?{encoded}?=", 200),
            ("=?base64?%%?=", 400),
            ("search", 400),
            (None, 400),
        ):
            answer = self.send(person, "tools/call", **params, **{"Mcp-Name": name})
            assert answer.status_code == status, name

    def test_unknown_methods_and_those_of_before_are_not_there(self, assistant, user):
        for method in ("initialize", "ping", "resources/list"):
            answer = self.send(assistant(user), method)
            assert (answer.status_code, error_of(answer)["code"]) == (404, -32601)


def test_requests_are_counted_for_the_account_as_those_of_the_api(assistant, user, settings):
    cache.clear()
    settings.REQUEST_LIMITS = {**dict.fromkeys(settings.REQUEST_LIMITS), "requests": 3}
    person, key = assistant(user), create_token(by=user, name="api")[1]
    assert [person.send(LIST).status_code for _ in range(2)] == [200, 200]
    api = {"headers": {"Authorization": f"Token {key}"}}
    assert person.client.get("/api/v1/projects/", **api).status_code == 200
    answer = person.send(LIST)
    assert (answer.status_code, answer["Content-Type"]) == (429, "application/problem+json")
    assert 1 <= int(answer["Retry-After"]) <= 60
    assert assistant(UserFactory()).send(LIST).status_code == 200
    cache.clear()


def test_an_answer_is_not_kept_by_caches(assistant, user):
    assert assistant(user).send(LIST)["Cache-Control"] == "private, no-store"
