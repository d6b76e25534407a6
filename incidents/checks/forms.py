"""Forms of a check, and of the outcome that a reviewer sets beside the computed one."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from incidents.checks.models.checks import DataCheck
from incidents.checks.models.stated_figures import CheckFigure
from incidents.records.forms.base import CurationForm, RecordForm
from incidents.records.forms.dates import DateExpressionField
from incidents.series.models.series import Series

RULE = _(
    "One parameter a line, as “at least: 2”. Choose them before you look at the numbers; what each"
    " comparison takes is on the page “What checks compare” (/checks/rules/)."
)


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


class RuleField(forms.CharField):
    """The parameters of a comparison, one “name: value” a line; a list is separated by “;”.

    Names are written with spaces (“at least”) and stored with underscores, as the API has them.
    """

    widget = forms.Textarea

    def prepare_value(self, value):
        if not isinstance(value, dict):
            return value
        return "\n".join(
            f"{name.replace('_', ' ')}: {'; '.join(each) if isinstance(each, list) else each}"
            for name, each in value.items()
        )

    def to_python(self, value):
        found = {}
        for line in super().to_python(value).splitlines():
            name, colon, rest = (part.strip() for part in line.partition(":"))
            name = "_".join(name.casefold().split())
            if not line.strip():
                continue
            if not colon or not rest:
                raise ValidationError(_("Write each line as “name: value”: %s") % line[:100])
            if name in found:
                raise ValidationError(_("%s is given twice.") % name[:100])
            found[name] = rest
        return found

    def has_changed(self, initial, data):
        return self.prepare_value(initial or {}) != (data or "").replace("\r\n", "\n").strip()


class CheckForm(RecordForm):
    """The form of a check. The series are chosen from those that the user may see."""

    series = forms.CharField()
    parameters = RuleField(label=_("Rule"), required=False, help_text=RULE)

    class Meta:
        model = DataCheck
        fields = [
            "claim", "comparison", "series", "incident", "actor", "assessment", "resolves",
            "parameters", "source", "note", "marking",
        ]  # fmt: skip
        help_texts = {
            "claim": _("What the text claims, as one sentence in your own words."),
            "assessment": _("The judgement that the check tests, or whose arguments it counts."),
            "source": _("What this source states itself does not count as evidence."),
        }

    def __init__(self, *args, user, project, **kwargs):
        super().__init__(*args, user=user, project=project, **kwargs)
        rows = Series.objects.visible_to(user).in_project(project).order_by("title", "id")
        self.fields["series"] = SeriesField(rows, label=_("Counts"), required=False)


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
