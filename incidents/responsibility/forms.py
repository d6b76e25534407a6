"""The form of a statement of responsibility."""

from django.utils.translation import gettext_lazy as _

from incidents.records.forms.base import CurationForm
from incidents.records.forms.dates import DateExpressionField
from incidents.responsibility.models.responsibility import ResponsibilityStatement


class ResponsibilityForm(CurationForm):
    date = DateExpressionField(label=_("When"))

    class Meta:
        model = ResponsibilityStatement
        fields = [
            "speaker",
            "kind",
            "about",
            "date",
            "date_words",
            "mode",
            "channel",
            "authenticity",
            "note",
        ]
        help_texts = {
            "about": _("Who did it, according to the speaker; the speaker itself for a claim."),
            "channel": _("Such as a statement to a news agency."),
        }
