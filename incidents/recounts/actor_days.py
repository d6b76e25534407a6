"""Days that series must recount after a change of actors or of their relations."""

from django.db import models

from ctplatform.jobs.messages import send_wake_message_on_commit
from incidents.recounts.models import INCIDENTS, DirtyBucket
from incidents.vocabularies import BRANCH_RELATIONS

BRANCH_KINDS = BRANCH_RELATIONS["affiliates"]


def mark_actor_days(changes):
    """Mark the days of actors that are merged, withdrawn, restored or given another marking.

    This includes the days of actors that count with them as branches.
    """
    ends = {
        actor: {actor.pk, before["merged_into"], after["merged_into"]} - {None}
        for before, after, actor in changes
        if before and after and _counts_otherwise(before, after)
    }
    if len(ends) > 1 and not _take_part(ends):
        return  # as of candidates that are withdrawn together
    for actor, ids in ends.items():
        mark_actors(actor, ids | _branches([actor]))


def _counts_otherwise(before, after) -> bool:
    is_withdrawn = {each["state"] == "withdrawn" for each in (before, after)}
    names = ("merged_into", "marking")
    return len(is_withdrawn) > 1 or any(before[name] != after[name] for name in names)


def _branches(actors) -> set:
    """The ids of the actors that count with some of these as branches."""
    relations = actors[0].relations_claimed.model.objects
    claimed = relations.filter(object__in=actors, kind__in=BRANCH_KINDS)
    return set(claimed.values_list("subject", flat=True))


def _take_part(ends) -> bool:
    """Whether some of these actors, or their branches, take part in a published incident."""
    actors = list(ends)
    rows = _participations(actors[0], set().union(*ends.values()) | _branches(actors))
    return any(rows.filter(**{f"{path}__state": "published"}).exists() for path in INCIDENTS)


def _participations(actor, ids):
    """The participations of these actors (ids) and of their branches; `actor` is any actor."""
    parts = actor._meta.get_field("participations").related_model.objects
    return parts.filter(actor__in=related_below(actor, ids))


def mark_relation_days(before, after, relation):
    """Mark the days of an actor that starts or stops counting with another one."""
    if any(each and each["kind"] in BRANCH_KINDS for each in (before, after)):
        mark_actors(relation.subject, {relation.subject_id})


def mark_actors(actor, ids):
    """Mark the days of incidents in which these actors (ids) or their branches take part."""
    parts = _participations(actor, ids)
    for path in INCIDENTS:
        days = parts.filter(**{f"{path}__state": "published"}).aggregate(
            start=models.Min(f"{path}__date_earliest"), end=models.Max(f"{path}__date_latest")
        )
        if all(days.values()):
            DirtyBucket.objects.create(project_id=actor.project_id, **days)
            send_wake_message_on_commit()


def related_below(actor, ids) -> set:
    """These ids of actors, and those of all actors merged or related so that they count with them.

    Every relation is followed, whatever its status and visibility: the result is a superset of what
    a change may affect, and must not be shown to users.
    """
    actors = type(actor)._base_manager
    relations = actor._meta.get_field("relations").related_model._base_manager
    found, new = set(), set(ids)
    while new:
        found |= new
        below = relations.filter(object__in=new, kind__in=BRANCH_KINDS)
        near = {
            *below.values_list("subject", flat=True),
            *actors.filter(merged_into__in=new).values_list("pk", flat=True),
            *actors.filter(pk__in=new).values_list("merged_into", flat=True),
        }
        new = near - found - {None}
    return found
