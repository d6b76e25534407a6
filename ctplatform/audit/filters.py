"""Filters of the audit log, the same for the page and the API."""

from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters

from ctplatform.audit.models import AuditEntry
from ctplatform.rest.filters import FilterSet, MomentFilter


class AuditFilter(FilterSet):
    """`resource` is the API's plural noun of what went out, such as `incidents`."""

    project = filters.CharFilter(method="of_project", label=_("Project"))
    account = filters.CharFilter("account__username", label=_("User name"))
    resource = filters.CharFilter(label=_("Records"))
    format = filters.CharFilter(label=_("Format"))
    channel = filters.ChoiceFilter(choices=AuditEntry.Channel.choices, label=_("Channel"))
    is_complete = filters.BooleanFilter(label=_("Complete"))
    since = filters.DateFilter("at__date", "gte", label=_("From"))
    until = filters.DateFilter("at__date", "lte", label=_("To"))
    updated_since = MomentFilter("at", "gte", label=_("Changed since"))

    class Meta:
        model = AuditEntry
        fields = []

    def of_project(self, rows, _name, slug):
        """Entries that are about the project, alone or with others."""
        return rows.filter(audited__project__slug=slug)
