"""The records that a series is limited to: they must be of its project, or shared."""

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from incidents.actors.models.actors import Actor
from incidents.places.models.places import Place
from incidents.sources.models import Source
from incidents.vocabularies import ACTOR_FILTERS

NAMED = {
    "place": Place,
    "source": Source,
    "publisher": Source,
    **dict.fromkeys(ACTOR_FILTERS, Actor),
}


def require_known_records(series) -> None:
    """Refuse a place, source or actor that the project does not have, and that is not shared."""
    if not series.project_id:
        return
    unknown = {
        "place": _("place: there is no place “%(value)s” in this project."),
        "source": _("source: there is no source “%(value)s” in this project."),
        "publisher": _("publisher: there is no source “%(value)s” in this project."),
    }
    of_actors = _("%(name)s: there is no actor “%(value)s” in this project.")
    unknown |= dict.fromkeys(ACTOR_FILTERS, of_actors)
    own = Q(project=series.project_id) | Q(project=None)
    for name, model in NAMED.items():
        asked = series.values_of(name)
        rows = model.objects.filter(own, pk__in=asked) if asked else model.objects.none()
        known = set(map(str, rows.values_list("pk", flat=True)))
        for each in asked:
            if each.lower() not in known:
                raise ValidationError({"filters": unknown[name] % {"name": name, "value": each}})
