"""A tool: its name, what it takes, and the function that does it."""

from collections.abc import Callable
from dataclasses import dataclass

from ctplatform.assistants.api_calls import Answer, Caller
from ctplatform.assistants.quoted_text import OUTPUT_SCHEMA
from ctplatform.rest.problems import problem

LONGEST_MESSAGE = 300


@dataclass(frozen=True, kw_only=True)
class Tool:
    """`schema()` is the JSON Schema of its arguments; `run(caller, arguments)` does it.

    `proposes` is whether it files a proposal; all others only read. Its words are fixed: no record
    changes what a client reads about tools.
    """

    name: str
    title: str
    description: str
    schema: Callable[[], dict]
    run: Callable[[Caller, dict], Answer]
    proposes: bool = False

    @property
    def definition(self) -> dict:
        """The tool as `tools/list` shows it."""
        return {
            "name": self.name,
            "title": self.title,
            "description": self.description,
            "inputSchema": self.schema(),
            "outputSchema": OUTPUT_SCHEMA,
            "annotations": {
                "title": self.title,
                "readOnlyHint": not self.proposes,
                "destructiveHint": False,
                "idempotentHint": not self.proposes,
                "openWorldHint": False,
            },
        }

    def call(self, caller, arguments) -> Answer:
        """Check the arguments, then run; wrong ones are answered as the API answers them."""
        if errors := argument_errors(self.schema(), arguments):
            detail = "The arguments of the tool were refused; see errors."
            return Answer(400, problem(400, detail=detail, errors=errors))
        return self.run(caller, arguments)


def argument_errors(schema, arguments) -> list[dict]:
    """What is wrong with arguments, each with the JSON pointer of the argument."""
    from jsonschema import Draft202012Validator  # noqa: PLC0415 - 0.1 s that no other process needs

    found = Draft202012Validator(schema).iter_errors(arguments)
    errors = sorted(found, key=lambda error: [str(part) for part in error.absolute_path])
    return [entry for error in errors for entry in _entries(error)]


def _entries(error):
    at = "".join(f"/{part}" for part in error.absolute_path)
    message = error.message[:LONGEST_MESSAGE]
    if error.validator == "required":
        missing = [name for name in error.validator_value if name not in error.instance]
        return [_entry(f"{at}/{name}", "required", "This argument is missing.") for name in missing]
    if error.validator == "additionalProperties":
        known = error.schema.get("properties", {})
        extra = [name for name in error.instance if name not in known]
        text = f"Unknown argument. Known: {', '.join(sorted(known)) or 'none'}."
        return [_entry(f"{at}/{name}", "unknown", text) for name in extra]
    return [_entry(at or "/", str(error.validator), message)]


def _entry(pointer, code, message):
    return {"pointer": pointer, "code": code, "message": message}


def arguments_of(properties, required=()) -> dict:
    """The schema of arguments with these properties and no others."""
    found = {"type": "object", "properties": properties, "additionalProperties": False}
    return found | ({"required": list(required)} if required else {})
