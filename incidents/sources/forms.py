"""The form of a source."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ctplatform.web.changed_fields import SendsChanges
from ctplatform.web.references import ReferenceField, choosable
from incidents.records.forms.base import name_empty_choices
from incidents.sources.models import Source


class SourceForm(SendsChanges, forms.ModelForm):
    url = forms.URLField(label=_("Address"), required=False, max_length=500, assume_scheme="https")
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Source
        fields = ["name", "kind", "url", "reliability", "repeats", "note"]
        help_texts = {
            "repeats": _(
                "The source from which it takes its reports, such as a news agency. What both say"
                " counts as one independent source."
            ),
        }

    def __init__(self, *args, user, project, **kwargs):
        super().__init__(*args, **kwargs)
        name_empty_choices(self)
        others = choosable(Source, user=user, project=project).exclude(pk=self.instance.pk)
        self.fields["repeats"] = ReferenceField.instead_of(
            self.fields["repeats"], others, project=project
        )
        self.fields["version"].initial = self.instance.version
        self.repeat_opened_values()
