"""Actors come with their other names; a size is read from the source's words."""

from django.db import transaction

from ctplatform.curation.services import create_record
from incidents.models import Actor, ActorAlias, ActorSizeEstimate
from incidents.wording import casualties_from_words

SIZES = ("low", "best", "high")


@transaction.atomic
def create_actor(values, *, by, aliases=(), reason="", evidence=()):
    """Make a candidate actor with its other names; return the Outcome of the actor.

    `aliases` are texts, or values of an ActorAlias.
    """
    outcome = create_record(Actor, values, by=by, reason=reason, evidence=evidence)
    named = [alias if isinstance(alias, dict) else {"text": alias} for alias in aliases]
    for alias in {each["text"]: each for each in named}.values():
        create_record(ActorAlias, {"actor": outcome.record, **alias}, by=by, reason=reason)
    return outcome


def read_size_words(values):
    """Return the values of a size, with figures read from `stated` where none are given."""
    given = any(values.get(name) is not None for name in SIZES)
    found = None if given else casualties_from_words(values.get("stated") or "")
    return values | {name: getattr(found, name) for name in SIZES} if found else values


def add_size(values, *, by, reason="", evidence=()):
    """Record how many an actor is said to have; figures may be left to the source's words."""
    return create_record(
        ActorSizeEstimate, read_size_words(values), by=by, reason=reason, evidence=evidence
    )


def actors_named(text, *, project, user):
    """[(actor, alias or None), ...] of all whom this name may mean, as far as the person sees.

    The alias is the other name that matched; None where it is the actor's own.
    """
    found = Actor.objects.visible_to(user).in_project(project).exclude(state="withdrawn")
    found = found.named(text).select_related("project").order_by("name", "id")
    aliases = ActorAlias.objects.of_name(text).filter(actor__in=found.values("pk"))
    by_actor = {alias.actor_id: alias for alias in aliases}
    return [(actor, by_actor.get(actor.pk)) for actor in found]
