"""The form of a series: months instead of days, chosen values instead of JSON."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ctplatform.markings.forms import KeepsMarking
from incidents import dates, vocabularies
from incidents.models import Series
from incidents.models.facts import choices, is_country
from incidents.models.series import FULL

NOWHERE = "none"
COVERED = _(
    "One window a line, as 2013-01/2013-11. Empty: every day. “none”: nobody has looked yet."
)


class MonthField(forms.CharField):
    """A day, month or year, read as its first or last day."""

    def __init__(self, *, bound, **options):
        self.bound = bound
        super().__init__(max_length=dates.MAX_LENGTH, **options)

    def clean(self, value):
        text = super().clean(value)
        try:
            day = getattr(dates.parse(text), self.bound)
        except dates.DateError as error:
            raise ValidationError(str(error)) from error
        if day is None:
            raise ValidationError(_("This end is open. Write 2021-03 or 2021."))
        return day


class SeriesForm(KeepsMarking, forms.ModelForm):
    start = MonthField(bound="earliest", label=_("From"), help_text=_("2013-01, or 2013"))
    end = MonthField(bound="latest", label=_("To"))
    countries = forms.CharField(
        label=_("Only these countries"), required=False,
        help_text=_("ISO codes with commas between: ML, NE"),
    )  # fmt: skip
    attack_types = forms.MultipleChoiceField(
        label=_("Only these attack types"), required=False,
        choices=choices(vocabularies.ATTACK_TYPES), widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    covered = forms.CharField(
        label=_("Covered"), required=False, help_text=COVERED,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Series
        fields = ["title", "measure", "bucket", "group_by", "marking"]

    def __init__(self, *args, instance=None, **kwargs):
        initial = values_of(instance) if instance else {}
        super().__init__(*args, instance=instance, initial=initial, **kwargs)

    def clean_countries(self):
        found = [each.strip().upper() for each in self.cleaned_data["countries"].split(",")]
        found = [each for each in found if each]
        for each in found:
            is_country(each)
        return found

    def clean_covered(self):
        if self.cleaned_data["covered"].strip() == NOWHERE:
            return []
        lines = [line.strip() for line in self.cleaned_data["covered"].splitlines()]
        windows = [line.partition("/") for line in lines if line]
        return [{"start": start, "end": end or start} for start, _, end in windows] or FULL

    def values(self) -> dict:
        """What the services take. Filters that the form does not show stay as they are."""
        given = self.cleaned_data
        names = ("title", "measure", "bucket", "start", "end")
        filters = dict(self.instance.filters)
        for name, field in (("country", "countries"), ("attack_type", "attack_types")):
            filters.pop(name, None)
            if given[field]:
                filters[name] = given[field]
        return {
            **{name: given[name] for name in names},
            "group_by": given["group_by"] or None,
            "coverage": given["covered"],
            "filters": filters,
        }

    def refuse(self, error: ValidationError):
        """Show what the service refused beside the fields of this form."""
        shown = {"coverage": "covered", "filters": "countries"}
        for name, texts in error.message_dict.items():
            name = shown.get(name, name)
            self.add_error(name if name in self.fields else None, texts)


def values_of(series) -> dict:
    windows = [] if series.coverage == FULL else series.coverage
    return {
        "start": series.start.isoformat(),
        "end": series.end.isoformat(),
        "countries": ", ".join(series.filters.get("country", [])),
        "attack_types": series.filters.get("attack_type", []),
        "covered": "\n".join(f"{each['start']}/{each['end']}" for each in windows)
        or (NOWHERE if series.coverage == [] else ""),
        "version": series.version,
    }
