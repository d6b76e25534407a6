"""What the register's forms share: references, absences, what has changed."""

from dataclasses import dataclass

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.translation import gettext_lazy as _

from ctplatform.markings.forms import KeepsMarking
from ctplatform.references import ReferenceField, choosable
from incidents.forms.dates import CountsDates

ABSENCES = [
    ("", _("not coded yet")),
    ("unknown", _("unknown: looked for, not said")),
    ("not_applicable", _("not applicable")),
]


@dataclass(frozen=True)
class Fold:
    """Some fields of a form under one title."""

    title: str
    fields: list

    @property
    def is_wrong(self):
        return any(field.errors for field in self.fields)

    @property
    def filled(self):
        """Labels of those that hold something else than a new row would."""
        return [
            str(field.label)
            for field in self.fields
            if field.value() not in (None, "", [], _usual(field))
        ]


def _usual(field):
    column = field.form.instance._meta.get_field(field.name)
    return column.get_default()


class DoorForm(CountsDates, KeepsMarking, forms.ModelForm):
    """A row of the register. `values()` is what a person changed, for the door.

    References are offered as far as the person sees them in the project. `rare` are fields that
    are folded away under a title, in order: {title: [names]}.
    """

    field_template = "incidents/form_field.html"
    rare = {}

    class Media:
        css = {"all": ["incidents/register.css"]}

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=4000,
        help_text=_("Whoever reviews or reads the history will see it."),
    )

    def __init__(self, *args, user, project, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version
        for name, field in self.fields.items():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 4
            if isinstance(field, forms.ModelChoiceField):
                rows = self.referable(field.queryset.model, name, user, project)
                self.fields[name] = ReferenceField.instead_of(field, rows, project=project)

    def referable(self, model, name, user, project):
        """What may be chosen, and what was chosen before, though it may be withdrawn by now."""
        rows = choosable(model, user=user, project=project)
        if kept := self.initial.get(name):
            rows = rows | model.objects.visible_to(user).filter(pk=kept)
        return rows

    def values(self):
        edited = [name for name in self.changed_data if name in self._meta.fields]
        return self.with_words({name: self.cleaned_data[name] for name in edited})

    def refuse(self, error):
        """Show a ValidationError of the door at the fields it names."""
        for name, messages in getattr(error, "message_dict", {NON_FIELD_ERRORS: error}).items():
            self.add_error(name if name in self.fields else None, messages)

    @property
    def shown(self):
        """The fields in order, without the hidden ones and those shown at the end."""
        late = {"reason", *getattr(self, "absence_names", {})}
        return [field for field in self.visible_fields() if field.name not in late]

    @property
    def plain(self):
        """Those of them that are not folded away."""
        rare = set().union(*self.rare.values())
        return [field for field in self.shown if field.name not in rare]

    @property
    def folded(self):
        """The rare fields: each fold says what is filled in it, and is open where one is wrong."""
        return [Fold(title, [self[name] for name in names]) for title, names in self.rare.items()]


class RecordForm(DoorForm):
    """A top-level record: where a field is empty, why."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.absence_names = {}
        for name in self.can_be_absent():
            label = self.instance.passage_fields.get(name) or self.fields[name].label
            self.absence_names[f"absent_{name}"] = name
            self.fields[f"absent_{name}"] = forms.ChoiceField(
                label=label,
                choices=ABSENCES,
                required=False,
                initial=(self.instance.absences or {}).get(name, ""),
            )

    def can_be_absent(self):
        """Fields that may be null, and the child collections that passages speak about."""
        model, columns = self._meta.model, {f.name for f in self._meta.model._meta.concrete_fields}
        mine = [name for name in self._meta.fields if model._meta.get_field(name).null]
        return mine + [name for name in model.passage_fields if name not in columns]

    @property
    def absence_fields(self):
        return [self[name] for name in self.absence_names]

    @property
    def absences_wrong(self):
        return any(self[name].errors for name in self.absence_names)

    def values(self):
        """What has changed, absences included; a field that got a value is no longer absent."""
        values, before = super().values(), self.instance.absences or {}
        absences = {n: why for n, why in before.items() if n not in self.absence_names.values()}
        for field, name in self.absence_names.items():
            if self.cleaned_data.get(field) and self.cleaned_data.get(name) in (None, "", []):
                absences[name] = self.cleaned_data[field]
        return values if absences == before else values | {"absences": absences}
