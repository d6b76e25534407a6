"""Who series hold incidents against: the perpetrators that they have themselves or by a merge."""

from django.db.models.functions import Coalesce

from incidents.aggregates.population import lifted
from incidents.models import Participation


def held(incidents, levels):
    """(incident, actor) of the perpetrators that incidents (ids or a query) have themselves."""
    parts = _parts(levels).filter(actor__merged_into=None, incident__in=incidents)
    return parts.values_list("incident", "actor")


def gained(incidents, levels) -> set:
    """(incident, actor) of those that they have through a merge alone: by one of the records merged
    into the incident, or by an actor that was merged into another."""
    actor = Coalesce("actor__merged_into", "actor")
    parts = _parts(levels).filter(incident__marking__in=levels)
    inside = parts.filter(
        lifted("incident__"),
        incident__merged_into__isnull=False,
        incident__merged_into__in=incidents,
    )
    outside = parts.filter(actor__merged_into__isnull=False, incident__in=incidents)
    pairs = {
        *inside.values_list("incident__merged_into", actor),
        *outside.values_list("incident", actor),
    }
    if not pairs:
        return pairs
    which = {"incident__in": {each for each, _ in pairs}, "actor__in": {each for _, each in pairs}}
    return pairs - set(parts.filter(**which).values_list("incident", "actor"))


def _parts(levels):
    return Participation.objects.filter(role="perpetrator", actor__marking__in=levels).order_by()
