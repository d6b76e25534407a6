"""Filters of places."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from incidents import vocabularies
from incidents.places.models.places import Place
from incidents.places.models.subtrees import subtree_ids
from incidents.records.filters import (
    CountryFilter,
    ProjectOrSharedFilter,
    RecordFilter,
    TermFilter,
)


class SubtreeFilter(filters.UUIDFilter):
    """The places within a place, including the place itself."""

    def filter(self, rows, value):
        return rows.filter(pk__in=subtree_ids(value, using=rows.db)) if value else rows


class PlaceFilter(RecordFilter):
    facets = {"state": "state", "kind": "kind", "country": "country"}
    project = ProjectOrSharedFilter(label=_("Project"))
    kind = TermFilter(vocabularies.PLACE_KINDS, _("Kind"))
    country = CountryFilter()
    parent = filters.UUIDFilter(label=_("Lies in"))
    within = SubtreeFilter(label=_("Lies in, over any number of levels"))
    iso_3166_2 = filters.CharFilter(label=_("ISO 3166-2"))
    un_m49 = filters.CharFilter(label=_("UN M49"))
    geonames_id = filters.NumberFilter(label=_("GeoNames id"))
    wikidata = filters.CharFilter(label=_("Wikidata"))
    disputed = filters.BooleanFilter(label=_("Disputed"))

    class Meta:
        model = Place
        fields = []
