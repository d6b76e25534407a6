"""A small client of the endpoint for assistants."""

import json

import pytest
from django.test import Client

from ctplatform.accounts.sign_in.tokens import create_token

VERSION = "2025-11-25"


class Assistant:
    """An assistant with a token of a user, on the last revision that has a handshake."""

    def __init__(self, user=None, key=None, **limits):
        self.client = Client(raise_request_exception=False)
        self.key = key or (create_token(by=user, name="assistant", **limits)[1] if user else None)

    def send(self, body, **headers):
        """The HTTP answer to a body; text and bytes are sent as they are."""
        raw = body if isinstance(body, (str, bytes)) else json.dumps(body)
        found = {"MCP-Protocol-Version": VERSION, "Accept": "application/json, text/event-stream"}
        if self.key:
            found["Authorization"] = f"Bearer {self.key}"
        found = {name: value for name, value in (found | headers).items() if value is not None}
        return self.client.post("/mcp/", raw, content_type="application/json", headers=found)

    def ask(self, method, **params):
        """The message that answers a request."""
        body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        answer = self.send(body)
        assert answer["Content-Type"] == "application/json"
        return json.loads(answer.content)

    def call(self, tool, **arguments):
        """The result of a tool; it says the same as text."""
        result = self.ask("tools/call", name=tool, arguments=arguments)["result"]
        assert json.loads(result["content"][0]["text"]) == result["structuredContent"]
        return result

    def read(self, tool, **arguments):
        """The data that a tool returns."""
        result = self.call(tool, **arguments)
        assert result["isError"] is False, result
        return result["structuredContent"]["data"]

    def refused(self, tool, **arguments):
        """The problem that a tool returns."""
        result = self.call(tool, **arguments)
        assert result["isError"] is True, result
        return result["structuredContent"]["data"]


@pytest.fixture
def switched_on(settings):
    settings.ASSISTANTS = True


@pytest.fixture
def assistant(switched_on):
    return Assistant
