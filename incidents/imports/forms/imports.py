"""The form of an import of a table: the meaning of its columns."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from incidents import vocabularies
from incidents.imports import mapping
from incidents.imports.forms.rows import (
    constant_forms,
    read_constants,
    read_values,
    replacement_forms,
)
from incidents.imports.services.options import BadOption, dataset_of
from incidents.records.models import term_choices


class MappingForm(forms.Form):
    """Form for a mapping: a choice for each column of `header`, and settings for all of them.

    `given_mapping` is the initial mapping and `options` those of the import; `read()` returns the
    chosen mapping. `constants` and `values` are lists of row forms.
    """

    day_first = forms.ChoiceField(
        label=_("In 5/4/2001 the first number is"),
        required=False,
        choices=[
            ("", _("asked for where it can be both")),
            ("true", _("the day")),
            ("false", _("the month")),
        ],
    )
    and_divides = forms.ChoiceField(
        label=_("“A and B” in a cell of names is"),
        required=False,
        choices=[("", _("asked for")), ("true", _("two names")), ("false", _("one name"))],
    )
    separator = forms.CharField(
        label=_("Several names in one cell are divided by"),
        required=False,
        max_length=3,
        strip=False,
        help_text=_("Usually a semicolon. “A or B” are two that are suspected."),
    )
    dataset = forms.CharField(label=_("Name of the dataset"), required=False, max_length=60)
    rights = forms.ChoiceField(
        label=_("Rights"),
        required=False,
        choices=[("", _("not stated")), *term_choices(vocabularies.RIGHTS)],
    )
    name = forms.CharField(
        label=_("Keep this mapping as"),
        required=False,
        max_length=100,
        help_text=_("It is proposed for the next file with the same columns."),
    )

    def __init__(self, *args, header, given_mapping, project, options=None, **kwargs):
        first, divides = given_mapping.get("day_first"), given_mapping.get("and_divides")
        initial = {
            "day_first": "" if first is None else str(first).lower(),
            "and_divides": "" if divides is None else str(divides).lower(),
            "separator": given_mapping.get("separator", ";"),
            **{name: (options or {}).get(name) or "" for name in ("dataset", "rights")},
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.header, self.given_mapping = header, given_mapping
        data = self.data if self.is_bound else None
        self.constants = constant_forms(data, given_mapping.get("constants") or {}, project)
        self.values = replacement_forms(data, given_mapping.get("values") or {}, project)
        fields = [("", _("left out")), *((n, _(label)) for n, label in mapping.FIELDS.items())]
        for place, column in enumerate(header):
            self.fields[f"c{place}"] = forms.ChoiceField(
                label=column,
                choices=fields,
                required=False,
                initial=(given_mapping.get("columns") or {}).get(column, ""),
            )

    def columns(self, samples):
        """[(bound field, sample cells)] of each column."""
        return [
            (self[f"c{place}"], [row[place] for _number, row in samples])
            for place in range(len(self.header))
        ]

    @property
    def reading(self):
        """The fields that control how cells are read."""
        return [self[name] for name in ("day_first", "and_divides", "separator")]

    def read(self) -> dict:
        values = self.cleaned_data
        columns = {c: values[f"c{place}"] for place, c in enumerate(self.header)}
        return {
            "columns": {column: field for column, field in columns.items() if field},
            "constants": self._read_constants(),
            "day_first": {"true": True, "false": False}.get(values["day_first"]),
            "and_divides": {"true": True, "false": False}.get(values["and_divides"]),
            "separator": values["separator"],
            "values": read_values(
                self._of_request(self.values), self.given_mapping.get("values") or {}
            ),
            "actors": self.given_mapping.get("actors") or {},
        }

    def _of_request(self, rows):
        return [row for row in rows if row.is_bound]

    def _read_constants(self):
        """The constants that were submitted; the previous ones if their rows were not."""
        rows = self._of_request(self.constants)
        return read_constants(rows) if rows else self.given_mapping.get("constants") or {}

    @property
    def values_left(self):
        """The number of replaced texts that are not listed."""
        return sum(map(len, (self.given_mapping.get("values") or {}).values())) - len(self.values)

    def clean(self):
        values = super().clean()
        rows = self._of_request([*self.constants, *self.values])
        if [row for row in rows if not row.is_valid()]:
            self.add_error(None, _("Correct the marked values."))
        if values.get("dataset"):
            try:
                values["dataset"] = dataset_of("mapped", values["dataset"])
            except BadOption as error:
                self.add_error("dataset", str(error))
        if not self.errors:
            for wrong in mapping.check_mapping(self.read(), self.header):
                self.add_error(None, ValidationError(wrong))
        return values
