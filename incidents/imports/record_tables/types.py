"""Which types of record a table may hold, and the columns that say what a row is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Field, Model
from django.utils.translation import gettext as _

from ctplatform.curation.registry import is_curated, kind_of
from ctplatform.record_types.registry import record_type_of, type_of

KEY = "key"
NAME = "_name"
"""What follows the name of a column that refers to a record, where the cell has its name."""


@dataclass(frozen=True, kw_only=True)
class RecordTable:
    """A type of record that can be imported from a table.

    The columns are those of its export that users may set. `recognised_by` are columns that tell
    its table from all others, `words` {field: names that the column has in other tables} and
    `column_labels` {column: label} of those that the label of the field does not explain. `names`
    is {field: model} of a list of names that are child rows. `find(row, values, plan)` finds a
    known record of the project by its values; without it, a row is known by its key alone.
    """

    model: type[Model]
    noun: str
    label: str
    recognised_by: tuple[str, ...]
    words: Mapping[str, str] = field(default_factory=dict)
    column_labels: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, type[Model]] = field(default_factory=dict)
    find: Callable[..., Any] | None = None

    @property
    def is_curated(self) -> bool:
        return is_curated(self.model)

    @property
    def key(self) -> str:
        """The curation key; the name of the model of a record that is not curated."""
        return kind_of(self.model).key if self.is_curated else self.model._meta.model_name

    @property
    def parent(self) -> str | None:
        """The field of the record that a row belongs to; None for records themselves."""
        return kind_of(self.model).parent if self.is_curated else None

    @property
    def title(self) -> str:
        """The field that names a record, "" if there is none."""
        name = kind_of(self.model).title if self.is_curated else "name"
        return name if name in self.fields else ""

    @cached_property
    def fields(self) -> dict[str, Field]:
        """{column: field of the model} of the columns that are read."""
        return {name: self.model._meta.get_field(name) for name in self._field_names()}

    def _field_names(self):
        exported = type_of(self.model).exported.columns
        if not self.is_curated:
            skipped = {"id", "version", "created", "updated", "project", "created_by"}
            plain = (each.name for each in self.model._meta.concrete_fields if each.editable)
            return [name for name in plain if name in exported and name not in skipped]
        kind = kind_of(self.model)
        return [name for name in exported if name in kind.editable or name == kind.parent]

    @property
    def list_noun(self) -> str:
        """The noun of the list of the records that the rows are, or belong to."""
        if not self.is_curated:
            return self.noun
        return record_type_of(kind_of(self.model).root.model).noun

    def terms_of(self, name: str) -> list[tuple[str, str]]:
        """[(slug, label)] of the terms of a column; [] where it holds other values."""
        choices = self.fields[name].flatchoices if name in self.fields else ()
        return [(str(slug), str(label)) for slug, label in choices or () if slug is not None]

    @cached_property
    def references(self) -> dict[str, Field]:
        return {name: each for name, each in self.fields.items() if each.is_relation}

    @cached_property
    def needed(self) -> tuple[str, ...]:
        """The columns without which no row can become a record."""
        return tuple(
            name
            for name, each in self.fields.items()
            if not each.blank and not each.has_default() and not each.null
        )

    def labels(self) -> dict[str, str]:
        """{column: what it means} of all columns that are read, in order."""
        found = {KEY: _("key of the row in its dataset")}
        for name, each in self.fields.items():
            label = _("why fields are empty") if name == "absences" else each.verbose_name
            found[name] = str(self.column_labels.get(name, label))
            if each.is_relation:
                words = _("name of: %s") % each.verbose_name
                found[f"{name}{NAME}"] = str(self.column_labels.get(f"{name}{NAME}", words))
        for name, model in self.names.items():
            found[name] = str(model._meta.verbose_name_plural)
        return found
