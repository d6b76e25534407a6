"""The records that a proposal or a revision names, and the rule that hides it if one is hidden."""

from functools import cache

from django.core.exceptions import FieldDoesNotExist
from django.db import models

from ctplatform.access.visibility import visible_ids_sql
from ctplatform.curation import registry

IN_PAYLOAD = ("merges", "releases", "into", "from")
"""The keys of a payload that hold the id of another record of the same kind."""


def names_of_row(kind, values) -> dict:
    """{key of a kind: ids} of the records that a row refers to; `values` is its snapshot."""
    found = {}
    for column, key in _columns(kind.key).items():
        _add(found, key, values.get(column))
    for name, column in kind.columns.items():
        if hasattr(column, "names_in"):
            found = joined(found, column.names_in(values.get(name))) or {}
    return found


def names_of_changes(item) -> dict:
    """As `names_of_row`, for the diff and the payload of a proposal or a revision."""
    kind, payload = item.target_kind, item.payload or {}
    found = names_of_row(kind.root, payload.get("values") or {})
    for side in ("from", "to"):
        values = {name: step[side] for name, step in item.diff.items()}
        found = joined(found, names_of_row(kind, values)) or {}
    if can_be_hidden(kind.root.model):
        for name in IN_PAYLOAD:
            _add(found, kind.root.key, payload.get(name))
    return found


def joined(*names) -> dict | None:
    """Merge several such dicts; None where all are empty."""
    found = {}
    for each in names:
        for key, ids in (each or {}).items():
            found[key] = sorted({*found.get(key, ()), *ids})
    return found or None


def can_be_hidden(model) -> bool:
    """Whether a record of this model may be hidden from users who see its project."""
    if getattr(model, "visible_through", ()) or getattr(model, "withheld", {}):
        return True
    try:
        return bool(model._meta.get_field("marking"))
    except FieldDoesNotExist:
        return False


def _add(found, key, pk):
    """Add a record to the names; for a child row, its parent and the records that it refers to."""
    if pk is None:
        return
    kind = registry.kind_named(key)
    if kind.parent is None:
        found[key] = sorted({*found.get(key, ()), str(pk)})
        return
    row = kind.model._base_manager.filter(pk=pk).first()
    if row is None:
        return
    columns = {kind.parent: kind.root.key} | _columns(key)
    for column, its in columns.items():
        _add(found, its, getattr(row, f"{column}_id"))


@cache
def _columns(key) -> dict:
    """{column: key of the kind} of the columns that refer to records that can be hidden."""
    found = {}
    for name, column in registry.kind_named(key).columns.items():
        model = column.related_model if column.is_relation else None
        if model and registry.is_curated(model) and can_be_hidden(model):
            found[name] = registry.kind_of(model).key
    return found


@cache
def keys_named(roots) -> tuple:
    """The keys of the kinds that proposals and revisions about the kinds `roots` may refer to."""
    keys = set()
    for root in map(registry.kind_named, roots):
        if can_be_hidden(root.model):
            keys.add(root.key)
        for kind in (root, *registry.children_of(root)):
            for key in _columns(kind.key).values():
                named = registry.kind_named(key)
                keys.add(named.root.key)
                keys.update(each for each in _columns(key).values())
            for column in kind.columns.values():
                keys.update(getattr(column, "named_kinds", ()))
    return tuple(sorted(key for key in keys if registry.kind_named(key).parent is None))


class NamesNothingHidden(models.Func):
    """SQL condition: the user sees all records that a proposal or a revision names.

    `roots` are the keys of the kinds of records that the rows are about.
    """

    output_field = models.BooleanField()

    def __init__(self, *expressions, user, roots):
        super().__init__(*expressions)
        self.user, self.roots = user, tuple(roots)

    def as_sql(self, compiler, connection, **_context):
        column, before = compiler.compile(self.source_expressions[0])
        conditions, params = [], [*before]
        for key in keys_named(self.roots):
            model = registry.kind_named(key).model
            sql, values = visible_ids_sql(self.user, model, compiler, connection)
            each, of_id = _elements(connection, column, key)
            hidden = ""
            if sql is not None:
                one = f"SELECT 1 FROM {sql} seen WHERE seen.id = {of_id}"  # noqa: S608 - ours
                hidden = f" WHERE NOT EXISTS ({one})"
            conditions.append(f"NOT EXISTS (SELECT 1 FROM {each}{hidden})")  # noqa: S608 - ours
            params += [*before, *(values if sql is not None else ())]
        if not conditions:
            return "(1 = 1)", ()
        return f"({column} IS NULL OR ({' AND '.join(conditions)}))", tuple(params)


def _elements(connection, column, key):
    """(SQL table of the ids of a kind, SQL that compares one of them with an id column)."""
    if connection.vendor == "postgresql":
        table = f"jsonb_array_elements_text({column} -> '{key}') AS named(id)"
        return table, "named.id::uuid"
    return f"json_each({column}, '$.\"{key}\"') AS named", "REPLACE(named.value, '-', '')"
