"""Records that were merged into others: what their pages show, and where they lead."""

from django.db.models import F

from ctplatform.curation.services.access import require_may_merge
from incidents.estimates import standing
from incidents.models import CasualtyEstimate, DuplicateSuggestion
from incidents.views.rules import allows

SUGGESTED = 5


def stands_for(request, record):
    """The record that a reader is to be sent to instead of a merged one, where they may see it.

    `?merged=show` asks for the merged record itself.
    """
    if record.merged_into_id is None or request.GET.get("merged") == "show":
        return None
    rows = type(record).objects.visible_to(request.user)
    return rows.filter(pk=record.merged_into_id).first()


def hold_rows(record, user, **rows) -> None:
    """Let `record.<name>.all()` give its rows and those of the records merged into it.

    `rows` are {name: queryset}; as a prefetch does it, but for the whole family.
    """
    family = record.family_ids()
    if len(family) > 1:
        family = type(record).objects.visible_to(user).filter(pk__in=family).values("pk")
    for name, queryset in rows.items():
        parent = type(record)._meta.get_field(name).field.name
        found = queryset.filter(**{f"{parent}__in": family})
        held = record.__dict__.setdefault("_prefetched_objects_cache", {})
        held[name] = found
        len(found)


def hold_killed(incidents, user) -> None:
    """Let `incident.killed` of those without an estimate be what was merged into them has."""
    bare = {each.pk: each for each in incidents if not each.killed}
    if not bare:
        return
    rows = CasualtyEstimate.objects.visible_to(user).filter(kind="killed")
    rows = rows.filter(incident__merged_into__in=bare).annotate(into=F("incident__merged_into"))
    for row in rows.order_by("id"):
        bare[row.into].killed.append(row)
    for pk, incident in bare.items():
        incident.killed = standing(incident.killed, pk)


def suggested(record, user) -> list:
    """(other record, pair) of what the record may be the same as, the most alike first."""
    pairs = DuplicateSuggestion.objects.visible_to(user).open().of(record)[:SUGGESTED]
    return [(pair.other_than(record), pair) for pair in pairs]


def merging_of(record, user) -> dict:
    """What a page says of merges: into which record, which ones, and whether one may undo it."""
    model = type(record)
    seen = model.objects.visible_to(user)
    return {
        "stands": seen.filter(pk=record.merged_into_id).first() if record.merged_into_id else None,
        "merged": list(seen.filter(merged_into=record).order_by("id")),
        "suggested": suggested(record, user),
        "may_merge": allows(require_may_merge, record, user),
    }
