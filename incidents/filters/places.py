"""What places can be narrowed by."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from incidents import vocabularies
from incidents.filters.base import ProjectOrSharedFilter, RecordFilter, TermFilter
from incidents.models import Place


class PlaceFilter(RecordFilter):
    project = ProjectOrSharedFilter(label=_("Project"))
    kind = TermFilter(vocabularies.PLACE_KINDS, _("Kind"))
    country = filters.CharFilter(label=_("Country"))
    parent = filters.UUIDFilter(label=_("Lies in"))

    class Meta:
        model = Place
        fields = []
