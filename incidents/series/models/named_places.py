"""The places that a series is limited to: they must be of its project, or shared."""

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from incidents.places.models.places import Place


def require_known_places(series) -> None:
    """Refuse a place that the project does not have, and that is not shared either."""
    asked = series.values_of("place")
    if not asked or not series.project_id:
        return
    own = Q(project=series.project_id) | Q(project=None)
    known = set(map(str, Place.objects.filter(own, pk__in=asked).values_list("pk", flat=True)))
    for each in asked:
        if each.lower() not in known:
            text = _("place: there is no place “%(value)s” in this project.")
            raise ValidationError({"filters": text % {"value": each}})
