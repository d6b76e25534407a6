"""Form of a link between two incidents."""

from django.utils.translation import gettext_lazy as _

from incidents.events.models.links import IncidentLink
from incidents.records.forms.base import CurationForm


class IncidentLinkForm(CurationForm):
    class Meta:
        model = IncidentLink
        fields = ["kind", "to", "status", "target_mismatch", "note"]
        help_texts = {
            "kind": _("Reads from this incident to the other."),
            "target_mismatch": _("Such as a strike on a group that had no part in the attack."),
        }
