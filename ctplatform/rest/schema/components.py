"""What many operations share, once in the schema: the headers, and the answers that refuse."""

from ctplatform.rest.schema.headers import header_components, references
from ctplatform.rest.schema.problems import (
    HEADERS_BY_STATUS,
    STATUS_MEANINGS,
    problem_answer,
    problem_name,
)

NOT_MODIFIED = "NotModified"


def add_shared_components(result, generator, request, public):
    """Add the descriptions that operations refer to."""
    refused = {
        problem_name(status): problem_answer(status, references(*HEADERS_BY_STATUS.get(status, ())))
        for status in STATUS_MEANINGS
    }
    unchanged = {"description": "What was read has not changed.", "headers": references("ETag")}
    result["components"]["headers"] = header_components()
    result["components"]["responses"] = {**refused, NOT_MODIFIED: unchanged}
    return result
