"""Filters of links between incidents."""

import django_filters as filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ctplatform.rest.filters import FilterSet
from incidents import vocabularies
from incidents.events.models.links import IncidentLink
from incidents.records.filters import ProjectFilter, TermFilter


class IncidentLinkFilter(FilterSet):
    """Links between incidents; `incident` matches either end."""

    project = ProjectFilter("incident__project")
    incident = filters.UUIDFilter(label=_("Incident"), method="at_either_end")
    kind = TermFilter(vocabularies.INCIDENT_LINK_KINDS, _("Link"))
    status = TermFilter(vocabularies.INCIDENT_LINK_STATUSES, _("Status"))

    class Meta:
        model = IncidentLink
        fields = ["to", "target_mismatch"]

    @classmethod
    def get_filters(cls):
        """`from` is a keyword in Python, so it cannot be declared as an attribute."""
        return super().get_filters() | {"from": filters.UUIDFilter("incident", label=_("From"))}

    def at_either_end(self, rows, _name, value):
        return rows.filter(Q(incident=value) | Q(to=value))
