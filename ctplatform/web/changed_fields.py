"""Forms that send only what a user changed, and keep what others have changed meanwhile.

The page has hidden fields with the value of each field when it was opened (Django's
`show_hidden_initial`), so that changed values can be recognised.
"""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.forms import CheckboxInput, HiddenInput, ModelChoiceField
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict


@dataclass(frozen=True)
class Merged:
    """A form with the live values, and the user's changes over them.

    `theirs` are (label, live value in words) of fields that others have changed since the form was
    opened, `both` the labels of those that the user changed as well.
    """

    form: object
    theirs: list
    both: list


class SendsChanges:
    """Mixin for the form of a row with a `version`: `changed(values)` keeps what the user changed.

    List it before Django's class. A request without the hidden fields, such as that of a program,
    is compared with the row as it is.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.repeat_opened_values()

    def repeat_opened_values(self):
        """Make each field repeat its opened value; call it again after adding fields."""
        opened = "version" in self.fields
        if self.is_bound:
            opened = self.add_initial_prefix("version") in self.data
        for field in self.fields.values():
            field.show_hidden_initial = opened

    def changed(self, values) -> dict:
        """The values ({name of a field: value}) that differ from those shown."""
        names = {*self.changed_data}
        return {name: value for name, value in values.items() if name in names}

    def over(self, live) -> Merged:
        """Merge the user's changes into `live`, the same form, unbound, of the row as it is now."""
        mine = {name for name in self.changed_data if name != "version"}
        data = QueryDict(mutable=True)
        for name in self.fields:
            _put(data, self.add_initial_prefix(name), live[name], is_hidden=True)
            if name in mine:
                _copy(self.data, data, self.add_prefix(name))
            else:
                _put(data, self.add_prefix(name), live[name])
        theirs = [name for name in self.fields if name != "version" and self._moved(name, live)]
        return Merged(
            form=live.sent(data),
            theirs=[(live.fields[name].label, in_words(live[name])) for name in theirs],
            both=[str(live.fields[name].label) for name in theirs if name in mine],
        )

    def sent(self, data):
        """Bind this unbound form to the data of a request."""
        self.data, self.files, self.is_bound = data, MultiValueDict(), True
        return self

    def _moved(self, name, live):
        """Whether a field has changed in the database since the form was opened."""
        if not self.fields[name].show_hidden_initial:
            return False
        field, shown, now = self.fields[name], self._shown(name), live[name].value()
        try:
            return field.to_python(shown) != field.to_python(now)
        except ValidationError:
            return str(shown) != str(now)

    def _shown(self, name):
        widget = self.fields[name].hidden_widget()
        return widget.value_from_datadict(self.data, self.files, self.add_initial_prefix(name))


def in_words(field) -> str:
    """The value of a bound field in words: labels of choices, names of rows."""
    value = field.value()
    if isinstance(field.field, ModelChoiceField):
        row = field.field.queryset.filter(pk=value).first() if value else None
        return str(row or "")
    if hasattr(field.field, "choices"):
        labels = {str(key): str(label) for key, label in field.field.choices}
        values = value if isinstance(value, list | tuple) else [value]
        return ", ".join(labels.get(str(each), str(each)) for each in values if each is not None)
    return "" if value is None else str(value)


def _put(data, name, field, *, is_hidden=False):
    """Write a field's value into form data as its page would send it."""
    value = field.value()
    if isinstance(value, list | tuple):
        data.setlist(name, [str(each) for each in value])
    elif isinstance(field.field.widget, CheckboxInput) and not is_hidden:
        if value:
            data[name] = "on"
    else:
        data[name] = "" if value is None else HiddenInput().format_value(value) or ""


def _copy(sent, data, name):
    """Copy the sent values of a field, and of the text beside its id."""
    for key in sent:
        if key == name or key.removeprefix(name) in ("_searched", "_chosen", "_offered"):
            data.setlist(key, sent.getlist(key))
