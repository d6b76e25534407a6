"""The operations that the OpenAPI document describes."""


def operations(schema):
    """(path, method, operation) of all of them."""
    for path, item in schema["paths"].items():
        for method, operation in item.items():
            if method in ("get", "post", "patch", "put", "delete"):
                yield path, method, operation


def resolved(schema, node):
    """The component that a reference names, else the node itself."""
    while "$ref" in node:
        found = schema
        for step in node["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        node = found
    return node
