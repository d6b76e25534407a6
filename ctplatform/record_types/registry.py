"""The registry of record types and row types.

Apps declare theirs in a module `record_types`, which is imported once all models are loaded.
"""

from django.db.models import Model

from ctplatform.record_types.types import RecordType, RowType

_record_types: dict[type[Model], RecordType] = {}
_row_types: dict[type[Model], RowType] = {}


def register_type(declared: RecordType | RowType) -> None:
    """Add a type to the registry; see incidents.records.registration, which also connects it."""
    types = _record_types if isinstance(declared, RecordType) else _row_types
    types[declared.model] = declared


def record_types() -> list[RecordType]:
    """All types of top-level records, in the order of their registration."""
    return list(_record_types.values())


def row_types() -> list[RowType]:
    return list(_row_types.values())


def record_type_of(record_or_model) -> RecordType | None:
    """The type of a record or of a model of records; None for other models."""
    model = record_or_model if isinstance(record_or_model, type) else type(record_or_model)
    return _record_types.get(model._meta.concrete_model)


def row_type_of(row_or_model) -> RowType | None:
    """The type of a child row or of a model of child rows; None for other models."""
    model = row_or_model if isinstance(row_or_model, type) else type(row_or_model)
    return _row_types.get(model._meta.concrete_model)


def type_of(row_or_model) -> RecordType | RowType | None:
    """The type of a record or child row, or of their model; None for other models."""
    return record_type_of(row_or_model) or row_type_of(row_or_model)


def record_type_named(key: str) -> RecordType | None:
    """The record type with this key, such as "incident"."""
    return next((each for each in _record_types.values() if each.key == key), None)


def record_type_at(noun: str) -> RecordType:
    """The record type with this noun in URLs; raises LookupError where there is none."""
    found = next((each for each in _record_types.values() if each.noun == noun), None)
    if found is None:
        raise LookupError(noun)
    return found


def row_type_at(noun: str) -> RowType:
    """The row type with this noun in the URLs of pages; raises LookupError where there is none."""
    found = next((each for each in _row_types.values() if each.page_noun == noun), None)
    if found is None:
        raise LookupError(noun)
    return found
