"""Tools that list: every record type, and what records are made from."""

from functools import partial
from urllib.parse import parse_qs, urlsplit

from ctplatform.assistants.api_calls import Answer
from ctplatform.assistants.schemas import brief
from ctplatform.assistants.tools import operations
from ctplatform.assistants.tools.types import Tool, arguments_of

MOST, USUAL = 50, 20
PAGING = {
    "cursor": {"type": "string", "description": "“next_cursor” of the page before."},
    "page_size": {
        "type": "integer",
        "minimum": 1,
        "maximum": MOST,
        "default": USUAL,
        "description": "Rows a page.",
    },
}
LISTED = {
    "projects": ("List projects", "The projects that you see. Tools name a project by its slug."),
    "texts": (
        "List texts",
        "Texts of the library, without their words; “search” finds words in them. Read one with "
        "read_text.",
    ),
    "annotations": (
        "List annotations",
        "Annotated passages of texts, each with its quote. Their ids are the evidence that "
        "proposals take.",
    ),
    "codebooks": ("List codebooks", "The codebooks of a project, and those that all share."),
    "codes": ("List codes", "The codes of a codebook, with their definitions."),
    "comments": ("List comments", "What users wrote about a text, a record or an annotation."),
    "series": (
        "List series",
        "The series that are counted from records. Read one with read_series.",
    ),
    "proposals": (
        "List proposals",
        "Proposed changes. Those with state “open” await the decision of a person.",
    ),
}


def list_tools() -> list[Tool]:
    """A tool for each list: of every record type, and those of LISTED."""
    found = [
        _list_tool(f"list_{noun}", title, text, operations.LISTS[noun])
        for noun, (title, text) in LISTED.items()
    ]
    for each in operations.records().values():
        text = f"{each.plural}, with the filters of the list. Read one with get_record."
        operation = operations.list_of(each.noun, each.viewset)
        found.append(_list_tool(f"list_{each.noun}", f"List {each.noun}", text, operation))
    return found


def _list_tool(name, title, text, operation):
    return Tool(
        name=name,
        title=title,
        description=f"{text} The answer is a page; ask for the next with “next_cursor”.",
        schema=partial(_schema_of_list, operation),
        run=partial(_run_list, operation),
    )


def _schema_of_list(operation):
    schema = operations.schema_of_lists()
    found = {name: brief(each) for name, each in schema.parameters(operation).items()}
    return schema.complete(arguments_of(found | PAGING))


def _run_list(operation, caller, arguments):
    return page_of(caller.call(operation, query={"page_size": USUAL, **arguments}))


def page_of(answer) -> Answer:
    """A page of a list, which names the cursor of the next page rather than its address."""
    if answer.is_error:
        return answer
    data = {name: value for name, value in answer.data.items() if name not in ("next", "previous")}
    return Answer(answer.status, data | {"next_cursor": cursor_in(answer.data.get("next"))})


def cursor_in(address) -> str | None:
    """The cursor in the address of a next page; None where there is none."""
    return parse_qs(urlsplit(address).query)["cursor"][0] if address else None
