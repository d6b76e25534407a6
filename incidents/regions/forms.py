"""The form of a region set."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ctplatform.web.changed_fields import SendsChanges
from incidents.countries.country_fields import CountriesField
from incidents.regions.models import RegionSet


class RegionSetForm(SendsChanges, forms.ModelForm):
    countries = CountriesField(label=_("Countries"), required=True, empty=[], ordered=True)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = RegionSet
        fields = ["key", "name", "countries", "note"]
        labels = {"note": _("Who uses it this way, and who does not")}

    def __init__(self, *args, fixed_key=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version
        self.fields["note"].widget.attrs["rows"] = 3
        if fixed_key:
            del self.fields["key"]

    def values(self):
        names = [name for name in self._meta.fields if name in self.cleaned_data]
        return {name: self.cleaned_data[name] for name in names}

    def _post_clean(self):
        """Skip model validation: the service does it, with the project and the key."""
