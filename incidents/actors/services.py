"""Create actors with their other names, and size estimates from the source's words."""

from django.db import transaction

from ctplatform.curation.services import create_record
from ctplatform.edtf.natural_language import casualties_from_words
from incidents.actors.models.actors import Actor
from incidents.actors.models.rows import ActorAlias, ActorSizeEstimate

SIZES = ("low", "best", "high", "qualifier")


@transaction.atomic
def create_actor(values, *, by, aliases=(), **why):
    """Create a candidate actor with its other names; return the Outcome of the actor.

    `aliases` are texts, or dicts of values of an ActorAlias; `why` is that of `create_record`;
    its evidence is kept with the actor alone.
    """
    outcome = create_record(Actor, values, by=by, **why)
    named = [alias if isinstance(alias, dict) else {"text": alias} for alias in aliases]
    why["evidence"] = ()
    for alias in {each["text"]: each for each in named}.values():
        create_record(ActorAlias, {"actor": outcome.record, **alias}, by=by, **why)
    return outcome


def read_size_words(values):
    """Return the values of a size, with the figures read from `stated` if none are given."""
    given = any(values.get(name) not in (None, "") for name in SIZES)
    found = None if given else casualties_from_words(values.get("stated") or "")
    return values | found._asdict() if found else values


def add_size(values, *, by, reason="", evidence=()):
    """Create a size estimate of an actor; figures that are left out are read from `stated`."""
    return create_record(
        ActorSizeEstimate, read_size_words(values), by=by, reason=reason, evidence=evidence
    )


def actors_named(text, *, project, user):
    """[(actor, alias or None), ...] of all actors that this name may mean and the user may see.

    The alias is the other name that matched; None where the actor's own name did.
    """
    found = Actor.objects.visible_to(user).in_project(project).exclude(state="withdrawn")
    found = found.named(text).select_related("project").order_by("name", "id")
    aliases = ActorAlias.objects.of_name(text).filter(actor__in=found.values("pk"))
    by_actor = {alias.actor_id: alias for alias in aliases}
    return [(actor, by_actor.get(actor.pk)) for actor in found]
