"""The path of labels that leads to a code: what files name codes by."""


def paths_of(codes) -> dict:
    """{id: the path of labels} of codes of one or more codebooks."""
    rows = {code.pk: code for code in codes}
    return {pk: _path(code, rows) for pk, code in rows.items()}


def _path(code, rows):
    path = [code.label]
    while code.parent_id in rows:
        code = rows[code.parent_id]
        path.insert(0, code.label)
    return tuple(path)
