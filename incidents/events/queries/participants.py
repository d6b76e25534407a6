"""Participants of incidents in words: each actor with its role and certainty."""

from collections import defaultdict

from django.utils.translation import gettext as _

from ctplatform.access.visibility import visible_condition
from incidents.actors.models.actors import Actor
from incidents.events.models.incidents import Incident
from incidents.events.models.participations import Participation
from incidents.vocabularies import INITIATING_ROLES

LISTED = 4  # actors named in each row of a list


def part_words(part, plain="perpetrator") -> str:
    """“Islamic State Khorasan: suspected”; a role other than `plain` is named as well.

    Only the actor is named if the role is `plain` and no certainty is coded.
    """
    said = [] if part.role == plain else [part.get_role_display()]
    said += [part.get_certainty_display()] if part.certainty else []
    return f"{part.actor.name}: {', '.join(map(str, said))}" if said else part.actor.name


def parts_in_words(parts, plain="perpetrator") -> list[str]:
    """Each participation in words, without duplicates, in order."""
    return list(dict.fromkeys(part_words(part, plain) for part in parts))


def acting_in(ids, user) -> dict:
    """{incident id: [acting participant in words]}, at most LISTED and then “and n more”."""
    found = parts_among(ids, user, INITIATING_ROLES)
    return {pk: _first_few(parts_in_words(rows)) for pk, rows in found.items()}


def parts_among(ids, user, roles=()) -> dict:
    """{incident id: [Participation with its actor]} in these roles (or all) that the user sees.

    The ids must be of incidents that the user sees. Participations of records merged into an
    incident are added to its own. Two queries; three if there are such records.
    """
    into = {pk: pk for pk in ids}
    merged = Incident.objects.filter(merged_into__in=list(into)).order_by()
    merged = dict(merged.values_list("pk", "merged_into"))
    rows = Participation.objects.filter(role__in=roles) if roles else Participation.objects.all()
    rows = rows.select_related("actor")
    parts = list(rows.filter(visible_condition(Actor, user, "actor__"), incident__in=list(into)))
    if merged:
        parts += rows.visible_to(user).filter(incident__in=list(merged))
    found, into = defaultdict(list), into | merged
    for part in sorted(parts, key=lambda part: part.pk):
        found[into[part.incident_id]].append(part)
    return found


def _first_few(words):
    more = len(words) - LISTED
    return [*words[:LISTED], _("and %d more") % more] if more > 0 else words
