"""Tools that read one record with its evidence and rows, and describe what a record consists of."""

from ctplatform.assistants.api_calls import Answer
from ctplatform.assistants.tools import operations
from ctplatform.assistants.tools.lists import PAGING, USUAL, page_of
from ctplatform.assistants.tools.types import Tool, arguments_of
from ctplatform.curation.registry import is_curated, kind_of
from ctplatform.record_types.ids import UUID

ID = {"type": "string", "format": "uuid", "pattern": f"^{UUID}$"}


def record_tools() -> list[Tool]:
    """The tools about one record and about types of records."""
    return [
        Tool(
            name="get_record",
            title="Get a record",
            description=(
                "One record with its fields, its version, and the passages that are evidence for "
                "them: a page of passages, with offsets in the text that they are from."
            ),
            schema=_record_schema,
            run=_get_record,
        ),
        Tool(
            name="list_rows",
            title="List the rows of a record",
            description=(
                "Rows that belong to one record, such as the participants and the casualty "
                "estimates of an incident or the relations of an actor."
            ),
            schema=_rows_schema,
            run=_list_rows,
        ),
        Tool(
            name="describe_record_type",
            title="Describe a record type",
            description=(
                "The fields of a type of record or row as a JSON Schema, with the terms that each "
                "may have, the fields that a proposal may change, and the types of rows."
            ),
            schema=_description_schema,
            run=_describe,
        ),
    ]


def _record_schema():
    types = {"type": "string", "enum": sorted(operations.records())}
    paging = {f"evidence_{name}": each for name, each in PAGING.items()}
    return arguments_of({"record_type": types, "id": ID, **paging}, ["record_type", "id"])


def _get_record(caller, arguments):
    key, pk = arguments["record_type"], arguments["id"]
    record_type = operations.records()[key]
    one = caller.call(operations.one_of(record_type.noun, record_type.viewset), {"pk": pk})
    if one.is_error or "version" not in one.data:  # merged: the answer names the record to read
        return one
    evidence = operations.evidence_of(key)
    if evidence is None:
        return Answer(200, {"record": one.data, "evidence": None})
    query = {"page_size": arguments.get("evidence_page_size", USUAL)}
    query["cursor"] = arguments.get("evidence_cursor")
    page = page_of(caller.call(evidence, {"record": pk}, query=query))
    return page if page.is_error else Answer(200, {"record": one.data, "evidence": page.data})


def _rows_schema():
    types = {"type": "string", "enum": sorted(operations.rows())}
    record = ID | {"description": "The id of the record that the rows belong to."}
    return arguments_of({"row_type": types, "record": record, **PAGING}, ["row_type", "record"])


def _list_rows(caller, arguments):
    row_type = operations.rows()[arguments["row_type"]]
    query = {"page_size": USUAL, "cursor": None, **arguments}
    query[kind_of(row_type.model).parent] = query.pop("record")
    del query["row_type"]
    return page_of(caller.call(operations.list_of(row_type.noun, row_type.viewset), query=query))


def _description_schema():
    types = sorted({*operations.records(), *operations.rows()})
    return arguments_of({"record_type": {"type": "string", "enum": types}}, ["record_type"])


def _describe(_caller, arguments):
    key = arguments["record_type"]
    fields, lists = operations.schema_of_fields(), operations.schema_of_lists()
    found = operations.records().get(key) or operations.rows()[key]
    data = {
        "record_type": key,
        "label": str(found.label),
        "fields": fields.complete(fields.body(operations.creation_of_row(found))),
        "filters": lists.complete(lists.parameters(operations.list_of(found.noun, found.viewset))),
        "changeable": sorted(kind_of(found.model).editable) if is_curated(found.model) else [],
        "row_types": _row_types_of(found),
    }
    return Answer(200, data)


def _row_types_of(found) -> list[str]:
    """The types of rows that belong to a record of this type."""
    return [
        key
        for key, row in operations.rows().items()
        if kind_of(row.model).root.model is found.model
    ]
