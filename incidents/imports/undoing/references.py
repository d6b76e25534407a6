"""Which rows refer to the records that an import made, so that undoing it keeps what is in use."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.db import models

from ctplatform.curation.registry import is_curated, kind_of

NOT_COUNTED = {
    "incidents.actor_named",
    "incidents.duplicatesuggestion",
    "incidents.externalrecord",
    "incidents.incident_named",
}
"""Models whose rows do not keep a record in use: lists of readers, suggested duplicates, and the
record's own ids in datasets."""


class Reference(NamedTuple):
    """A row that refers to a record: (key, id) of the record, of the row, and of the row's record.

    `label` is the label of the row's model; `root` is None for rows that are not curated.
    """

    target: tuple
    row: tuple
    root: tuple | None
    label: str


def references_to(kind, ids) -> Iterator[Reference]:
    """The rows that refer to records of a kind; `ids` is a queryset of their ids.

    Child rows of the records themselves do not count: they have revisions of their own. Nor do
    rows that are deleted, or of a withdrawn record. One query for each foreign key.
    """
    for field in _foreign_keys(kind):
        rows = field.model._base_manager.filter(**{f"{field.name}__in": ids})
        if any(each.name == "deleted" for each in field.model._meta.fields):
            rows = rows.filter(deleted=None)
        yield from _of_field(kind, field, rows)


def _of_field(kind, field, rows):
    label = field.model._meta.label_lower
    if not is_curated(field.model):
        for target, pk in rows.values_list(field.attname, "pk"):
            yield Reference((kind.key, target), (label, pk), None, label)
        return
    mine = kind_of(field.model)
    owner = f"{mine.parent}__" if mine.parent else ""
    rows = rows.exclude(**{f"{owner}state": "withdrawn"})
    root = f"{mine.parent}_id" if mine.parent else "pk"
    for target, pk, root_pk in rows.values_list(field.attname, "pk", root):
        yield Reference((kind.key, target), (mine.key, pk), (mine.root.key, root_pk), label)


def _foreign_keys(kind) -> Iterator[models.ForeignKey]:
    for relation in kind.model._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete:
            continue
        model, field = relation.related_model, relation.field
        is_child = is_curated(model) and kind_of(model).parent == field.name
        if model._meta.label_lower not in NOT_COUNTED and not is_child:
            yield field


def used_records(records: set, references: Iterable[Reference], no_longer_referring: set) -> dict:
    """{record: label of the model of a row that uses it} of those that have to stay.

    `records` are (key, id) that would go, `no_longer_referring` the (key, id) of rows that go or
    are changed back. Rows of records that go do not count as use; rows of records that stay do.
    """
    references = [each for each in references if each.row not in no_longer_referring]
    going, used = set(records), {}
    while True:
        found = {
            each.target: each.label
            for each in references
            if each.target in going and each.root not in going
        }
        if not found:
            return used
        used |= found
        going -= found.keys()
