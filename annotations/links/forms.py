"""Forms of links."""

from django import forms
from django.utils.translation import gettext_lazy as _

from annotations.links.models.links import PassageLink
from ctplatform.web.changed_fields import SendsChanges


class WeightForm(SendsChanges, forms.ModelForm):
    """How much a passage weighs for or against a record."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = PassageLink
        fields = ["role", "credibility", "relevance", "independence_group"]
        help_texts = {
            "credibility": _("Of the information, not of its source; 6 has no weight."),
            "relevance": _("How much it bears on the record. Medium, where nothing is chosen."),
            "independence_group": _(
                "Passages with the same words here repeat one report and count once, such as a "
                "wire report. Left empty, the source is the group."
            ),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version

    def values(self) -> dict:
        """The changed values, for the service."""
        fields = self.changed({name: self.cleaned_data[name] for name in self._meta.fields})
        return {name: value or _empty(name) for name, value in fields.items()}


def _empty(name):
    return "" if name == "independence_group" else None
