"""Filters of sources."""

from django.utils.translation import gettext_lazy as _

from ctplatform.rest.filters import FilterSet
from incidents import vocabularies
from incidents.records.filters import ProjectFilter, SearchFilter, TermFilter
from incidents.sources.models import Source


class SourceFilter(FilterSet):
    facets = {"kind": "kind", "reliability": "reliability"}
    search = SearchFilter(label=_("Words"))
    project = ProjectFilter()
    kind = TermFilter(vocabularies.SOURCE_KINDS, _("Kind"))
    reliability = TermFilter(vocabularies.RELIABILITIES, _("Reliability"))

    class Meta:
        model = Source
        fields = ["repeats"]
