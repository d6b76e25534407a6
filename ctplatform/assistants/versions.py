"""The revisions of the protocol that are served, and what each asks of a request.

Since 2026-07-28 each request names its revision, in `_meta` and in a header, and headers repeat
what it calls. Before, a client agreed on a revision with `initialize` and sent it as a header.
"""

import base64
import binascii

from ctplatform.assistants.messages import (
    HEADER_MISMATCH,
    INVALID_PARAMS,
    UNSUPPORTED_VERSION,
    Message,
    Refused,
)

STATELESS = "2026-07-28"
REVISIONS_WITH_HANDSHAKE = ("2025-11-25", "2025-06-18")
VERSIONS = (STATELESS, *REVISIONS_WITH_HANDSHAKE)
"""The newest first."""

PREFIX = "io.modelcontextprotocol/"
VERSION_KEY, CLIENT_CAPABILITIES_KEY = f"{PREFIX}protocolVersion", f"{PREFIX}clientCapabilities"


def version_of(message: Message, headers) -> str:
    """The revision that a request follows; raises Refused where it is unknown or contradictory."""
    named = headers.get("MCP-Protocol-Version")
    if named in REVISIONS_WITH_HANDSHAKE and VERSION_KEY not in message.meta:
        return named
    if message.method == "initialize" and VERSION_KEY not in message.meta:
        return REVISIONS_WITH_HANDSHAKE[0]
    if named is None and VERSION_KEY not in message.meta:
        raise _unsupported(message, None)
    _check_meta(message)
    _check_headers(message, headers)
    if message.meta[VERSION_KEY] != STATELESS:
        raise _unsupported(message, message.meta[VERSION_KEY])
    return STATELESS


def agreed_version(message: Message) -> str:
    """The revision that `initialize` agrees on: the client's, else the newest that has it."""
    wanted = message.params.get("protocolVersion")
    return wanted if wanted in REVISIONS_WITH_HANDSHAKE else REVISIONS_WITH_HANDSHAKE[0]


def _unsupported(message, requested):
    data = {"supported": list(VERSIONS), "requested": requested}
    text = f"Unsupported protocol version. Supported: {', '.join(VERSIONS)}."
    return Refused(UNSUPPORTED_VERSION, text, id=message.id, data=data)


def _check_meta(message):
    if not isinstance(message.meta.get(VERSION_KEY), str):
        raise Refused(INVALID_PARAMS, f"“params._meta” must name “{VERSION_KEY}”.", id=message.id)
    if not isinstance(message.meta.get(CLIENT_CAPABILITIES_KEY), dict):
        raise Refused(
            INVALID_PARAMS, f"“params._meta” must hold “{CLIENT_CAPABILITIES_KEY}”.", id=message.id
        )


def _check_headers(message, headers):
    """The headers say the same as the body, since others may have read only the headers."""
    wanted = {"MCP-Protocol-Version": message.meta[VERSION_KEY], "Mcp-Method": message.method}
    if message.method == "tools/call":
        wanted["Mcp-Name"] = message.params.get("name")
    for header, value in wanted.items():
        given = headers.get(header)
        given = _decoded(given) if header == "Mcp-Name" else given
        if given != value:
            text = f"The header {header} does not say what the body says."
            raise Refused(HEADER_MISMATCH, text, id=message.id)


def _decoded(value):
    """A header that may be encoded as `=?base64?…?=`; None where it cannot be read."""
    if value is None or not (value.startswith("=?base64?") and value.endswith("?=")):
        return value
    try:
        return base64.b64decode(value[9:-2], validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
