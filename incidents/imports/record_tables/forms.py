"""The form of an import of a table of records: the meaning of its columns."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from incidents.imports.record_tables.mapping import check_mapping, fault_of_replacement
from incidents.imports.services.options import BadOption, dataset_of

MOST_VALUES = 200  # the most replaced texts that a page lists


class RecordMappingForm(forms.Form):
    """Form for a mapping: a choice for each column of `header`.

    `given_mapping` is the initial mapping and `options` those of the import; `read()` returns the
    chosen mapping. `values` are row forms of replaced texts.
    """

    dataset = forms.CharField(
        label=_("Name of the dataset"),
        required=False,
        max_length=60,
        help_text=_("Give the same name to all tables whose keys refer to each other."),
    )
    name = forms.CharField(
        label=_("Keep this mapping as"),
        required=False,
        max_length=100,
        help_text=_("It is proposed for the next file with the same columns."),
    )
    constants, reading = (), ()

    def __init__(self, *args, table, header, given_mapping, options=None, **kwargs):
        initial = {"dataset": (options or {}).get("dataset") or ""}
        super().__init__(*args, initial=initial, **kwargs)
        self.table, self.header, self.given_mapping = table, header, given_mapping
        self.values = self._replacements(self.data if self.is_bound else None)
        choices = [("", _("left out")), *table.labels().items()]
        for place, column in enumerate(header):
            self.fields[f"c{place}"] = forms.ChoiceField(
                label=column,
                choices=choices,
                required=False,
                initial=(given_mapping.get("columns") or {}).get(column, ""),
            )

    def _replacements(self, data):
        given = {"table": self.table}
        if data is not None and "value-0-field" in data:
            numbers = [n for n in range(MOST_VALUES) if f"value-{n}-field" in data]
            return [RecordValueForm(data, prefix=f"value-{n}", **given) for n in numbers]
        rows = [
            {"field": field, "text": text, "instead": instead}
            for field, texts in (self.given_mapping.get("values") or {}).items()
            for text, instead in texts.items()
        ]
        return [
            RecordValueForm(initial=row, prefix=f"value-{n}", **given)
            for n, row in enumerate(rows[:MOST_VALUES])
        ]

    def columns(self, samples):
        """[(bound field, sample cells)] of each column."""
        return [
            (self[f"c{place}"], [row[place] for _number, row in samples])
            for place in range(len(self.header))
        ]

    def read(self) -> dict:
        values = self.cleaned_data
        columns = {c: values[f"c{place}"] for place, c in enumerate(self.header)}
        return {
            "columns": {column: field for column, field in columns.items() if field},
            "values": self._read_values(),
            "actors": self.given_mapping.get("actors") or {},
        }

    def _read_values(self):
        found = {field: dict(t) for field, t in (self.given_mapping.get("values") or {}).items()}
        for row in self.values:
            if row.is_bound:
                texts = found.setdefault(row.cleaned_data["field"], {})
                texts.pop(row.cleaned_data["text"], None)
                if not row.cleaned_data["delete"]:
                    texts[row.cleaned_data["text"]] = row.cleaned_data["instead"]
        return {field: texts for field, texts in found.items() if texts}

    @property
    def values_left(self):
        """The number of replaced texts that are not listed."""
        return sum(map(len, (self.given_mapping.get("values") or {}).values())) - len(self.values)

    def clean(self):
        values = super().clean()
        if [row for row in self.values if row.is_bound and not row.is_valid()]:
            self.add_error(None, _("Correct the marked values."))
        if values.get("dataset"):
            try:
                values["dataset"] = dataset_of(self.table.noun, values["dataset"])
            except BadOption as error:
                self.add_error("dataset", str(error))
        if not self.errors:
            for wrong in check_mapping(self.table, self.read(), self.header):
                self.add_error(None, ValidationError(wrong))
        return values


class RecordValueForm(forms.Form):
    """The replacement for a text in the cells of a field; `rows` is the number of rows with it."""

    field = forms.CharField(max_length=60, widget=forms.HiddenInput)
    text = forms.CharField(max_length=200, widget=forms.HiddenInput, strip=False)
    instead = forms.CharField(label=_("Replacement"), max_length=200)
    delete = forms.BooleanField(label=_("Delete"), required=False)

    rows = None

    def __init__(self, *args, table, **kwargs):
        super().__init__(*args, **kwargs)
        self.table = table
        words = {"value": self["text"].value() or ""}
        labels = {"instead": _("Replacement for “%(value)s”"), "delete": _("Delete “%(value)s”")}
        for name, label in labels.items():
            self.fields[name].widget.attrs["aria-label"] = label % words

    @property
    def field_label(self):
        return self.table.labels().get(self["field"].value(), "")

    def clean(self):
        values = super().clean()
        if values.get("delete"):
            self.errors.pop("instead", None)
        elif (field := values.get("field")) and (instead := values.get("instead")):
            if field not in self.table.labels():
                self.add_error(None, _("There is no such field."))
            elif fault := fault_of_replacement(self.table, field, instead):
                self.add_error("instead", fault)
        return values
