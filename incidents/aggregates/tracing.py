"""Which records hold a core value that no passage supports."""

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
class Core:
    """A field that must be traced, where it has a value: in SQL, and `holds(record, facts)`.

    It is by a passage in one of these `roles` that speaks of one of these `fields`.
    """

    has_value: Q
    holds: Callable[[Any, dict], bool]
    fields: tuple[str, ...]
    roles: tuple[str, ...] = SUPPORTS


def _of(name, has_value, *fields):
    """A core field that the record's page shows as a fact of its name."""
    return Core(has_value, lambda record, facts: bool(facts.get(name)), (name, *fields))


def _column(name, *fields):
    return _of(name, Q(**{f"{name}__isnull": False}), *fields)


def _naming(name):
    """What the record is about: a passage that speaks of it as a whole is enough."""
    return Core(Q(), lambda record, facts: True, (name, ""), SPEAKS)


def _taking_part(*roles):
    return Q(pk__in=Participation.objects.filter(role__in=roles).values("incident"))


def _harmed(kind):
    return Q(pk__in=CasualtyEstimate.objects.filter(kind=kind).values("incident"))


# A horizon that a reviewer had to assign stands in no text.
_STATED_HORIZON = Q(horizon__isnull=False) & ~Q(horizon_source="assigned")
CORES = {
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
        "sizes": _of("sizes", Q(pk__in=ActorSizeEstimate.objects.values("actor"))),
    },
    Assessment: {
        "statement": _naming("statement"),
        "likelihood": _column("likelihood", "estimative"),
        "horizon": Core(
            _STATED_HORIZON,
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
        "verdict": Core(
            Q(pk__in=Verdict.objects.values("allegation")),
            lambda record, facts: bool(record.verdicts.all()),
            ("verdict",),
        ),
    },
}  # fmt: skip
"""{model: the fields of its published records that must be traced to a passage}."""


def untraced(rows):
    """Records of one model with a core value that no passage supports."""
    for kind in evidence_kinds():
        rows = kind.untraced(rows, CORES[rows.model])
    return rows


def untraced_among(records) -> set:
    """The ids of those published records of one model that are untraced: one query at most."""
    published = [each.pk for each in records if each.state == "published"]
    if not published:
        return set()
    rows = untraced(type(records[0]).objects.filter(pk__in=published))
    return set(rows.values_list("pk", flat=True))


def untraced_fields(record, facts, evidence) -> list[str]:
    """Names of a record's core fields without a passage: `facts` are {field: value in words},
    `evidence` {field: [Passage, ...]}."""
    return [
        name
        for name, core in CORES.get(type(record), {}).items()
        if core.holds(record, facts)
        and not any(
            passage.stance in core.roles
            for field in core.fields
            for passage in evidence.get(field, ())
        )
    ]
