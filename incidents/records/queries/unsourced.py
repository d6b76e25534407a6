"""Find records with a required field whose value no passage supports."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from ctplatform.curation.registry import evidence_kinds
from incidents.models import (
    Actor,
    ActorSizeEstimate,
    Allegation,
    Assessment,
    CasualtyEstimate,
    Incident,
    Participation,
    Verdict,
    Warning,
)

SUPPORTS = ("supports",)
SPEAKS = ("supports", "mentions")


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
        return self.roles == SPEAKS


def _of(name, has_value, *fields):
    """A required field that the record's page shows as a field row of its name."""
    return RequiredField(has_value, lambda record, facts: bool(facts.get(name)), (name, *fields))


def _column(name, *fields):
    return _of(name, lambda user: Q(**{f"{name}__isnull": False}), *fields)


def _naming(name):
    """A field that names the record: a passage about the record as a whole is enough."""
    return RequiredField(lambda user: Q(), lambda record, facts: True, (name, ""), SPEAKS)


def _taking_part(*roles):
    def has_value(user):
        parts = Participation.objects.with_marking_for(user).filter(role__in=roles)
        return Q(pk__in=parts.order_by().values("incident"))

    return has_value


def _harmed(kind):
    return lambda user: Q(pk__in=CasualtyEstimate.objects.filter(kind=kind).values("incident"))


# A horizon that a reviewer had to assign is in no text.
_STATED_HORIZON = Q(horizon__isnull=False) & ~Q(horizon_source="assigned")
REQUIRED_EVIDENCE = {
    Incident: {
        **{
            name: _column(name)
            for name in (
                "date", "place", "lifecycle", "attack_types", "target_types", "weapon_types",
            )
        },
        "perpetrator": _of("perpetrator", _taking_part(
            "perpetrator", "co_perpetrator", "suspected_perpetrator")),
        "target": _of("target", _taking_part("target", "stated_target")),
        "killed": _of("killed", _harmed("killed")),
        "injured": _of("injured", _harmed("injured")),
    },
    Actor: {
        "name": _naming("name"),
        "sizes": _of(
            "sizes", lambda user: Q(pk__in=ActorSizeEstimate.objects.values("actor"))
        ),
    },
    Assessment: {
        "statement": _naming("statement"),
        "likelihood": _column("likelihood", "estimative"),
        "horizon": RequiredField(
            lambda user: _STATED_HORIZON,
            lambda record, facts: bool(record.horizon and record.horizon_source != "assigned"),
            ("horizon",),
        ),
    },
    Warning: {
        "title": _naming("title"),
        "date": _column("date"),
        "heeded": _column("heeded"),
    },
    Allegation: {
        "proposition": _naming("proposition"),
        "verdict": RequiredField(
            lambda user: Q(pk__in=Verdict.objects.visible_to(user).order_by().values("allegation")),
            lambda record, facts: bool(record.verdicts.all()),
            ("verdict",),
        ),
    },
}  # fmt: skip
"""{model: {name: RequiredField}}: the fields of published records that need a passage."""


def compared_fields(model) -> frozenset:
    """The fields of a model that a passage supports only if it states the record's value."""
    cores = REQUIRED_EVIDENCE.get(model, {}).values()
    return frozenset(
        name for core in cores if not core.any_passage_suffices for name in core.fields
    )


def untraced(rows, user):
    """Records of one model with a required field that no passage visible to the user supports."""
    for kind in evidence_kinds():
        rows = kind.untraced(rows, REQUIRED_EVIDENCE[rows.model], user)
    return rows


def untraced_among(records, user) -> set:
    """The ids of the published records of one model that are untraced, in one query at most."""
    published = [each.pk for each in records if each.state == "published"]
    if not published:
        return set()
    rows = untraced(type(records[0]).objects.filter(pk__in=published), user)
    return set(rows.values_list("pk", flat=True))


def untraced_fields(record, facts, evidence) -> list[str]:
    """Names of a record's required fields that have a value but no passage.

    `facts` are {field: value in words}, `evidence` {field: [Passage, ...]}.
    """
    return [
        name
        for name, core in REQUIRED_EVIDENCE.get(type(record), {}).items()
        if core.holds(record, facts)
        and not any(
            passage.stance in core.roles
            for field in core.fields
            for passage in evidence.get(field, ())
        )
    ]


def traced_elsewhere(record, shown, evidence) -> dict:
    """{required field: whether a passage supports it}, of fields that are not in `shown`.

    These are the fields that name the record, and its verdicts, where it has them.
    """
    return {
        name: any(
            each.stance in core.roles for field in core.fields for each in evidence.get(field, ())
        )
        for name, core in REQUIRED_EVIDENCE.get(type(record), {}).items()
        if name not in shown and core.holds(record, {})
    }
