"""Record types and row types: each names the classes with which its rows are handled."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model
from django.utils.text import capfirst


@dataclass(frozen=True, kw_only=True)
class Exported:
    """The columns of an export, {name: field path or expression}.

    `rows(queryset, columns, reader)` yields the rows as this reader may see them; without it, all
    readers get the columns as they are.
    """

    columns: Mapping[str, Any]
    rows: Callable[..., Iterable[tuple]] | None = None


@dataclass(frozen=True, kw_only=True)
class _Type:
    """What record types and row types have in common.

    `noun` names the rows in URLs of the API. `exported` is None where rows are not exported. `form`
    is the form in which users edit a row and amend proposals, `add` the title of the page that adds
    one. The form takes `data`, `instance=`, `user=` and `project=`; `values()` returns what the
    user changed, `create(values, **why)` makes a row, `refuse(error)` shows errors of the services
    at their fields, `shown` are the fields in order, `field_template` renders one. Its fields
    `version` and `reason` belong to every edit.
    `left_out` is {surface: {field: reason}}: the fields that a surface (`form`, `filter`, `page`,
    `api`, `export`) does not show, and why.
    """

    model: type[Model]
    noun: str
    viewset: type
    form: type | None = None
    add: str = ""
    admin: type | None = None
    exported: Exported | None = None
    left_out: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The name of the model, such as "incident"."""
        return self.model._meta.model_name

    @property
    def label(self) -> str:
        """What one of them is called, such as “Incident”."""
        return capfirst(self.model._meta.verbose_name)


@dataclass(frozen=True, kw_only=True)
class RecordType(_Type):
    """A type of top-level record.

    `icon` is an SVG outline of 10 x 10 units. `list_view` lists the records of a project, `page` is
    the view of one (`request`, `pk`); without it, the page shows the fields and nothing else.
    `field_rows(record, user)` yields the rows of the section "Fields"; without it, there is one for
    each field that passages can be about. `required_evidence` is {name: RequiredField}: the fields
    of published records that need a passage. `created_by_name` is the field whose text is enough to
    create a record in a form that refers to one. `menu_key` is the key that opens the list, after
    `g`, where the menu has it. `rows_in_fields` are the relations to child rows that `field_rows`
    reads, each with the relations to read with it. `summed_fields` are {name: declaration} of the
    fields that sum up child rows (incidents.records.summed_fields).
    """

    icon: str
    list_view: type
    page: Callable | None = None
    field_rows: Callable[..., Iterable] | None = None
    required_evidence: Mapping[str, Any] = field(default_factory=dict)
    created_by_name: str = ""
    menu_key: str = ""
    rows_in_fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    summed_fields: Mapping[str, Any] = field(default_factory=dict)

    @property
    def plural(self) -> str:
        """The title of the list, such as “Incidents”."""
        return capfirst(self.model._meta.verbose_name_plural)

    @property
    def new_address(self) -> str:
        """The path of the page that adds a record."""
        return f"/{self.noun}/new/"

    def address_of(self, pk) -> str:
        """The path of the page of a record."""
        return f"/{self.noun}/{pk}/"


@dataclass(frozen=True, kw_only=True)
class RowType(_Type):
    """A type of child row, such as the casualty estimates of an incident.

    `path` names the rows in URLs of pages, where it differs from `noun`. `stated(row)` is the value
    that a passage states when it is evidence of the row; None where it states no value.
    """

    path: str = ""
    stated: Callable[[Model], Any] | None = None

    @property
    def page_noun(self) -> str:
        return self.path or self.noun
