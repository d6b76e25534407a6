"""JSON Schemas of tools, derived from the schema of the API."""

from functools import cached_property

import orjson
from django.urls import path
from drf_spectacular.generators import SchemaGenerator

from ctplatform.rest.renderers import JSONRenderer
from ctplatform.rest.schema.enums import SCHEMAS


class ApiSchema:
    """The OpenAPI document of some operations; the views are those that tools call."""

    def __init__(self, operations):
        self.operations = operations

    @cached_property
    def document(self) -> dict:
        methods = {}
        for each in self.operations:
            methods.setdefault((each.path, each.viewset), {})[each.method] = each.action
        patterns = [
            path(f"api/v1/{at}", viewset.as_view(actions, detail=False))
            for (at, viewset), actions in methods.items()
        ]
        found = SchemaGenerator(patterns=patterns).get_schema(public=True)
        return orjson.loads(JSONRenderer().render(found))  # translated words become text

    def parameters(self, operation) -> dict:
        """{name: schema} of the query parameters of a list, with their descriptions."""
        found = self._operation(operation).get("parameters", ())
        return {
            each["name"]: each["schema"] | {"description": each.get("description", "")}
            for each in found
            if each["in"] == "query"
        }

    def body(self, operation) -> dict:
        """The schema of the body of an operation."""
        return self._operation(operation)["requestBody"]["content"]["application/json"]["schema"]

    def complete(self, schema) -> dict:
        """A schema with the definitions that it refers to, which JSON Schema finds in `$defs`."""
        definitions, components = {}, self.document.get("components", {}).get("schemas", {})
        found = _pointing_inside(schema, definitions)
        while missing := [name for name, value in definitions.items() if value is None]:
            for name in missing:
                definitions[name] = _pointing_inside(components[name], definitions)
        return found | {"$defs": dict(sorted(definitions.items()))} if definitions else found

    def _operation(self, operation) -> dict:
        return self.document["paths"][f"/api/v1/{operation.path}"][operation.method]


def _pointing_inside(schema, definitions):
    """A copy of a schema that refers to `$defs`; the names are added to `definitions`."""
    if isinstance(schema, list):
        return [_pointing_inside(each, definitions) for each in schema]
    if not isinstance(schema, dict):
        return schema
    found = {name: _pointing_inside(each, definitions) for name, each in schema.items()}
    if isinstance(target := schema.get("$ref"), str):
        name = target.removeprefix(SCHEMAS)
        definitions.setdefault(name, None)
        found["$ref"] = f"#/$defs/{name}"
    return found


def brief(schema: dict) -> dict:
    """A parameter without the list of its values in words, which its `enum` names already."""
    text = schema.get("description", "").partition("\n\n* ")[0].strip()
    return schema | {"description": text}
