"""The child rows of a record that a link can name, such as one estimate of an incident."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import models
from django.db.models import Exists, OuterRef, Q

from ctplatform.access.visibility import visible_reference
from incidents.models import (
    ActorAlias,
    ActorKindPeriod,
    ActorRelation,
    ActorSizeEstimate,
    AllegationSubject,
    CasualtyEstimate,
    Claimant,
    IncidentLink,
    IncidentPlace,
    Participation,
    ResponsibilityStatement,
    Verdict,
)
from incidents.vocabularies import CASUALTY_KINDS, ROLES_OF_FIELDS


@dataclass(frozen=True)
class RowKind:
    """A kind of row that a link to a record of the type `target` can name.

    `fields` are the fields of the record that such rows belong to, `fields_of(row)` those of one
    row. `title` is the attribute that describes a row in words.
    """

    model: type[models.Model]
    target: str
    fields: tuple[str, ...]
    fields_of: Callable[[models.Model], tuple[str, ...]]
    title: str = "__str__"

    def rows_of(self, record):
        """The rows of a record and of all records that were merged with it."""
        if self.model is ActorRelation:
            return self.model.objects.of_actor(record.canonical_record)
        return self.model.objects.filter(
            **{f"{self.target}__in": record.canonical_record.family_ids()}
        )

    def parent_of(self, row):
        """The record that a row belongs to."""
        return getattr(row, self.model.visible_through[0])

    def title_of(self, row) -> str:
        return str(row) if self.title == "__str__" else getattr(row, self.title)

    @property
    def ends(self) -> tuple[str, ...]:
        """The foreign keys of a row that `title_of` reads."""
        read = [*self.model.visible_through, "place"]
        return tuple(f.name for f in self.model._meta.concrete_fields if f.name in read)


def _of(*names):
    return names, lambda _row: names


def _part_fields(part):
    return tuple(field for field, roles in ROLES_OF_FIELDS.items() if part.role in roles)


NAMED_ROWS = {
    "relation": RowKind(ActorRelation, "actor", *_of("relations"), title="sentence"),
    "casualty_estimate": RowKind(
        CasualtyEstimate, "incident", tuple(CASUALTY_KINDS), lambda row: (row.kind,)
    ),
    "responsibility_statement": RowKind(
        ResponsibilityStatement, "incident", *_of("responsibility")
    ),
    "participation": RowKind(Participation, "incident", tuple(ROLES_OF_FIELDS), _part_fields),
    "incident_link": RowKind(IncidentLink, "incident", *_of("links")),
    "claimant": RowKind(Claimant, "allegation", *_of("claimants")),
    "verdict": RowKind(Verdict, "allegation", *_of("verdict")),
}
"""{name of the foreign key of a link: kind of row}."""


def row_name(row) -> str:
    """The name of the foreign key for rows of this kind; "" where links cannot name such rows."""
    return next((name for name, kind in NAMED_ROWS.items() if isinstance(row, kind.model)), "")


OTHER_FIELDS = {
    IncidentPlace: "further_places",
    AllegationSubject: "further_subjects",
    ActorAlias: "aliases",
    ActorKindPeriod: "kinds",
    ActorSizeEstimate: "sizes",
}
"""{kind of row that links cannot name: the field of its record that it belongs to}."""


PASSAGE_ROWS = (*(kind.model for kind in NAMED_ROWS.values()), *OTHER_FIELDS)
"""The models of the rows that passages can be about."""


def field_of_row(row) -> str:
    """The field of its record that a row belongs to; "" where there is none."""
    if name := row_name(row):
        return NAMED_ROWS[name].fields_of(row)[0]
    return OTHER_FIELDS.get(type(row), "")


def one_row_at_most():
    """The condition that a link names no row, or one row that fits its record and field."""
    none = Q(**{f"{name}__isnull": True for name in NAMED_ROWS})
    found = none
    for name, kind in NAMED_ROWS.items():
        others = {f"{other}__isnull": True for other in NAMED_ROWS if other != name}
        about = {f"{kind.target}__isnull": False, "field__in": kind.fields}
        found |= Q(**{f"{name}__isnull": False}, **others, **about)
    return found


def shown_rows(user, path=""):
    """The condition that the row named by a link belongs to its record and names nothing hidden.

    Relations, which belong to two records, are checked through `visible_through` instead.
    """
    condition = Q()
    for name, kind in NAMED_ROWS.items():
        if kind.model is not ActorRelation:
            shown = Q(Exists(_shown(kind, user, name, path)))
            condition &= Q(**{f"{path}{name}__isnull": True}) | shown
    return condition


def _shown(kind, user, name, path):
    parent, *others = kind.model.visible_through
    rows = kind.model.objects.filter(
        pk=OuterRef(f"{path}{name}_id"), **{f"{parent}_id": OuterRef(f"{path}{kind.target}_id")}
    )
    for other in others:
        related = kind.model._meta.get_field(other).related_model
        rows = rows.filter(
            Q(**{f"{other}__isnull": True}) | Q(visible_reference(related, user, other))
        )
    return rows


def named_rows_of(target: str) -> list[str]:
    """The names of the foreign keys to rows of a type of record."""
    return [name for name, kind in NAMED_ROWS.items() if kind.target == target]
