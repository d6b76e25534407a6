"""The operations that the OpenAPI document describes."""


def operations(schema):
    """(path, method, operation) of all of them."""
    for path, item in schema["paths"].items():
        for method, operation in item.items():
            if method in ("get", "post", "patch", "put", "delete"):
                yield path, method, operation
