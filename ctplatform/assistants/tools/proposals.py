"""Tools that read a proposal, and that propose: a person accepts or rejects; no tool decides."""

from ctplatform.assistants.tools import operations
from ctplatform.assistants.tools.records import ID
from ctplatform.assistants.tools.types import Tool, arguments_of
from ctplatform.curation.models.records import REASON_LENGTH
from ctplatform.curation.registry import kind_of

VALUES = "{field: value}; describe_record_type names the fields."
REVIEWED = "Nothing changes until a person who reviews it accepts the proposal."
REASON_ARGUMENTS = {
    "reason": {
        "type": "string",
        "minLength": 1,
        "maxLength": REASON_LENGTH,
        "description": "Why, for the person who reviews it.",
    },
    "evidence": {
        "type": "array",
        "items": ID,
        "maxItems": 200,
        "description": "The ids of annotations that support it.",
    },
    "idempotency_key": {
        "type": "string",
        "minLength": 1,
        "maxLength": 200,
        "description": "Repeating a call with the same key proposes once.",
    },
}


def proposal_tools() -> list[Tool]:
    """The tools about proposals, besides their list."""
    return [_reading_tool(), *_proposing_tools()]


def _reading_tool():
    return Tool(
        name="get_proposal",
        title="Get a proposal",
        description="One proposed change, with its values, reason, evidence and decision.",
        schema=lambda: arguments_of({"id": ID}, ["id"]),
        run=lambda caller, given: caller.call(operations.PROPOSAL, {"pk": given["id"]}),
    )


def _proposing_tools():
    return [
        Tool(
            name="propose_record",
            title="Propose a new record",
            description=f"A new record, as a candidate that awaits review. {REVIEWED}",
            schema=_record_schema,
            run=_propose_record,
            proposes=True,
        ),
        Tool(
            name="propose_change",
            title="Propose a change",
            description=(
                f"New values for fields of a record or a row. {REVIEWED} “base_version” is the "
                "“version” that you read."
            ),
            schema=_change_schema,
            run=_propose_change,
            proposes=True,
        ),
        Tool(
            name="propose_row",
            title="Propose a new row",
            description=f"A new row of a record, such as a casualty estimate. {REVIEWED}",
            schema=_row_schema,
            run=_propose_row,
            proposes=True,
        ),
        Tool(
            name="propose_withdrawal",
            title="Propose a withdrawal",
            description=f"That a record is withdrawn, or a row removed. {REVIEWED}",
            schema=_withdrawal_schema,
            run=_propose_withdrawal,
            proposes=True,
        ),
    ]


def _types(types):
    return {"type": "string", "enum": sorted(types)}


def _values(*others):
    """The schema of {field: value}, without the fields that are arguments of their own."""
    found = {"type": "object", "minProperties": 1, "description": VALUES}
    return found | ({"propertyNames": {"not": {"enum": list(others)}}} if others else {})


def _record_schema():
    return arguments_of(
        {
            "record_type": _types(operations.curated_records()),
            "project": {"type": "string", "description": "The slug of the project."},
            "values": _values("project", "reason", "evidence"),
            **REASON_ARGUMENTS,
        },
        ["record_type", "project", "values", "reason"],
    )


def _propose_record(caller, arguments):
    record_type = operations.curated_records()[arguments["record_type"]]
    body = arguments["values"] | {
        "project": arguments["project"],
        "reason": arguments["reason"],
        "evidence": arguments.get("evidence", []),
    }
    return caller.call(
        operations.creation_of(record_type),
        body=body,
        idempotency_key=arguments.get("idempotency_key"),
    )


def _reviewed_types():
    return {*operations.curated_records(), *operations.proposed_rows()}


def _change_schema():
    return arguments_of(
        {
            "record_type": _types(_reviewed_types()),
            "id": ID,
            "base_version": {"type": "integer", "minimum": 1},
            "values": _values(),
            **REASON_ARGUMENTS,
        },
        ["record_type", "id", "base_version", "values", "reason"],
    )


def _propose_change(caller, arguments):
    about = {
        "kind": "change",
        "target_id": arguments["id"],
        "base_version": arguments["base_version"],
        "diff": arguments["values"],
    }
    return _file(caller, arguments["record_type"], about, arguments)


def _row_schema():
    record = ID | {"description": "The id of the record that the row belongs to."}
    return arguments_of(
        {
            "row_type": _types(operations.proposed_rows()),
            "record": record,
            "values": _values(),
            **REASON_ARGUMENTS,
        },
        ["row_type", "record", "values", "reason"],
    )


def _propose_row(caller, arguments):
    key = arguments["row_type"]
    parent = kind_of(operations.proposed_rows()[key].model).parent
    about = {"kind": "create", "diff": arguments["values"] | {parent: arguments["record"]}}
    return _file(caller, key, about, arguments)


def _withdrawal_schema():
    return arguments_of(
        {"record_type": _types(_reviewed_types()), "id": ID, **REASON_ARGUMENTS},
        ["record_type", "id", "reason"],
    )


def _propose_withdrawal(caller, arguments):
    about = {"kind": "withdraw", "target_id": arguments["id"]}
    return _file(caller, arguments["record_type"], about, arguments)


def _file(caller, target_type, about, arguments):
    why = {"reason": arguments["reason"], "evidence": arguments.get("evidence", [])}
    return caller.call(
        operations.PROPOSING,
        body={"target_type": target_type, **about, **why},
        idempotency_key=arguments.get("idempotency_key"),
    )
