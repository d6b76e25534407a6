"""The registry of curated models and of kinds of evidence, filled by decorators and `ready()`."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import models

_kinds: dict[str, "Kind"] = {}
_by_model: dict[type, "Kind"] = {}
_evidence: dict[str, "EvidenceKind"] = {}
_statements: dict[str, "StatementKind"] = {}
_checks: dict[type, Callable] = {}


@dataclass(frozen=True)
class Kind:
    """A curated model.

    `key` is its name in the API (`target_type`); `fields` are the editable columns; `parent` is the
    foreign key to the record that a child row belongs to; `title` is the attribute that names a
    row, and `label` one shown in its place where the name alone would mislead. Only records with
    equal fields `alike` can be merged. Changes of `members_only` fields are shown to members of the
    project only. Rows of a `personal` kind belong to their author (`created_by`): they apply at
    once, without a second person, and nobody else changes, removes or moves them.
    `history_shown(user)` is the condition for revisions and proposals about rows of the kind that
    the user may read; without it, all those of a visible record.

    Hooks, with JSON snapshots of a row as `before` and `after` (None where it does not exist):
    `before_write(records, write)` runs before rows are written and may `write(row, **values)` other
    rows of their record. `on_change(changes)` runs in the transaction: (before, after, record) of
    each changed row; `called_for_new=False` skips it for child rows made with their new record.
    `guard(before, after, record, by=, evidence=)` runs before a row is written or removed and may
    raise to refuse: `by` is who decided, `evidence` the ids of the passages. `guard_merge(gone,
    kept, by=)` may raise to refuse a merge. `two_approvals_reason(before, after)` returns why a
    change needs two approvals, or ""; so does `two_approvals_reason_of_rows(snapshots)` for all
    child rows of a record.
    """

    key: str
    model: type[models.Model]
    fields: tuple[str, ...]
    parent: str | None = None
    title: str = "__str__"
    label: str = ""
    alike: tuple[str, ...] = ()
    on_change: Callable[[list[tuple[dict | None, dict | None, models.Model]]], None] | None = None
    called_for_new: bool = True
    members_only: tuple[str, ...] = ()
    before_write: Callable[[list[models.Model], Callable], None] | None = None
    two_approvals_reason: Callable[[dict | None, dict | None], str] | None = None
    two_approvals_reason_of_rows: Callable[[list[dict]], str] | None = None
    guard: Callable[..., None] | None = None
    guard_merge: Callable[..., None] | None = None
    personal: bool = False
    history_shown: Callable[[Any], models.Q] | None = None

    @cached_property
    def root(self) -> "Kind":
        """The kind of the top-level record that its rows belong to: its parent's, else itself."""
        if self.parent is None:
            return self
        return kind_of(self.model._meta.get_field(self.parent).related_model)

    @cached_property
    def editable(self) -> tuple[str, ...]:
        """The columns that users may set: `fields`, and `absences` where the model has it."""
        names = {field.name for field in self.model._meta.concrete_fields}
        return (*self.fields, *(["absences"] if "absences" in names else []))

    @cached_property
    def columns(self) -> dict[str, models.Field]:
        """The columns of a snapshot: the editable ones; of a record also `state`, `merged_into`."""
        names = (*self.editable, *([] if self.parent else ["state", "merged_into"]))
        return {name: self.model._meta.get_field(name) for name in names}

    @property
    def noun(self) -> str:
        """What a row is called: "incident", "casualty estimate"."""
        return str(self.model._meta.verbose_name)

    def title_of(self, record: models.Model) -> str:
        shown = self.label or self.title
        return str(record) if shown == "__str__" else str(getattr(record, shown))


@dataclass(frozen=True)
class Passage:
    """A piece of evidence as a diff shows it; `field` is the field that it is about, if any.

    `field_label` is that field's label. `named` is the value `stated`, with terms and countries by
    name. `link` is the id of its link to this record, `row` that of the child row that the link
    names, if any. `group` identifies its origin: passages of one group repeat the same report;
    `group_name` is its title. `published` is the date (EDTF) of the text, from which a relative
    date counts. `states_another_value` is whether the record has another value in the field, None
    where that was not compared.
    """

    id: str
    quote: str
    before: str = ""
    after: str = ""
    source: str = ""
    url: str = ""
    field: str = ""
    field_label: str = ""
    stance: str = ""
    stance_label: str = ""
    stated: Any = None
    named: Any = None
    grade: str = ""
    published: str = ""
    link: str = ""
    row: str = ""
    credibility: int | None = None
    relevance: str = ""
    group: str = ""
    group_name: str = ""
    states_another_value: bool | None = None

    @property
    def stated_words(self) -> str:
        """The stated value in words; "" where it states none."""
        if isinstance(self.named, dict):
            return ", ".join(f"{name} {value}" for name, value in self.named.items())
        if isinstance(self.named, list):
            return ", ".join(map(str, self.named))
        return "" if self.named is None else str(self.named)


@dataclass(frozen=True)
class EvidenceKind:
    """Rows that can be evidence: `visible(user, project)`, `describe(rows, record, user)`.

    `describe` returns a `Passage` for each link of a row to the record, or one without a link, in a
    fixed number of queries. `sources(row, leaving)` is the number of independent sources that
    support a row by name, without the links (ids) `leaving`. `unsourced(rows, cores, user)` filters
    records in which a field of `cores` ({field: `RequiredField`}) has a value that no evidence
    supports. `ungraded(rows, user)` filters records with visible evidence without a grade of
    credibility. `dates(user, ids=, record=)` is {(field, date)}: the dates (EDTF) of the texts of
    visible evidence with these ids, or about a record, and the field that it is about.
    `about(record, user)` is {field: [Passage]} of the visible evidence about a record; "" is the
    record as a whole. `counted(model, project, user)` is {id of a record: number of visible pieces
    of evidence about it}. `coded(rows, slug, user)` filters records with evidence coded with that
    slug or one below it, and `codes(project, user)` are the (slug, label) to choose from.
    `offered(user, project, record=, ids=, near=, words=)` are Passages for a form to offer: those
    with the ids, else with the words, else of the text of the row `near`, else about the record.

    `link(pk, record, by=, row=, **said)` links a row (its id) to a record and one of its child
    rows; `name_row(row, ids, by=)` adds a proposed child row to the links once it was made.
    `stances` and `credibility_grades` are {value: label} of a link. `records_changed(changes)` runs
    after changes of existing records or of child rows, with a list as for `Kind.on_change`.
    """

    key: str
    model: type[models.Model]
    visible: Callable[[Any, Any], models.QuerySet]
    describe: Callable[[list, models.Model, Any], list[Passage]]
    sources: Callable[..., int] = lambda row, leaving=(): 0
    unsourced: Callable[..., models.QuerySet] = lambda rows, cores, user: rows
    ungraded: Callable[..., models.QuerySet] = lambda rows, user: rows.none()
    dates: Callable[..., set] = lambda user, **which: set()
    counted: Callable[..., dict] = lambda model, project, user: {}
    coded: Callable[..., models.QuerySet] = lambda rows, slug, user: rows.none()
    codes: Callable[..., list] = lambda project, user: []
    offered: Callable[..., list] = lambda user, project, **which: []
    link: Callable[..., None] = lambda pk, record, **said: None
    name_row: Callable[..., None] = lambda row, ids, by: None
    stances: dict[str, str] = field(default_factory=dict)
    about: Callable[..., dict] = lambda record, user: {}
    records_changed: Callable[[list], None] = lambda changes: None
    credibility_grades: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class StatementKind:
    """Rows about records that curation does not write, such as links from passages.

    `about(record)` are those of a record; `describe(rows, user)` gives (id, words) of those visible
    to a user; `move(rows, record)` makes them be about another record of the same kind, and
    `follow(row, source, target)` moves those that name a child row moved from one record to the
    other.
    """

    key: str
    about: Callable[[models.Model], models.QuerySet]
    describe: Callable[[models.QuerySet, Any], list[tuple[str, str]]]
    move: Callable[[models.QuerySet, models.Model], None]
    follow: Callable[..., None] = lambda row, source, target: None


def one_by_one(hook):
    """An `on_change` that calls `hook(before, after, record)` for each changed row."""
    return lambda changes: [hook(*change) for change in changes]


def curated(*, key, fields, parent=None, **options):
    """Register the decorated model: from now on its fields change only through `services`.

    `options` are the other attributes of a `Kind`.
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


def register_stated_check(model, check) -> None:
    """Register how a stated value is compared with one that a proposal sets.

    `check(record, field, value)` returns a function of a Passage: whether it states that value,
    None where it states none that can be read. For a proposed child row `value` is its snapshot.
    """
    _checks[model] = check


def stated_check_of(model) -> Callable | None:
    return _checks.get(model)


def statement_kinds() -> list[StatementKind]:
    return list(_statements.values())


def kinds() -> list[Kind]:
    return list(_kinds.values())


def roots() -> list[Kind]:
    return [kind for kind in _kinds.values() if kind.parent is None]


def personal_keys() -> list[str]:
    """The keys of the personal kinds (see `Kind`)."""
    return [kind.key for kind in _kinds.values() if kind.personal]


def children_of(root: Kind) -> list[Kind]:
    """The kinds of child rows of a top-level record."""
    return [kind for kind in _kinds.values() if kind.parent and kind.root is root]


def kind_named(key: str) -> Kind:
    """Return the kind with this key; raises LookupError where there is none."""
    return _kinds[key]


def kind_of(record_or_model) -> Kind:
    """Return the kind of a record, a model or a proxy; LookupError if it is not curated."""
    model = record_or_model if isinstance(record_or_model, type) else type(record_or_model)
    return _by_model[model._meta.concrete_model]


def is_curated(model) -> bool:
    return model._meta.concrete_model in _by_model


def independent_sources(row, *, leaving=()) -> int:
    """The number of independent sources that support this row (see EvidenceKind)."""
    return sum(kind.sources(row, leaving) for kind in _evidence.values())


def count_passages(model, project, user) -> dict:
    """{id: the number of passages about it} for the records of a project that have any."""
    found = Counter()
    for kind in _evidence.values():
        found.update(kind.counted(model, project, user))
    return dict(found)


def evidence_kinds() -> list[EvidenceKind]:
    return list(_evidence.values())


def evidence_about(record, user) -> dict[str, list[Passage]]:
    """{field: [Passage, ...]} of the evidence about a record that the user may see.

    The key "" is for passages about the record as a whole.
    """
    found = {}
    for kind in _evidence.values():
        for name, passages in kind.about(record, user).items():
            found.setdefault(name, []).extend(passages)
    return found
