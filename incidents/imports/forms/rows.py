"""Row forms of a mapping: a constant value for all rows, or a replacement for a text."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from incidents.imports import mapping
from incidents.imports.forms.names import name_input, read_names
from incidents.imports.value_choices import choices_of

MOST_CONSTANTS = len(mapping.CONSTANTS)
MOST_VALUES = 200  # the most replaced texts that a page lists


class ConstantForm(forms.Form):
    """A field and its value in every row; both are empty in an unused row."""

    field = forms.ChoiceField(
        label=_("Field"),
        required=False,
        choices=[
            ("", _("choose a field")),
            *((name, mapping.FIELDS[name]) for name in mapping.CONSTANTS),
        ],
    )
    value = forms.CharField(label=_("Value"), required=False, max_length=200)

    def __init__(self, *args, project=None, **kwargs):
        super().__init__(*args, **kwargs)
        given = self.data if self.is_bound else self.initial
        names = (self.add_prefix(name) if self.is_bound else name for name in ("field", "value"))
        chosen, value = (given.get(name) or "" for name in names)
        choices, picker = choices_of(chosen), name_input(chosen, project)
        if picker is not None:
            self.fields["value"].widget, choices = picker, []
            value = read_names(chosen, value)
        elif choices:
            self.fields["value"].widget = forms.Select(choices=_with_text(choices, value))
        self.fields["value"].widget.attrs["aria-label"] = _("Value for all rows")
        self.fields["field"].widget.attrs["aria-label"] = _("Field")
        if not self.is_bound:
            self.initial["value"] = _matching_value(choices, value)

    def clean(self):
        values = super().clean()
        values["value"] = read_names(values.get("field"), values.get("value") or "")
        if values.get("field") and not values.get("value"):
            self.add_error("value", _("Give the value for all rows."))
        if values.get("value") and not values.get("field"):
            self.add_error("field", _("Choose the field that this is the value of."))
        return values


def _matching_value(choices, text):
    """The value of the choice with this value or label; else the text itself."""
    word = text.casefold()
    found = (value for value, label in choices if word in (value.casefold(), str(label).casefold()))
    return next(found, text)


def _with_text(choices, text):
    """Choices for a select, preceded by the present text if it is not among them."""
    extra = [(text, text)] if text and _matching_value(choices, text) == text else []
    known = {value for value, _label in choices}
    return [("", _("choose a value")), *(each for each in extra if each[0] not in known), *choices]


class ValueForm(forms.Form):
    """The replacement for a text in the cells of a field; `rows` is the number of rows with it."""

    field = forms.ChoiceField(choices=list(mapping.FIELDS.items()), widget=forms.HiddenInput)
    text = forms.CharField(max_length=200, widget=forms.HiddenInput, strip=False)
    instead = forms.CharField(label=_("Replacement"), max_length=200)
    delete = forms.BooleanField(label=_("Delete"), required=False)

    rows = None

    def __init__(self, *args, project=None, **kwargs):
        super().__init__(*args, **kwargs)
        picker = name_input(self["field"].value(), project)
        if picker is not None:
            self.fields["instead"].widget = picker
        words = {"value": self["text"].value() or ""}
        labels = {"instead": _("Replacement for “%(value)s”"), "delete": _("Delete “%(value)s”")}
        for name, label in labels.items():
            self.fields[name].widget.attrs["aria-label"] = label % words

    @property
    def field_label(self):
        return mapping.FIELDS.get(self["field"].value(), "")

    def clean(self):
        values = super().clean()
        field, instead = values.get("field"), values.get("instead")
        if field and instead:
            instead = values["instead"] = read_names(field, instead)
        if field and instead and not values.get("delete"):
            if not mapping.is_valid_replacement(field, instead):
                words = _("“%(text)s” is not a valid %(field)s.")
                label = {"text": instead, "field": mapping.FIELDS[field]}
                self.add_error("instead", ValidationError(words % label))
        elif values.get("delete"):
            self.errors.pop("instead", None)
        return values


def constant_forms(data, constants, project):
    """Forms of the submitted constants; without any, those of the mapping and an empty one."""
    if data is not None and "constant-0-field" in data:
        return _bound_forms(ConstantForm, "constant", data, MOST_CONSTANTS, project)
    rows = [{"field": name, "value": text} for name, text in constants.items()] + [{}]
    return [
        ConstantForm(initial=row, prefix=f"constant-{n}", project=project)
        for n, row in enumerate(rows)
    ]


def replacement_forms(data, values, project):
    """Forms of the submitted replacements; without any, those of the mapping."""
    if data is not None and "value-0-field" in data:
        return _bound_forms(ValueForm, "value", data, MOST_VALUES, project)
    rows = [
        {"field": field, "text": text, "instead": instead}
        for field, texts in values.items()
        for text, instead in texts.items()
    ]
    return [
        ValueForm(initial=row, prefix=f"value-{n}", project=project)
        for n, row in enumerate(rows[:MOST_VALUES])
    ]


def _bound_forms(form, prefix, data, most, project):
    numbers = [n for n in range(most) if f"{prefix}-{n}-field" in data]
    return [form(data, prefix=f"{prefix}-{n}", project=project) for n in numbers]


def read_constants(rows):
    """{field: value} of the constants of valid forms; ValidationError if a field is given twice."""
    found = {}
    for row in rows:
        field, value = (row.cleaned_data.get(name) for name in ("field", "value"))
        if field in found:
            raise ValidationError(_("“%s” has two values for all rows.") % mapping.FIELDS[field])
        if field and value:
            found[field] = value
    return found


def read_values(rows, before):
    """{field: {text: replacement}} of before, with the changes of valid forms."""
    found = {field: dict(texts) for field, texts in before.items()}
    for row in rows:
        values = row.cleaned_data
        texts = found.setdefault(values["field"], {})
        texts.pop(values["text"], None)
        if not values["delete"]:
            texts[values["text"]] = values["instead"]
    return {field: texts for field, texts in found.items() if texts}
