"""Find records with a required field whose value no passage supports."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import Q

from ctplatform.curation.registry import evidence_kinds
from ctplatform.record_types.registry import record_type_of

SUPPORTS = ("supports",)
SPEAKS = ("supports", "mentions")
EVERY_ROLE = (*SPEAKS, "contradicts", "restates", "context")


@dataclass(frozen=True)
class RequiredField:
    """A field whose value needs evidence.

    `has_value(user)` is a Q for the records with a value that the user sees, `holds(record, facts)`
    the same test of one record. The evidence is a passage in one of the `roles` that is linked to
    one of the `fields`. A passage that states another value than the record's does not count,
    except where any passage suffices.
    """

    has_value: Callable[[Any], Q]
    holds: Callable[[Any, dict], bool]
    fields: tuple[str, ...]
    roles: tuple[str, ...] = SUPPORTS

    @property
    def any_passage_suffices(self) -> bool:
        """Whether a passage that states another value, or none, is enough."""
        return set(SPEAKS) <= set(self.roles)


def shown_field(name, has_value, *fields):
    """A required field that the record's page shows as a field row of its name."""
    return RequiredField(has_value, lambda record, facts: bool(facts.get(name)), (name, *fields))


def column(name, *fields):
    return shown_field(name, lambda user: Q(**{f"{name}__isnull": False}), *fields)


def naming_field(name):
    """A field that names the record: a passage about the record as a whole is enough."""
    return RequiredField(lambda user: Q(), lambda record, facts: True, (name, ""), SPEAKS)


def required_evidence(model) -> dict[str, RequiredField]:
    """The fields of published records of a model that need a passage."""
    record_type = record_type_of(model)
    return dict(record_type.required_evidence) if record_type else {}


def compared_fields(model) -> frozenset:
    """The fields of a model that a passage supports only if it states the record's value."""
    cores = required_evidence(model).values()
    return frozenset(
        name for core in cores if not core.any_passage_suffices for name in core.fields
    )


def unsourced_records(rows, user):
    """Records of one model with a required field that no passage visible to the user supports."""
    for kind in evidence_kinds():
        rows = kind.unsourced(rows, required_evidence(rows.model), user)
    return rows


@cache
def _any_passage(model):
    """A requirement that any passage about a record meets, whatever it says, and of any field."""
    fields = ("", *model.passage_fields)
    return {"": RequiredField(lambda user: Q(), lambda record, facts: True, fields, EVERY_ROLE)}


def without_passages(rows, user):
    """Records of one model that no passage visible to the user is linked to."""
    for kind in evidence_kinds():
        rows = kind.unsourced(rows, _any_passage(rows.model), user)
    return rows


def with_ungraded_passages(rows, user):
    """Records of one model with a visible passage whose credibility is not graded."""
    found = rows.none()
    for kind in evidence_kinds():
        found |= kind.ungraded(rows, user)
    return found


def unsourced_among(records, user) -> set:
    """The ids of the published records of one model that are unsourced, in one query at most."""
    published = [each.pk for each in records if each.state == "published"]
    if not published:
        return set()
    rows = unsourced_records(type(records[0]).objects.filter(pk__in=published), user)
    return set(rows.values_list("pk", flat=True))


def unsourced_fields(record, facts, evidence) -> list[str]:
    """Names of a record's required fields that have a value but no passage.

    `facts` are {field: value in words}, `evidence` {field: [Passage, ...]}.
    """
    return [
        name
        for name, core in required_evidence(record).items()
        if core.holds(record, facts)
        and not any(
            passage.stance in core.roles
            for field in core.fields
            for passage in evidence.get(field, ())
        )
    ]


def supported_elsewhere(record, shown, evidence) -> dict:
    """{required field: whether a passage supports it}, of fields that are not in `shown`.

    These are the fields that name the record, and its verdicts, where it has them.
    """
    return {
        name: any(
            each.stance in core.roles for field in core.fields for each in evidence.get(field, ())
        )
        for name, core in required_evidence(record).items()
        if name not in shown and core.holds(record, {})
    }
