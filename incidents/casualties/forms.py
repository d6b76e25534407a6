"""The form of a casualty estimate."""

from django.utils.translation import gettext_lazy as _

from incidents.casualties.models.casualties import CasualtyEstimate
from incidents.casualties.services import FIGURES, read_casualty_words
from incidents.records.forms.base import CurationForm
from incidents.records.forms.dates import DateExpressionField


class CasualtyEstimateForm(CurationForm):
    as_of = DateExpressionField(label=_("As of"))

    class Meta:
        model = CasualtyEstimate
        fields = [
            "kind",
            "group",
            "stated",
            "low",
            "best",
            "high",
            "qualifier",
            "includes_perpetrators",
            "as_of",
            "source",
            "credibility",
            "selected",
            "selection_method",
        ]
        help_texts = {
            "stated": _("“more than 150”: figures left empty are read from these words."),
            "low": _("The least whole number: 151 for “more than 150”."),
            "high": _("The greatest whole number: 19 for “fewer than 20”."),
            "group": _("Such as hostages, civilians, attackers."),
            "selected": _("The one that series count. Another that was chosen gives way."),
        }

    def values(self):
        values = super().values()
        given = {name: self.cleaned_data.get(name) for name in (*FIGURES, "stated")}
        read = read_casualty_words(given)
        return values | {name: read[name] for name in FIGURES if read[name] != given[name]}
