"""The form of a warning."""

from django.utils.translation import gettext_lazy as _

from incidents.records.forms.base import RecordForm
from incidents.records.forms.dates import DateExpressionField
from incidents.warnings.models import Warning


class WarningForm(RecordForm):
    date = DateExpressionField(label=_("Issued"))

    class Meta:
        model = Warning
        fields = [
            "title",
            "issuer",
            "recipient",
            "incident",
            "date",
            "date_words",
            "specificity",
            "channel",
            "heeded",
            "recipient_position",
            "note",
        ]
        help_texts = {"date_words": _("“Days before”: as the source put it.")}
