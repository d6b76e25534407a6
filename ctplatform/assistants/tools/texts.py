"""Tools that search texts and records, and read a part of a text."""

from ctplatform.assistants.api_calls import Answer
from ctplatform.assistants.tools import operations
from ctplatform.assistants.tools.records import ID
from ctplatform.assistants.tools.types import Tool, arguments_of

SHOWN = 5  # results of each type
TITLES = ("title", "name", "statement", "proposition", "claim")
LONGEST, USUAL = 20_000, 8_000  # code points of a part of a text


def text_tools() -> list[Tool]:
    """The tools that search, and that read a text."""
    return [
        Tool(
            name="search",
            title="Search texts and records",
            description=(
                "The first texts and records of each type with all of the words, newest first, by "
                "id and title. Narrow the list of a type for more."
            ),
            schema=_search_schema,
            run=_search,
        ),
        Tool(
            name="read_text",
            title="Read a part of a text",
            description=(
                "A part of the current version of a text, or of another version of it. “start” "
                "and “end” count code points from 0. “text” is null where you may read passages "
                "of the text alone."
            ),
            schema=_part_schema,
            run=_read_text,
        ),
    ]


def _search_schema():
    types = {"type": "string", "enum": ["text", *sorted(operations.records())]}
    return arguments_of(
        {
            "query": {"type": "string", "minLength": 1, "maxLength": 200},
            "project": {"type": "string", "description": "The slug of a project."},
            "types": {
                "type": "array",
                "items": types,
                "uniqueItems": True,
                "description": "What to search; without it, everything.",
            },
        },
        ["query"],
    )


def _search(caller, arguments):
    query = {"search": arguments["query"], "project": arguments.get("project"), "page_size": SHOWN}
    wanted, found = arguments.get("types"), {}
    for key, operation in _searched().items():
        if wanted and key not in wanted:
            continue
        answer = caller.call(operation, query=query)
        if answer.is_error:
            return answer
        found[key] = {
            "results": [_result(row) for row in answer.data["results"]],
            "has_more": answer.data["next"] is not None,
        }
    return Answer(200, found)


def _searched():
    """{name of the type: the list that is searched}."""
    records = operations.records().items()
    lists = {key: operations.list_of(each.noun, each.viewset) for key, each in records}
    return {"text": operations.TEXTS} | lists


def _result(row):
    title = next((row[name] for name in TITLES if row.get(name)), "")
    return {"id": row["id"], "title": title, "project": row.get("project")}


def _part_schema():
    return arguments_of(
        {
            "text": ID | {"description": "The id of the text."},
            "version": {
                "type": "integer",
                "minimum": 1,
                "description": "The number of a version; without it, the current one.",
            },
            "start": {"type": "integer", "minimum": 0, "default": 0},
            "length": {"type": "integer", "minimum": 1, "maximum": LONGEST, "default": USUAL},
        },
        ["text"],
    )


def _read_text(caller, arguments):
    article = caller.call(operations.TEXT, {"pk": arguments["text"]})
    if article.is_error:
        return article
    number = arguments.get("version") or article.data["current_version"]["number"]
    keys = {"article": arguments["text"], "number": number}
    version = caller.call(operations.TEXT_VERSION, keys)
    if version.is_error:
        return version
    start = arguments.get("start", 0)
    return Answer(200, _part_of(article.data, version.data, start, arguments.get("length", USUAL)))


def _part_of(article, version, start, length):
    end = min(start + length, version["length"])
    whole = version["text"]
    return {
        "article": {name: article[name] for name in ("id", "project", "title", "published")},
        "version": version["number"],
        "version_id": version["id"],
        "length": version["length"],
        "start": start,
        "end": max(start, end),
        "text": None if whole is None else whole[start:end],
        "segments": [
            each for each in version["segments"] if each["start"] < end and each["end"] > start
        ],
        "next_start": end if end < version["length"] else None,
    }
