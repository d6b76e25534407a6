"""Examples of bodies and answers, made from the schema and from values of one invented case."""

import re

from django.conf import settings

from ctplatform.rest.schema.enums import SCHEMAS

FORMATS = {
    "uuid": "01933f1e-7a52-7c3a-9b0e-2f6d1c8e4a51",
    "date": "2024-03-05",
    "date-time": "2024-03-05T09:30:00Z",
    "uri": "https://example.org/report",
    "email": "amira@example.org",
    "double": 1.5,
}
NAME = "demo"
TYPES = {"string": "", "integer": 1, "number": 1.0, "boolean": False, "null": None}
DEEPEST = 4


def add_examples(result, generator, request, public):
    """Give each body and answer an example, at its component where it has one."""
    components = result["components"]
    maker = Examples(components["schemas"])
    for name, schema in components["schemas"].items():
        if "properties" in schema:
            schema["examples"] = [maker.of_component(name)]
    for path in result["paths"].values():
        for operation in path.values():
            for content in _contents(operation):
                if not _is_component(content["schema"], components["schemas"]):
                    content["example"] = maker.of(content["schema"])
            for parameter in operation.get("parameters", ()):
                _add_to_parameter(parameter)
    return result


def _contents(operation):
    """The JSON of the body and of the answers of an operation that are not by reference."""
    bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
    for body in bodies:
        for media_type, content in body.get("content", {}).items():
            if "json" in media_type and "schema" in content and "example" not in content:
                yield content


def _is_component(schema, schemas):
    name = schema.get("$ref", "").removeprefix(SCHEMAS)
    return "examples" in schemas.get(name, {})


def _add_to_parameter(parameter):
    """An example where the name or the type of a parameter says what is sent."""
    schema = parameter["schema"]
    if schema.get("type") != "string" or "enum" in schema:
        return
    value = settings.API_EXAMPLES.get(parameter["name"])
    if not isinstance(value, str) or "format" in schema or "pattern" in schema:
        value = FORMATS.get(schema.get("format"))
    if value is not None:
        parameter["example"] = value


class Examples:
    """Examples for the schemas of one document."""

    def __init__(self, schemas):
        self.schemas = schemas
        self.made = {}

    def of_component(self, name, depth=0):
        """The example of a component; made once."""
        if name not in self.made:
            self.made[name] = None  # a component within itself is null or left out
            self.made[name] = self.of(self.schemas[name], name=name, depth=depth)
        return self.made[name]

    def of(self, schema, field="", name="", depth=0):
        """A value that the schema allows: that of the case for a field of this name, if it does."""
        if "$ref" in schema:
            return self.of_reference(schema["$ref"].removeprefix(SCHEMAS), field, depth)
        if "enum" in schema:
            given = settings.API_EXAMPLES.get(field)
            return given if given in schema["enum"] else schema["enum"][0]
        if choice := next(filter(schema.get, ("allOf", "oneOf", "anyOf")), None):
            return self.of(schema[choice][0], field, depth=depth)
        types = schema.get("type", "null")
        types = [types] if isinstance(types, str) else types
        if "null" in types and settings.API_EXAMPLES.get(field) is None:
            return None
        if types[0] == "object":
            return self.of_object(schema, is_body=name.endswith("Request"), depth=depth)
        return self.of_value(schema, types[0], field, depth)

    def of_reference(self, name, field, depth):
        """The example of a component; of choices, the one that the field has in the case."""
        below = self.schemas[name]
        return self.of(below, field) if "enum" in below else self.of_component(name, depth)

    def of_object(self, schema, *, is_body, depth):
        """All fields of an answer; the required ones of a body, and those of the case."""
        found, required = {}, schema.get("required", ())
        for field, below in schema.get("properties", {}).items():
            if not is_body or field in required or field in settings.API_EXAMPLES:
                found[field] = self.of(below, field, depth=depth + 1)
        return found

    def of_value(self, schema, kind, field, depth):
        """A list, a text or a number: that of the case, else one of its format or its own name."""
        given = settings.API_EXAMPLES.get(field)
        if kind == "array":
            items = schema.get("items", {})
            return [self.of(items, field, depth=depth + 1)] if depth < DEEPEST else []
        if kind == "string" and "format" not in schema:
            return _text(schema, given if isinstance(given, str) else field.replace("_", " "))
        if kind in ("integer", "number"):
            usual = given if type(given) is int else FORMATS.get(schema.get("format"), TYPES[kind])
            return max(usual, schema.get("minimum", usual))
        return FORMATS.get(schema.get("format"), TYPES[kind])


def _text(schema, usual):
    """The usual text, else a name that the pattern allows; never too long."""
    if "pattern" in schema and not re.search(schema["pattern"], usual):
        usual = NAME
    return usual[: schema.get("maxLength", len(usual))]
