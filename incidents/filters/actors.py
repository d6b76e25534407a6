"""What actors and their rows can be narrowed by."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from ctplatform.rest.filters import FilterSet
from incidents import vocabularies
from incidents.filters.base import ProjectFilter, RecordFilter, TermFilter
from incidents.models import Actor, ActorAlias, ActorRelation


class ActorFilter(RecordFilter):
    kind = TermFilter(vocabularies.ACTOR_KINDS, _("Kind"))
    country = filters.CharFilter(label=_("Country"))

    class Meta:
        model = Actor
        fields = []


class ActorAliasFilter(FilterSet):
    project = ProjectFilter("actor__project")

    class Meta:
        model = ActorAlias
        fields = ["actor", "kind"]


class ActorRelationFilter(FilterSet):
    project = ProjectFilter("subject__project")

    class Meta:
        model = ActorRelation
        fields = ["subject", "object", "kind", "status"]
