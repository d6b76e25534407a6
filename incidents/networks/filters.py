"""The filters of a project's network: the same for the page, the API and the downloads."""

import django_filters as filters
from django.contrib.auth.models import AnonymousUser
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from ctplatform.rest.filters import FilterSet
from incidents.actors.models.actors import Actor
from incidents.actors.models.relations import ActorRelation
from incidents.records.filters import CountryFilter, ProjectFilter, TermFilter
from incidents.vocabularies import (
    ACTOR_KINDS,
    PLACE_RELATIONS,
    RELATION_KINDS,
    RELATION_STATUSES,
)

TIES = {kind: words for kind, words in RELATION_KINDS.items() if kind not in PLACE_RELATIONS}
SIGNS = [("tie", _("there is a tie")), ("no_tie", _("there is no such tie"))]
DENIED = Q(polarity="denies") & ~Q(kind="unrelated_to")
UNRELATED = Q(polarity="asserts", kind="unrelated_to")


class CountryOfActorFilter(CountryFilter):
    """One or more countries, by a method of the filter set."""

    def __init__(self):
        super().__init__()
        self.method = "between_actors"


class NetworkFilter(FilterSet):
    """Ties between two actors that the user may see; both pass `actor_kind` and `country`.

    A relation of an actor that was merged is a tie of the actor it became, whose id is annotated as
    `start` or `goal`. On a `day` are the ties that may have held then; those without a date are
    left out and counted by `undated`.
    """

    project = ProjectFilter("subject__project")
    relation = TermFilter(TIES, _("Relation"), field_name="kind")
    certainty = TermFilter(RELATION_STATUSES, _("Certainty"), field_name="status")
    sign = filters.ChoiceFilter(choices=SIGNS, label=_("Affirmed or denied"), method="of_sign")
    day = filters.DateFilter(label=_("On the day"), method="on_day")
    actor_kind = TermFilter(ACTOR_KINDS, _("Kind of actor"), method="between_actors")
    country = CountryOfActorFilter()

    class Meta:
        model = ActorRelation
        fields = []

    def of_sign(self, rows, name, value):
        negative = DENIED | UNRELATED
        return rows.filter(negative if value == "no_tie" else ~negative)

    def on_day(self, rows, name, value):
        begun = Q(date_earliest__lte=value) | Q(date_earliest=None)
        lasting = Q(date_latest__gte=value) | Q(date_latest=None)
        return rows.exclude(date=None).filter(begun, lasting)

    def between_actors(self, rows, name, value):
        """Leave the rows as they are: `filter_queryset` filters by both ends at once."""
        return rows

    def filter_queryset(self, rows):
        rows = rows.annotate(
            start=Coalesce("subject__merged_into", "subject"),
            goal=Coalesce("object__merged_into", "object"),
        )
        actors = self._actors().values("pk")
        rows = rows.filter(start__in=actors, goal__in=actors).exclude(start=F("goal"))
        return super().filter_queryset(rows)

    def _actors(self):
        user = getattr(self.request, "user", None) or AnonymousUser()
        actors = Actor.objects.visible_to(user).exclude(state="withdrawn")
        asked = self.form.cleaned_data
        for name, column in (("actor_kind", "kind"), ("country", "country")):
            if values := asked.get(name):
                actors = actors.filter(**{f"{column}__in": values})
        return actors

    def undated(self) -> int:
        """How many ties are left out because a day is asked for and they have no date."""
        if not self.form.cleaned_data.get("day"):
            return 0
        data = self.data.copy()
        data.pop("day", None)
        rest = type(self)(data, self.queryset, request=self.request)
        return rest.qs.filter(date=None).count()
