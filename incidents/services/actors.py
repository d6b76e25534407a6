"""Actors come with their other names."""

from django.db import transaction

from ctplatform.curation.services import create_record
from incidents.models import Actor, ActorAlias


@transaction.atomic
def create_actor(values, *, by, aliases=(), reason="", evidence=()):
    """Make a candidate actor with its other names; return the Outcome of the actor."""
    outcome = create_record(Actor, values, by=by, reason=reason, evidence=evidence)
    for text in dict.fromkeys(aliases):
        create_record(ActorAlias, {"actor": outcome.record, "text": text}, by=by, reason=reason)
    return outcome
