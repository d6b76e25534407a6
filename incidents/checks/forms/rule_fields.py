"""The form fields of a check's rule: one for each parameter, of the type that it has."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from ctplatform.edtf import dates
from ctplatform.web.references import ReferenceField, choosable, explain, is_id, match_name
from incidents import vocabularies
from incidents.actors.models.actors import Actor
from incidents.checks.models.parameters import COMPARISONS, LONGEST_SOURCE, MOST, MOST_GROUPS
from incidents.countries import countries
from incidents.countries.country_fields import read_country
from incidents.places.models.places import Place
from incidents.records.models import term_choices
from incidents.series.models.series import Series

PREFIX = "rule_"
"""What the name of a form field has before that of its parameter."""
RECORDS = {"actor": Actor, "place": Place}
GROUPS = ("group", "groups", "falls", "rises")
NEITHER = [("", _("nothing chosen"))]
DAY = _("A day, a month or a year, as 2021-08-15, 2021-08 or 2021.")
GROUP = _("A group of the series by its name: a country, an actor, or a term of the vocabulary.")
SEVERAL = _("With semicolons between.")


class PercentField(forms.FloatField):
    """A share, written as a percentage and stored as a number between 0 and 1."""

    def __init__(self, **options):
        super().__init__(min_value=0, max_value=100, help_text=_("In percent."), **options)

    def prepare_value(self, value):
        return f"{100 * value:.6g}" if isinstance(value, float | int) else value

    def clean(self, value):
        found = super().clean(value)
        return None if found is None else round(found / 100, 8)


class DayField(forms.CharField):
    """A day, month or year as text; whether it can be read is the model's rule."""

    def __init__(self, **options):
        super().__init__(max_length=dates.MAX_LENGTH, help_text=DAY, **options)


class NamesField(forms.CharField):
    """Several names with semicolons between; the value is a list."""

    def __init__(self, **options):
        options.setdefault("help_text", SEVERAL)
        super().__init__(max_length=MOST_GROUPS * (LONGEST_SOURCE + 2), **options)

    def prepare_value(self, value):
        return "; ".join(value) if isinstance(value, list) else value

    def to_python(self, value):
        return [each.strip() for each in super().to_python(value).split(";") if each.strip()]


def _whole(**options):
    return forms.IntegerField(min_value=0, max_value=MOST, **options)


def _terms(terms):
    return lambda **options: forms.ChoiceField(choices=[*NEITHER, *term_choices(terms)], **options)


def _group(**options):
    return forms.CharField(max_length=LONGEST_SOURCE, help_text=GROUP, **options)


def _target_types(**options):
    return forms.MultipleChoiceField(
        choices=term_choices(vocabularies.TARGET_TYPES),
        widget=forms.CheckboxSelectMultiple,
        **options,
    )


FIELDS = {
    "group": _group,
    "groups": lambda **options: NamesField(help_text=GROUP + " " + SEVERAL, **options),
    "falls": _group,
    "rises": _group,
    "target_types": _target_types,
    "role": _terms(vocabularies.PARTICIPATION_ROLES),
    "unit": _terms(vocabularies.SIZE_UNITS),
    "transnational": _terms(vocabularies.YES_NO),
    "direction": _terms(vocabularies.CHECK_DIRECTIONS),
    "at_least": _whole,
    "at_most": _whole,
    "top": _whole,
    "more_than": PercentField,
    "less_than": PercentField,
    "at_most_share": PercentField,
    "day": DayField,
    "start": DayField,
    "end": DayField,
    "covered_by": NamesField,
    "covered_at_least": PercentField,
}
"""{parameter: what makes its form field}, in the order of the form; `target` and `figures` need the
user, see `rule_fields`."""


def rule_fields(user, project, parameters) -> dict:
    """{name of a form field: field} of all parameters of all comparisons.

    Each names the comparisons that take it, so that the page shows those of the chosen one alone.
    """
    made = {name: make(**_options(name)) for name, make in FIELDS.items()}
    actors = choosable(Actor, user=user, project=project)
    made["target"] = ReferenceField(actors, project=project, create=False, **_options("target"))
    made["figures"] = _figures_field(user, project, parameters.get("figures", []))
    for name, field in made.items():
        takers = [key for key, each in COMPARISONS.items() if name in each.known]
        needing = [key for key in takers if name in COMPARISONS[key].needed]
        field.widget.attrs |= {"data-shown-with": "comparison", "data-shown-for": " ".join(takers)}
        if needing:
            field.widget.attrs["data-needed-for"] = " ".join(needing)
    first = ("figures", "target", *FIELDS)
    return {f"{PREFIX}{name}": made[name] for name in first}


def _options(name):
    return {"label": vocabularies.RULE_LABELS[name], "required": False}


def _figures_field(user, project, chosen):
    rows = Series.objects.visible_to(user).in_project(project).order_by("title", "id")
    choices = [(str(pk), title) for pk, title in rows.values_list("pk", "title")]
    known = {pk for pk, _title in choices}
    hidden = [(pk, _("a series not shown to you")) for pk in chosen if pk not in known]
    return forms.MultipleChoiceField(
        choices=[*choices, *hidden],
        widget=forms.SelectMultiple(attrs={"size": 6}),
        **_options("figures"),
    )


class GroupNames:
    """Names of the groups of a series, as people write them in a form.

    A group that the rule has already may be written as it was shown, even where the user may not
    see the record that it is named after: then it is shown by its id.
    """

    def __init__(self, series, user, project):
        self.series, self.user, self.project = series, user, project

    def shown(self, group: str) -> str:
        """The name of a group; the group itself where it has no name for this user."""
        by = self.series.group_by if self.series else ""
        if by in ("country", "target_nationality"):
            return countries.name_of(group) if countries.is_code(group) else group
        if by in RECORDS:
            rows = RECORDS[by].objects.visible_to(self.user).filter(pk=group)
            name = rows.values_list("name", flat=True).first() if is_id(group) else None
            return name or group
        terms = vocabularies.SERIES_TERMS.get(by, {})
        return str(dict(term_choices(terms)).get(group, group))

    def read(self, words: str) -> str:
        """The group of a name; raises ValidationError where none, or several, have this name."""
        by = self.series.group_by if self.series else ""
        if by in ("country", "target_nationality"):
            return words if countries.is_code(words) else read_country(words)
        if by in RECORDS:
            return words if is_id(words) else self._record(RECORDS[by], words)
        terms = dict(term_choices(vocabularies.SERIES_TERMS.get(by, {})))
        same = [key for key, label in terms.items() if str(label).casefold() == words.casefold()]
        return same[0] if same else words

    def _record(self, model, words):
        rows = choosable(model, user=self.user, project=self.project)
        match = match_name(rows, words)
        if match.row is None:
            raise ValidationError(explain(model, words, match))
        return str(match.row.pk)


def field_error(name: str, error: ValidationError) -> str:
    """The text of an error of the model for the form field of its parameter."""
    text = error.messages[0].removeprefix(f"{name}: ")
    for each in vocabularies.RULE_LABELS:
        text = text.replace(each, each.replace("_", " "))
    return capfirst(text)
