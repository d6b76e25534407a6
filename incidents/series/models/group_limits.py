"""How many groups a series may have; a series of too many is refused before anything is stored."""

from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ctplatform.markings.levels import up_to
from incidents import vocabularies
from incidents.events.models.participations import Participation
from incidents.vocabularies import NAMED_GROUPS

MOST_GROUPS = 500
MOST_NAMED = 50
"""Groups that are values of a filter; each is counted by a query of its own."""


def require_groups(series) -> None:
    """Refuse a grouping without groups, or with too many."""
    name = series.group_by
    if name in NAMED_GROUPS:
        n = len(series.values_of(name))
        if not n:
            text = _("The groups are the values of the filter “%s”: name at least one.") % name
            raise ValidationError({"group_by": text})
        _refuse_many(n, MOST_NAMED, _("Name fewer of them."))
    if name in vocabularies.ACTOR_FILTERS and series.project_id:
        n = count_named_actors(series)
        _refuse_many(n, MOST_GROUPS, _("Limit the series to some of these actors."))
    if name == "actor" and series.project_id:
        _refuse_many(count_actors(series), MOST_GROUPS, _("Limit the series to some actors."))


def count_actors(series) -> int:
    """The number of actors that act in incidents of the project, as far as the series' readers may
    see them; with a filter by actor or country, only in the incidents that these match."""
    rows = Participation.objects.filter(
        incident__project=series.project_id,
        incident__state="published",
        role__in=series.roles,
        actor__marking__in=up_to(series.marking),
    )
    if actors := series.values_of("actor"):
        rows = rows.filter(incident__participations__actor__in=actors)
    if series.countries:
        rows = rows.filter(incident__country__in=series.countries)
    return rows.order_by().values("actor").distinct()[: MOST_GROUPS * 100].count()


def count_named_actors(series) -> int:
    """The number of actors that assessments or warnings of the project name in the groups."""
    if values := series.values_of(series.group_by):
        return len(values)
    path = {"about": "scopes__actor"}.get(series.group_by, series.group_by)
    model = apps.get_model("incidents", series.record_type)
    rows = model.objects.filter(
        project=series.project_id,
        state="published",
        **{f"{path}__marking__in": up_to(series.marking)},
    )
    return rows.order_by().values(path).distinct()[: MOST_GROUPS * 100].count()


def _refuse_many(n, most, advice):
    if n > most:
        text = _("That is %(n)d groups, and at most %(most)d are possible. %(advice)s")
        raise ValidationError({"group_by": text % {"n": n, "most": most, "advice": advice}})
