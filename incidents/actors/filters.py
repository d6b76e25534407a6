"""Filters of actors and their child rows."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from incidents import vocabularies
from incidents.actors.models.actors import Actor
from incidents.actors.models.relations import ActorRelation
from incidents.actors.models.rows import ActorAlias, ActorKindPeriod, ActorSizeEstimate
from incidents.records.filters import (
    CountryFilter,
    MarkingFilter,
    ProjectFilter,
    RecordFilter,
    RowFilter,
    SourcedFilter,
    TermFilter,
)


class ActorFilter(RecordFilter):
    """`alias` matches a whole name; with `kind_at`, `kind` is the kind on that day."""

    facets = {
        "state": "state",
        "kind": "kind",
        "country": "country",
        "marking": "marking",
        "unsourced": "",
    }
    unsourced = SourcedFilter()
    marking = MarkingFilter()
    kind = TermFilter(vocabularies.ACTOR_KINDS, _("Kind"), method="of_kind")
    kind_at = filters.DateFilter(label=_("Kind on"), method="as_it_stands")
    country = CountryFilter()
    alias = filters.CharFilter(label=_("Name"), method="called")
    sensitivity = TermFilter(
        vocabularies.PERSON_SENSITIVITIES, _("Person"), field_name="person_sensitivity"
    )
    wikidata = filters.CharFilter(label=_("Wikidata item"))
    ucdp_actor_id = filters.NumberFilter(label=_("UCDP actor id"))

    class Meta:
        model = Actor
        fields = []

    def of_kind(self, rows, name, value):
        if not value:
            return rows
        day = self.form.cleaned_data.get("kind_at")
        if day is None:
            return rows.filter(kind__in=value)
        return rows.with_kind_on(day).filter(kind_then__in=value)

    def as_it_stands(self, rows, name, value):
        """Leave the rows as they are: `of_kind` reads this day, which alone filters nothing."""
        return rows

    def called(self, rows, name, value):
        return rows.named(value)


class OfActorFilter(RowFilter):
    project = ProjectFilter("actor__project")


class ActorAliasFilter(OfActorFilter):
    text = filters.CharFilter(label=_("Name"), method="called")

    class Meta:
        model = ActorAlias
        fields = ["actor", "kind", "language", "script", "ambiguous"]

    def called(self, rows, name, value):
        return rows.of_name(value)


class ActorKindFilter(OfActorFilter):
    day = filters.DateFilter(label=_("On"), method="on_day")

    class Meta:
        model = ActorKindPeriod
        fields = ["actor", "kind"]

    def on_day(self, rows, name, value):
        return rows.on_day(value)


class ActorSizeFilter(OfActorFilter):
    class Meta:
        model = ActorSizeEstimate
        fields = ["actor", "unit", "source", "qualifier"]


class ActorRelationFilter(RowFilter):
    """`actor` matches either end of the relation."""

    project = ProjectFilter("subject__project")
    actor = filters.UUIDFilter(label=_("Actor"), method="of_actor")

    class Meta:
        model = ActorRelation
        fields = [
            "subject",
            "object",
            "place",
            "kind",
            "polarity",
            "status",
            "confidence",
            "claimant",
        ]

    def of_actor(self, rows, name, value):
        return rows.of_actor(value)
