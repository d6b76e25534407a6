"""Form for placing a pinned chart on a page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from incidents.charts.vocabulary import PINNED_KINDS
from incidents.records.models import term_choices
from incidents.series.models.series import Series


class PlaceChartForm(forms.Form):
    """Which series, drawn how, with which caption."""

    series = forms.ModelChoiceField(
        Series.objects.none(),
        label=_("Series"),
        help_text=_("Its numbers are pinned as they are now."),
        empty_label=_("Choose a series"),
    )
    kind = forms.ChoiceField(label=_("Drawn as"), choices=term_choices(PINNED_KINDS))
    caption = forms.CharField(label=_("Caption"), required=False, max_length=300)

    def __init__(self, data=None, *, user, project):
        super().__init__(data)
        rows = Series.objects.visible_to(user).in_project(project)
        self.fields["series"].queryset = rows.order_by("title", "id")

    def refuse(self, error):
        """Show a ValidationError of a service at its fields."""
        for name, messages in error.message_dict.items():
            self.add_error(name if name in self.fields else None, messages)
