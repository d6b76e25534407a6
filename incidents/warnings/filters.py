"""Filters of warnings."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from incidents import vocabularies
from incidents.records.filters import RecordFilter, SourcedFilter, TermFilter
from incidents.warnings.models import Warning


class WarningFilter(RecordFilter):
    facets = {
        "state": "state",
        "heeded": "heeded",
        "specificity": "specificity",
        "channel": "channel",
        "recipient_position": "recipient_position",
        "unsourced": "",
    }
    unsourced = SourcedFilter()
    heeded = TermFilter(vocabularies.WARNING_OUTCOMES, _("Heeded"))
    specificity = TermFilter(vocabularies.WARNING_SPECIFICITIES, _("How specific"))
    channel = TermFilter(vocabularies.WARNING_CHANNELS, _("Channel"))
    recipient_position = TermFilter(vocabularies.RECIPIENT_POSITIONS, _("Recipient's position"))
    incident = filters.UUIDFilter(label=_("About"))
    issuer = filters.UUIDFilter(label=_("Issued by"))
    recipient = filters.UUIDFilter(label=_("Given to"))

    class Meta:
        model = Warning
        fields = []
