"""The fields of an incident that sum up its participants."""

from functools import partial

from ctplatform.curation.services import create_record
from incidents.actors.models.actors import Actor
from incidents.events.models.participations import Participation
from incidents.records.services import record_by_name
from incidents.records.summed_fields import ActorsField
from incidents.vocabularies import ROLES_OF_FIELDS

CHOOSABLE = ("perpetrator", "target")
"""Fields to which an actor can be added; its role has the name of the field."""


def _actors_in_roles(incident, *, roles):
    return [each.actor for each in incident.participations.all() if each.role in roles]


def _add_participant(incident, stated, _graded, why, *, role):
    """Add the actor that the words name as a participant."""
    actor = record_by_name(Actor, incident, role, stated, why["by"])
    return create_record(Participation, {"incident": incident, "actor": actor, "role": role}, **why)


def _actor_of_id(pk):
    return Actor.objects.filter(pk=pk).first()


PARTICIPANT_FIELDS = {
    name: ActorsField(
        actors=partial(_actors_in_roles, roles=roles),
        named=_actor_of_id,
        choose=partial(_add_participant, role=name) if name in CHOOSABLE else None,
    )
    for name, roles in ROLES_OF_FIELDS.items()
}
"""{field: ActorsField}."""
