"""Addresses that programs use, which sign in with tokens and are answered in JSON."""

PROGRAMS = ("/api/", "/mcp/")


def is_for_programs(request) -> bool:
    """Whether a request is to the API or to the endpoint for assistants."""
    return request.path.startswith(PROGRAMS)
