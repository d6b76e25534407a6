"""Forms of a check, and of the outcome that a reviewer sets beside the computed one."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from incidents.checks.forms.rule_fields import (
    GROUPS,
    PREFIX,
    GroupNames,
    field_error,
    rule_fields,
)
from incidents.checks.models.checks import DataCheck
from incidents.checks.models.parameters import COMPARISONS
from incidents.checks.models.stated_figures import CheckFigure
from incidents.records.forms.base import CurationForm, RecordForm
from incidents.records.forms.dates import DateExpressionField
from incidents.series.models.series import Series

ABOUT = {"series": "series", "incident": "incident", "actor": "actor"}
"""{form field: what a comparison is about that reads it}; an assessment may be named with any."""


class SeriesField(forms.ChoiceField):
    """One of the series of a project, by its title; its value is the Series or None."""

    def __init__(self, rows, **options):
        self.rows = {str(each.pk): each for each in rows}
        choices = [(pk, each.title) for pk, each in self.rows.items()]
        super().__init__(choices=[("", _("none")), *choices], **options)

    def prepare_value(self, value):
        return str(getattr(value, "pk", value) or "")

    def clean(self, value):
        return self.rows.get(super().clean(value))

    def has_changed(self, initial, data):
        return self.prepare_value(initial) != (data or "")


class CheckForm(RecordForm):
    """The form of a check: its rule has a field for each parameter (see `rule_fields`).

    The page shows those that the chosen comparison takes. The series are chosen from those that the
    user may see.
    """

    series = forms.CharField()

    class Meta:
        model = DataCheck
        fields = [
            "claim", "comparison", "series", "incident", "actor", "assessment", "resolves",
            "source", "note", "marking",
        ]  # fmt: skip
        help_texts = {
            "claim": _("What the text claims, as one sentence in your own words."),
            "comparison": _("Choose the rule before you look at the numbers."),
            "assessment": _("The judgement that the check tests, or whose arguments it counts."),
            "resolves": _("Its page then shows this check as what its outcome rests on."),
            "source": _("What this source states itself does not count as evidence."),
        }

    def __init__(self, *args, user, project, **kwargs):
        super().__init__(*args, user=user, project=project, **kwargs)
        self.user, self.project = user, project
        self.parameters_before = dict(self.instance.parameters or {})
        rows = Series.objects.visible_to(user).in_project(project).order_by("title", "id")
        series = SeriesField(rows, label=_("Counts"), required=False)
        self.fields["series"] = series
        for name, about in ABOUT.items():
            takers = [key for key, each in COMPARISONS.items() if each.about == about]
            self.fields[name].widget.attrs |= {
                "data-shown-with": "comparison", "data-shown-for": " ".join(takers),
                "data-needed-for": " ".join(takers),
            }  # fmt: skip
        self.fields |= rule_fields(user, project, self.parameters_before)
        self.order_fields(["version", *self._meta.fields[:5], *self._rule_names()])
        names = GroupNames(self.instance.series, user, project)
        for name, value in self.parameters_before.items():
            self.initial[f"{PREFIX}{name}"] = _with_names(name, value, names)

    def _rule_names(self):
        return [name for name in self.fields if name.startswith(PREFIX)]

    def clean(self):
        """Put the rule together; the model reads it, as it does for the API."""
        cleaned = super().clean()
        given = {}
        for name in self._rule_names():
            value = cleaned.get(name)
            if value not in (None, "", []):
                given[name.removeprefix(PREFIX)] = str(getattr(value, "pk", "")) or value
        for name in GROUPS:
            if name in given:
                self._read_groups(name, given, cleaned.get("series"))
        self.instance.parameters = given
        return cleaned

    def _read_groups(self, name, given, series):
        """Replace the names of groups by the groups; an error is shown at the field."""
        names = GroupNames(series, self.user, self.project)
        held = self.parameters_before.get(name, [])
        before = {
            names.shown(each): each for each in (held if name == "groups" else [held]) if each
        }
        value = given[name]
        try:
            found = [
                before.get(each) or names.read(each)
                for each in (value if name == "groups" else [value])
            ]
        except ValidationError as error:
            del given[name]
            self.add_error(f"{PREFIX}{name}", error)
        else:
            given[name] = found if name == "groups" else found[0]

    def add_error(self, field, error):
        """Show errors of the rule at the fields of the parameters that they are about."""
        if not isinstance(error, ValidationError):
            error = ValidationError(error)
        found = dict(getattr(error, "error_dict", {}))
        rule = found.pop("parameters", [])
        if field == "parameters":
            field, rule = None, error.error_list
        elif not hasattr(error, "error_dict"):
            super().add_error(field, error)
        if found:
            super().add_error(field, ValidationError(found))
        for each in rule:
            name = f"{PREFIX}{each.code}"
            if name not in self.fields:
                super().add_error(None, each)
            elif name not in self.errors:
                super().add_error(name, field_error(each.code, each))

    def refuse(self, error):
        """Show a ValidationError of the curation services at the fields that it names."""
        found = getattr(error, "error_dict", {})
        if "parameters" not in found:
            super().refuse(error)
        else:
            self.add_error(None, ValidationError(dict(found)))

    def values(self):
        """The changed values; the rule is one of them, as the model has read it."""
        rule = self.instance.parameters
        changed = {} if rule == self.parameters_before else {"parameters": rule}
        return super().values() | changed


def _with_names(name, value, names):
    """The value of a parameter as its form field shows it."""
    if name == "groups":
        return [names.shown(each) for each in value]
    return names.shown(value) if name in GROUPS else value


class CheckFigureForm(CurationForm):
    """What a source states for what a check counts."""

    date = DateExpressionField(label=_("For the period"))

    class Meta:
        model = CheckFigure
        fields = ["source", "stated", "low", "best", "high", "qualifier", "date", "note"]
        help_texts = {
            "stated": _("“365 attacks”: the source's own words."),
            "date": _("The period that the figure is for: 2021, or 2021-01/2021-11."),
        }


class OverrideForm(CurationForm):
    """The outcome that a reviewer sets beside the computed one; empty removes it."""

    class Meta:
        model = DataCheck
        fields = ["override", "override_reason"]
        help_texts = {
            "override": _("The computed outcome stays, and is shown beside it."),
            "override_reason": _(
                "Readers see it: what the computation does not take into account."
            ),
        }
