"""Base classes of the register's forms: references, absences, changed values."""

from dataclasses import dataclass

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.db.models.fields import BLANK_CHOICE_DASH
from django.utils.translation import gettext_lazy as _

from ctplatform.curation import services as curation
from ctplatform.markings.forms import KeepsMarking
from ctplatform.web.references import ReferenceField, choosable
from incidents.records.forms.dates import CountsDates

ABSENCES = [
    ("", _("not coded yet")),
    ("unknown", _("unknown: looked for, not said")),
    ("not_applicable", _("not applicable")),
]


def name_empty_choices(form):
    """Replace Django's row of hyphens by the words "nothing chosen"."""
    for field in form.fields.values():
        if isinstance(field, forms.TypedChoiceField) and field.choices[:1] == BLANK_CHOICE_DASH:
            field.choices = [("", _("nothing chosen")), *field.choices[1:]]


@dataclass(frozen=True)
class Fold:
    """Some fields of a form that are folded away under one title."""

    title: str
    fields: list

    @property
    def is_wrong(self):
        return any(field.errors for field in self.fields)

    @property
    def filled(self):
        """Labels of the fields whose value differs from the default of a new row."""
        return [
            str(field.label)
            for field in self.fields
            if field.value() not in (None, "", [], _usual_value(field))
        ]


def _usual_value(field):
    column = field.form.instance._meta.get_field(field.name)
    return column.get_default()


class CurationForm(CountsDates, KeepsMarking, forms.ModelForm):
    """A form for one row of the register.

    `values()` are the values that the user changed, for the curation services. References offer the
    records that the user may see in the project. `rare` are fields that are folded away, in order:
    {title: [names]}. Where a form sets `check_url`, the page asks it for warnings with the inputs
    `check_include` (a selector), and shows them below the field `check_after`.
    """

    field_template = "incidents/records/form_field.html"
    check_after = ""
    rare = {}

    class Media:
        css = {"all": ["incidents/records/register.css"]}

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=4000,
        help_text=_("Reviewers and readers of the history will see it."),
    )

    def __init__(self, *args, user, project, **kwargs):
        self.opened_with = {**kwargs, "user": user, "project": project}
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version
        name_empty_choices(self)
        for name, field in self.fields.items():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 4
            if isinstance(field, forms.ModelChoiceField):
                rows = self.referable(field.queryset.model, name, user, project)
                self.fields[name] = ReferenceField.instead_of(field, rows, project=project)

    def referable(self, model, name, user, project):
        """The records that may be chosen, and the present one, even if it was withdrawn since."""
        rows = choosable(model, user=user, project=project)
        if kept := self.initial.get(name):
            rows = rows | model.objects.visible_to(user).filter(pk=kept)
        return rows

    def values(self):
        edited = [name for name in self.changed_data if name in self._meta.fields]
        return self.with_words({name: self.cleaned_data[name] for name in edited})

    def create(self, values, **why):
        """Make a row with these values through curation; `why` is who makes it, and why."""
        return curation.create_record(self._meta.model, values, **why)

    def reopened(self, row):
        """The same form, unsubmitted, filled with another row."""
        form = type(self)(**{**self.opened_with, "instance": row})
        form.initial["reason"] = self.cleaned_data.get("reason", "")
        return form

    def refuse(self, error):
        """Show a ValidationError of the curation services at the fields that it names."""
        for name, messages in getattr(error, "message_dict", {NON_FIELD_ERRORS: error}).items():
            self.add_error(name if name in self.fields else None, messages)

    @property
    def shown(self):
        """The fields in order, without the hidden ones and those shown at the end."""
        late = {"reason", *getattr(self, "absence_names", {})}
        return [field for field in self.visible_fields() if field.name not in late]

    @property
    def plain(self):
        """The shown fields that are not folded away."""
        rare = set().union(*self.rare.values())
        return [field for field in self.shown if field.name not in rare]

    @property
    def folded(self):
        """The rare fields, in folds that list filled-in fields and open where one is wrong."""
        return [Fold(title, [self[name] for name in names]) for title, names in self.rare.items()]


class RecordForm(CurationForm):
    """A form for a top-level record, with a reason for each field that may be left empty."""

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
        """Fields that may be null, and the child collections that passages can be linked to."""
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
        """The changed values, absences included; a field that got a value is no longer absent."""
        values, before = super().values(), self.instance.absences or {}
        absences = {n: why for n, why in before.items() if n not in self.absence_names.values()}
        for field, name in self.absence_names.items():
            if self.cleaned_data.get(field) and self.cleaned_data.get(name) in (None, "", []):
                absences[name] = self.cleaned_data[field]
        return values if absences == before else values | {"absences": absences}
