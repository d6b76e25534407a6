"""Which models are curated, and what may serve as evidence. Filled by decorators and `ready()`."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import models

_kinds: dict[str, "Kind"] = {}
_by_model: dict[type, "Kind"] = {}
_evidence: dict[str, "EvidenceKind"] = {}
_statements: dict[str, "StatementKind"] = {}
_forms: dict[type, type] = {}


@dataclass(frozen=True)
class Kind:
    """A curated model.

    `key` is its name in the API (`target_type`); `fields` are the columns that people edit;
    `parent` is the foreign key to the record whose state a child row follows; `title` is the
    attribute that names a row; records are merged only where their fields `alike` are the same.
    `before_write(record, write)` runs before a row is written, and may
    `write(row, **values)` others of its record that must give way. `on_change(before, after,
    record)` runs in the transaction of each change, with snapshots in JSON form (None where the
    row did not exist or no longer does); where it has nothing to do for rows of a record that is
    made with them in one batch, say `hears_new=False`.
    Whoever reads a project without being its member is not told how `members_only` fields changed.
    `grave(before, after)` says why a change needs two approvals, or nothing where one will do.
    `guard(before, after, record, by=, evidence=)` runs before a row is written and refuses by
    raising: `by` is who decided, `evidence` the ids of the passages that the decision rested on.
    `guard_merge(gone, kept, by=)` refuses to let one record stand for another.
    """

    key: str
    model: type[models.Model]
    fields: tuple[str, ...]
    parent: str | None = None
    title: str = "__str__"
    alike: tuple[str, ...] = ()
    on_change: Callable[[dict | None, dict | None, models.Model], None] | None = None
    hears_new: bool = True
    members_only: tuple[str, ...] = ()
    before_write: Callable[[models.Model, Callable], None] | None = None
    grave: Callable[[dict | None, dict | None], str] | None = None
    guard: Callable[..., None] | None = None
    guard_merge: Callable[..., None] | None = None

    @cached_property
    def root(self) -> "Kind":
        """The kind whose state and history this one belongs to: its parent's, else its own."""
        if self.parent is None:
            return self
        return kind_of(self.model._meta.get_field(self.parent).related_model)

    @cached_property
    def editable(self) -> tuple[str, ...]:
        """The names a person may set: `fields`, and `absences` where the model keeps them."""
        names = {field.name for field in self.model._meta.concrete_fields}
        return (*self.fields, *(["absences"] if "absences" in names else []))

    @cached_property
    def columns(self) -> dict[str, models.Field]:
        """What a snapshot holds: the editable fields; of a record also its state and successor."""
        names = (*self.editable, *([] if self.parent else ["state", "merged_into"]))
        return {name: self.model._meta.get_field(name) for name in names}

    @property
    def noun(self) -> str:
        """What a row is called: "incident", "casualty estimate"."""
        return str(self.model._meta.verbose_name)

    def title_of(self, record: models.Model) -> str:
        return str(record) if self.title == "__str__" else str(getattr(record, self.title))


@dataclass(frozen=True)
class Passage:
    """A piece of evidence as the diff shows it; `field` is the field it speaks about, if one.

    `link` is the id of the statement that it is about this record, `row` that of the one row of the
    record that it names, if it does. `group` keys what it comes from:
    passages of one group tell the same story; `group_name` says it in words. `published` is the
    date (EDTF) of the text, from which a relative one counts.
    """

    id: str
    quote: str
    before: str = ""
    after: str = ""
    source: str = ""
    url: str = ""
    field: str = ""
    stance: str = ""
    stance_label: str = ""
    stated: Any = None
    grade: str = ""
    published: str = ""
    link: str = ""
    row: str = ""
    credibility: int | None = None
    relevance: str = ""
    group: str = ""
    group_name: str = ""


@dataclass(frozen=True)
class EvidenceKind:
    """Rows that may support a proposal: `visible(user, project)`, `describe(rows, record, user)`.

    `describe` returns a `Passage` for each row, in a number of queries that does not grow;
    `sources(record, field, others, given, row)` the ids of the sources of those that support a
    field and speak of the other records too, of those that support the `row` by its name, and of
    those whose ids are given; `untraced(rows, cores)` keeps the records of which a core field
    ({field: a Core of incidents.aggregates.tracing}) has a value that no such row supports.
    `dates(user, ids=, record=)` are {(field, date)}: the dates (EDTF) of the texts in which rows
    stand that the user may see, those of the ids, or those about a record and which field of it.
    """

    key: str
    model: type[models.Model]
    visible: Callable[[Any, Any], models.QuerySet]
    describe: Callable[[list, models.Model, Any], list[Passage]]
    sources: Callable[..., set] = lambda record, field, others, given, row: set()
    untraced: Callable[[models.QuerySet, dict], models.QuerySet] = lambda rows, cores: rows
    dates: Callable[..., set] = lambda user, **which: set()


@dataclass(frozen=True)
class StatementKind:
    """Rows that speak of records and do not pass the door, such as links from passages.

    `about(record)` are those of a record; `describe(rows, user)` gives (id, words) of those that a
    person may see; `move(rows, record)` lets rows speak of another record of the same kind.
    """

    key: str
    about: Callable[[models.Model], models.QuerySet]
    describe: Callable[[models.QuerySet, Any], list[tuple[str, str]]]
    move: Callable[[models.QuerySet, models.Model], None]


def curated(*, key, fields, parent=None, **options):
    """Register the model below: from now on its fields change only through `services`.

    `options` are the further attributes of a `Kind`.
    """

    def register(model):
        if _kinds.get(key) is not None and _kinds[key].model is not model:
            raise ImproperlyConfigured(f"Two curated models are called {key!r}.")
        kind = Kind(key, model, tuple(fields), parent, **options)
        _kinds[key] = _by_model[model] = kind
        return model

    return register


def register_evidence(kind: EvidenceKind) -> None:
    _evidence[kind.key] = kind


def register_statements(kind: StatementKind) -> None:
    _statements[kind.key] = kind


def register_form(model, form) -> None:
    """Say in which form people edit rows of a curated model, so that proposals are amended in it.

    It takes `data`, `instance=`, `user=` and `project=`; `values()` is what a person changed,
    `refuse(error)` shows at the fields what the door refused, `shown` are the fields in order,
    `field_template` draws one. Its fields `version` and `reason` belong to every edit.
    """
    _forms[model] = form


def form_of(model) -> type | None:
    return _forms.get(model)


def statement_kinds() -> list[StatementKind]:
    return list(_statements.values())


def kinds() -> list[Kind]:
    return list(_kinds.values())


def roots() -> list[Kind]:
    return [kind for kind in _kinds.values() if kind.parent is None]


def children_of(root: Kind) -> list[Kind]:
    """The kinds of rows that hang on a top-level record."""
    return [kind for kind in _kinds.values() if kind.parent and kind.root is root]


def kind_named(key: str) -> Kind:
    """Return the kind called `key`; LookupError where there is none."""
    return _kinds[key]


def kind_of(record_or_model) -> Kind:
    """Return the kind of a record, a model or a proxy of one; LookupError where not curated."""
    model = record_or_model if isinstance(record_or_model, type) else type(record_or_model)
    return _by_model[model._meta.concrete_model]


def is_curated(model) -> bool:
    return model._meta.concrete_model in _by_model


def independent_sources(record, field, *, others=(), given=(), row=None) -> int:
    """How many different sources support a field of a record (see EvidenceKind)."""
    found = (kind.sources(record, field, others, given, row) for kind in _evidence.values())
    return len(set().union(*found))


def evidence_kinds() -> list[EvidenceKind]:
    return list(_evidence.values())
