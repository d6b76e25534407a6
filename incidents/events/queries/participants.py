"""Participants of incidents in words: each actor with its role and certainty."""

from collections import defaultdict
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from ctplatform.access.visibility import visible_reference
from incidents.actors.models.actors import Actor
from incidents.events.models.participations import Participation
from incidents.records.models import term_choices
from incidents.vocabularies import (
    INITIATING_ROLES,
    PARTICIPATION_CERTAINTIES,
    PARTICIPATION_ROLES,
    SUSPECTED_ROLES,
)

LISTED = 4  # actors named in each row of a list
ROLES = dict(term_choices(PARTICIPATION_ROLES))
CERTAINTIES = dict(term_choices(PARTICIPATION_CERTAINTIES))


class Part(NamedTuple):
    """The part of an actor in an incident; `certainty` is None where it is not coded."""

    actor: UUID
    name: str
    role: str
    certainty: str | None

    @classmethod
    def of(cls, row):
        """The part that a Participation describes."""
        return cls(row.actor_id, row.actor.name, row.role, row.certainty)


def part_words(part, plain="perpetrator") -> str:
    """“Islamic State Khorasan: suspected”; a role other than `plain` is named as well.

    Only the actor is named if the role is `plain` and no certainty is coded.
    """
    said = [] if part.role == plain else [ROLES[part.role]]
    said += [CERTAINTIES[part.certainty]] if adds_certainty(part) else []
    return f"{part.name}: {', '.join(map(str, said))}" if said else part.name


def adds_certainty(part) -> bool:
    """Whether the certainty of a part (or Participation) says more than its role does."""
    says_again = part.role in SUSPECTED_ROLES and part.certainty == "suspected"
    return bool(part.certainty) and not says_again


def parts_in_words(parts, plain="perpetrator") -> list[str]:
    """Each Part in words, without duplicates, in order."""
    return list(dict.fromkeys(part_words(part, plain) for part in parts))


def acting_in(canonical, user) -> dict:
    """{incident id: [acting participant in words]}, at most LISTED and then “and n more”.

    `canonical` is {incident id: id of the incident it counts for}, of `canonical_ids`.
    """
    found = parts_among(canonical, user, INITIATING_ROLES)
    return {pk: _first_few(parts_in_words(rows)) for pk, rows in found.items()}


def parts_among(canonical, user, roles=()) -> dict:
    """{incident id: [Part]}, in these roles (or all), as far as the user sees the actors.

    `canonical` is {incident id: id of the incident it counts for}, of `canonical_ids`. One query.
    """
    rows = Participation.objects.filter(role__in=roles) if roles else Participation.objects.all()
    rows = rows.filter(visible_reference(Actor, user, "actor"), incident__in=list(canonical))
    found = defaultdict(list)
    columns = ("incident", "actor", "actor__name", "role", "certainty")
    for incident, *part in rows.order_by("id").values_list(*columns):
        found[canonical[incident]].append(Part(*part))
    return found


def _first_few(words):
    more = len(words) - LISTED
    return [*words[:LISTED], _("and %d more") % more] if more > 0 else words
