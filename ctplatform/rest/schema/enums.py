"""One name for each set of choices in the schema."""

from collections import defaultdict

from django.conf import settings

SCHEMAS = "#/components/schemas/"


def name_enums_once(result, generator, request, public):
    """Name choices of lists, and merge enums of the same choices: each has one name."""
    schemas = result["components"]["schemas"]
    for schema in [*schemas.values()]:
        for name, field in schema.get("properties", {}).items():
            if "enum" in field.get("items", ()):
                field["items"] = _named(name, field["items"], schemas)
    kept = _merged(schemas)
    for name in kept:
        del schemas[name]
    _replace(result, {SCHEMAS + name: SCHEMAS + other for name, other in kept.items()})
    result["components"]["schemas"] = dict(sorted(schemas.items()))
    return result


def _named(field, choices, schemas):
    """A reference to the enum of one item of a list: `AttackType` of `attack_types`."""
    name = field.removesuffix("s").title().replace("_", "")
    while name in schemas and schemas[name].get("enum") != choices["enum"]:
        name = f"{name}Choice"
    schemas.setdefault(name, {"type": "string", **choices})
    return {"$ref": SCHEMAS + name}


def _merged(schemas):
    """{name of an enum: the name of another with the same choices, that stays}."""
    alike = defaultdict(list)
    for name, schema in schemas.items():
        if "enum" in schema:
            alike[frozenset(map(repr, schema["enum"]))].append(name)
    kept = {}
    for names in alike.values():
        chosen = settings.SPECTACULAR_SETTINGS["ENUM_NAME_OVERRIDES"]
        first, *others = sorted(names, key=lambda name: (name not in chosen, len(name), name))
        kept |= dict.fromkeys(others, first)
    return kept


def _replace(node, references):
    """Point all references of a document to the names that stay."""
    if isinstance(node, list):
        for each in node:
            _replace(each, references)
    elif isinstance(node, dict):
        if node.get("$ref") in references:
            node["$ref"] = references[node["$ref"]]
        for each in node.values():
            _replace(each, references)
