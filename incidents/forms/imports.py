"""Forms of an import: which file in which format, and what the columns of a table mean."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ctplatform.exchange.encodings import CHOICES
from ctplatform.exchange.registry import readers
from incidents import mapping, vocabularies
from incidents.models.facts import choices, is_country
from incidents.services.imports.options import BadOption, dataset_of

ORDER = {"ucdp": 0, "mapped": 1}
"""What most people come with first; then what was exported here."""
ENCODINGS = [("", _("UTF-8, or as the file says itself")), *((name, name) for name in CHOICES[1:])]


class StartForm(forms.Form):
    """A file and its format; a table of one's own is mapped on the next page."""

    file = forms.FileField(label=_("File"), help_text=_("CSV, XLSX, JSON Lines or GeoJSON."))
    format = forms.ChoiceField(label=_("It is"))
    dataset = forms.CharField(
        label=_("Name of the dataset"), required=False, max_length=60,
        help_text=_("Such as gtd-2021. With the key of a row it says which incident the row is: a "
                    "newer file of the same name changes the same incidents."),
    )  # fmt: skip
    rights = forms.ChoiceField(
        label=_("Rights"), required=False,
        choices=[("", _("not stated")), *choices(vocabularies.RIGHTS)],
        help_text=_("What is restricted enters no export to people outside the project."),
    )  # fmt: skip
    encoding = forms.ChoiceField(label=_("Encoding"), required=False, choices=ENCODINGS)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        found = sorted(readers("incidents"), key=lambda reader: ORDER.get(reader.name, len(ORDER)))
        self.fields["format"].choices = [(reader.name, reader.label) for reader in found]

    def clean(self):
        values = super().clean()
        try:
            values["dataset"] = dataset_of(values.get("format", ""), values.get("dataset", ""))
        except BadOption as error:
            self.add_error("dataset", str(error))
        return values


class MappingForm(forms.Form):
    """A choice for each column of `header`, and what holds for all of them.

    `told` is the mapping to begin with; `read()` gives the one that was chosen.
    """

    day_first = forms.ChoiceField(
        label=_("In 5/4/2001 the first number is"), required=False,
        choices=[("", _("asked for where it can be both")), ("true", _("the day")),
                 ("false", _("the month"))],
    )  # fmt: skip
    separator = forms.CharField(
        label=_("Several names in one cell are divided by"), required=False, max_length=3,
        strip=False, help_text=_("Usually a semicolon. “A or B” are two that are suspected."),
    )  # fmt: skip
    country = forms.CharField(
        label=_("Country of every row"), required=False, max_length=2, validators=[is_country],
        help_text=_("ISO code, where no column names it."),
    )  # fmt: skip
    lifecycle = forms.ChoiceField(
        label=_("How far every row went"), required=False,
        choices=[("", _("not stated")), *choices(vocabularies.LIFECYCLES)],
    )  # fmt: skip
    name = forms.CharField(
        label=_("Keep this mapping as"), required=False, max_length=100,
        help_text=_("It is proposed for the next file with the same columns."),
    )  # fmt: skip

    def __init__(self, *args, header, told, **kwargs):
        constants = told.get("constants") or {}
        first = told.get("day_first")
        initial = {
            "day_first": "" if first is None else str(first).lower(),
            "separator": told.get("separator", ";"),
            **{name: constants.get(name, "") for name in ("country", "lifecycle")},
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.header, self.told = header, told
        fields = [("", _("left out")), *((n, _(label)) for n, label in mapping.FIELDS.items())]
        for place, column in enumerate(header):
            self.fields[f"c{place}"] = forms.ChoiceField(
                label=column, choices=fields, required=False,
                initial=(told.get("columns") or {}).get(column, ""),
            )  # fmt: skip

    def columns(self, samples):
        """(bound field, the cells of some rows) of each column."""
        return [
            (self[f"c{place}"], [row[place] for _number, row in samples])
            for place in range(len(self.header))
        ]

    @property
    def others(self):
        return [self[name] for name in ("day_first", "separator", "country", "lifecycle", "name")]

    def read(self) -> dict:
        values = self.cleaned_data
        columns = {c: values[f"c{place}"] for place, c in enumerate(self.header)}
        constants = {name: values[name] for name in ("country", "lifecycle") if values[name]}
        return {
            "columns": {column: field for column, field in columns.items() if field},
            "constants": constants,
            "day_first": {"true": True, "false": False}.get(values["day_first"]),
            "separator": values["separator"],
            "actors": self.told.get("actors") or {},
        }

    def clean(self):
        values = super().clean()
        if not self.errors:
            for wrong in mapping.check(self.read(), self.header):
                self.add_error(None, ValidationError(wrong))
        return values
