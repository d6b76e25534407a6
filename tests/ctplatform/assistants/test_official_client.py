"""The official client of the protocol does the whole job against a running server."""

import asyncio
import os
import re
import subprocess
import sys
from contextlib import asynccontextmanager

import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.exceptions import MCPError

from ctplatform.accounts.sign_in.tokens import create_token
from ctplatform.assistants.tools.registry import tools
from ctplatform.curation import services as curation
from ctplatform.curation.models import Proposal
from tests.factories import annotations as texts
from tests.factories.curation import Team

pytestmark = pytest.mark.django_db(transaction=True)


@asynccontextmanager
async def connected(url, key, mode):
    async with httpx2.AsyncClient(headers={"Authorization": f"Bearer {key}"}) as http:
        transport = streamable_http_client(f"{url}/mcp/", http_client=http)
        async with Client(transport, mode=mode) as client:
            yield client


async def _data(client, tool, **arguments):
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, result
    return result.structured_content["data"]


async def propose_what_a_text_says(url, key, mode, project):
    """Search, read the record and the text, and propose; return the proposal and the tools."""
    async with connected(url, key, mode) as client:
        listed = (await client.list_tools()).tools
        found = await _data(client, "search", query="siege", project=project)
        pk = found["incident"]["results"][0]["id"]
        one = await _data(client, "get_record", record_type="incident", id=pk)
        passage = one["evidence"]["results"][0]
        part = await _data(client, "read_text", text=passage["article"])
        assert part["text"][passage["start"] : passage["end"]] == passage["quote"]
        proposal = await _data(
            client,
            "propose_change",
            record_type="incident",
            id=pk,
            base_version=one["record"]["version"],
            values={"date": "2013-01-16"},
            reason=f"The text says: {passage['quote']}.",
            evidence=[passage["annotation"]],
        )
        return proposal, listed, client.protocol_version


@pytest.mark.parametrize(("mode", "version"), [("auto", "2026-07-28"), ("legacy", "2025-11-25")])
def test_a_text_becomes_a_proposal_that_a_person_accepts(
    live_server, settings, client, mode, version
):
    settings.ASSISTANTS = True
    team = Team()
    record = team.published()
    article = texts.article(team.project, team.author, "It began on 16 January 2013.")
    passage = texts.annotation(article, team.author, "16 January 2013")
    texts.link(passage, record, team.author)
    key = create_token(by=team.author, name="assistant", scopes=["annotate"])[1]
    made, listed, spoken = asyncio.run(
        propose_what_a_text_says(live_server.url, key, mode, team.project.slug)
    )
    assert spoken == version
    assert [tool.name for tool in listed] == list(tools())
    assert all(tool.annotations.destructive_hint is False for tool in listed)

    client.force_login(team.reviewer)
    queue = client.get(f"/review/?project={team.project.slug}").content.decode()
    assert made["id"] in queue
    assert "through an assistant" in queue
    curation.accept(Proposal.objects.get(pk=made["id"]), by=team.reviewer)
    record.refresh_from_db()
    assert record.date == "2013-01-16"
    history = client.get(f"/history/incident/{record.pk}/").content.decode()
    assert "through an assistant" in history


def test_the_program_of_the_documentation_runs(live_server, settings):
    settings.ASSISTANTS = True
    page = settings.BASE_DIR / "docs" / "how-to" / "connect-an-assistant.md"
    (program,) = re.findall(r"^```python\n(.*?)^```$", page.read_text(), re.M | re.S)
    team = Team()
    key = create_token(by=team.author, name="assistant", scopes=["read"])[1]
    environment = {**os.environ, "TOKEN": key, "ADDRESS": f"{live_server.url}/mcp/"}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert "propose_change" in done.stdout
    assert team.project.slug in done.stdout


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_faults_are_told_to_the_client(live_server, settings, mode):
    settings.ASSISTANTS = True
    key = create_token(by=Team().author, name="assistant", scopes=["read"])[1]

    async def ask():
        async with connected(live_server.url, key, mode) as client:
            with pytest.raises(MCPError) as unknown:
                await client.call_tool("publish_record", {})
            refused = await client.call_tool("search", {})
            with pytest.raises(MCPError) as missing:
                await client.list_prompts()
            return unknown.value, refused, missing.value

    unknown, refused, missing = asyncio.run(ask())
    assert (unknown.error.code, missing.error.code) == (-32602, -32601)
    assert refused.is_error
    assert refused.structured_content["data"]["errors"][0]["pointer"] == "/query"
