"""Form of a series: months instead of days, choices instead of JSON."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ctplatform.edtf import dates
from ctplatform.markings.forms import KeepsMarking
from ctplatform.web.changed_fields import SendsChanges
from ctplatform.web.references import ReferenceField, choosable
from incidents import vocabularies
from incidents.actors.models.actors import Actor
from incidents.records.models import term_choices
from incidents.regions.country_fields import CountriesField
from incidents.regions.m49 import REGIONS
from incidents.regions.models import RegionSet
from incidents.series.models.series import FULL, Series

NOWHERE = "none"
COVERED = _(
    "One window a line, as 2013-01/2013-11. Empty: every day. “none”: nobody has looked yet."
)
BREAKPOINTS = _(
    "Days chosen before looking at the numbers, one a line, as 2021-08-15 Taliban takeover."
    " Findings compare the rates before and after each."
)
ROLES = _(
    "Without a tick: all roles of those who act (perpetrator, co-perpetrator, suspected"
    " perpetrator, party to the fighting). Suspected or alleged participation raises only the "
    "maximum."
)


class MonthField(forms.CharField):
    """A day, month or year, read as its first or last day."""

    def __init__(self, *, bound, **options):
        self.bound = bound
        super().__init__(max_length=dates.MAX_LENGTH, **options)

    def clean(self, value):
        text = super().clean(value)
        try:
            day = getattr(dates.parse(text), self.bound)
        except dates.DateError as error:
            raise ValidationError(str(error)) from error
        if day is None:
            raise ValidationError(_("This end is open. Write 2021-03 or 2021."))
        return day


class SeriesForm(SendsChanges, KeepsMarking, forms.ModelForm):
    start = MonthField(bound="earliest", label=_("From"), help_text=_("2013-01, or 2013"))
    end = MonthField(bound="latest", label=_("To"))
    countries = CountriesField(label=_("Only these countries"), empty=[])
    attack_types = forms.MultipleChoiceField(
        label=_("Only these attack types"),
        required=False,
        choices=term_choices(vocabularies.ATTACK_TYPES),
        widget=forms.CheckboxSelectMultiple,
    )
    roles = forms.MultipleChoiceField(
        label=_("Roles in which an actor counts"),
        required=False,
        choices=term_choices(vocabularies.PARTICIPATION_ROLES),
        widget=forms.CheckboxSelectMultiple,
        help_text=ROLES,
    )
    covered = forms.CharField(
        label=_("Covered"),
        required=False,
        help_text=COVERED,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    breakpoints = forms.CharField(
        label=_("Breakpoints"),
        required=False,
        help_text=BREAKPOINTS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Series
        fields = [
            "title",
            "measure",
            "bucket",
            "group_by",
            "branches",
            "summaries",
            "marking",
        ]
        labels = {
            "branches": _("An actor counts"),
            "summaries": _("Count summaries of several events too"),
        }
        help_texts = {
            "branches": _(
                "Branches are what is asserted to be a branch or a part of the actor, affiliates"
                " what is asserted to be affiliated with it, on the days of that relation."
            ),
            "summaries": _("Each counts as one incident, and its fatalities are added up."),
        }

    field_order = [
        "title",
        "measure",
        "bucket",
        "group_by",
        "start",
        "end",
        "actor",
        "roles",
        "branches",
        "within",
        "countries",
        "attack_types",
        "summaries",
        "covered",
        "breakpoints",
        "marking",
    ]

    def __init__(self, *args, user, project, instance=None, **kwargs):
        initial = values_of(instance) if instance else {"roles": vocabularies.INITIATING_ROLES}
        super().__init__(*args, instance=instance, initial=initial, **kwargs)
        others = len(instance.filters.get("actor", [])) - 1 if instance else 0
        self.fields["actor"] = ReferenceField(
            choosable(Actor, user=user, project=project),
            project=project,
            required=False,
            label=_("Only this actor"),
            help_text=_("And %d more, kept unless you choose another.") % others
            if others > 0
            else "",
        )
        self.fields["within"] = region_field(project, instance)
        self.fields["branches"].required = False
        groups = [(key, words) for key, words in self.fields["group_by"].choices if key != ""]
        self.fields["group_by"].choices = [("", _("nothing: one line")), *groups]
        self.order_fields(self.field_order)
        self.repeat_opened_values()

    def clean_branches(self):
        return self.cleaned_data["branches"] or "none"

    def clean_covered(self):
        if self.cleaned_data["covered"].strip() == NOWHERE:
            return []
        lines = [line.strip() for line in self.cleaned_data["covered"].splitlines()]
        windows = [line.partition("/") for line in lines if line]
        return [{"start": start, "end": end or start} for start, _, end in windows] or FULL

    def clean_breakpoints(self):
        lines = (line.split(maxsplit=1) for line in self.cleaned_data["breakpoints"].splitlines())
        return [{"day": line[0], "label": "".join(line[1:])} for line in lines if line]

    def values(self) -> dict:
        """The values for the services. Filters that the form does not show stay unchanged."""
        given = self.cleaned_data
        names = (
            "title",
            "measure",
            "bucket",
            "start",
            "end",
            "roles",
            "branches",
            "summaries",
            "marking",
        )
        filters = dict(self.instance.filters)
        for name, field in (("country", "countries"), ("attack_type", "attack_types")):
            if field in self.changed_data:
                filters.pop(name, None)
                if given[field]:
                    filters[name] = given[field]
        if "within" in self.changed_data:
            filters.pop("within", None)
            if given["within"]:
                filters["within"] = [given["within"]]
        if "actor" in self.changed_data:
            filters.pop("actor", None)
            if given["actor"]:
                filters["actor"] = [str(given["actor"].pk)]
        return {
            **{name: given[name] for name in names},
            "group_by": given["group_by"] or None,
            "coverage": given["covered"],
            "breakpoints": given["breakpoints"],
            "filters": filters,
        }

    def changed_settings(self, values) -> dict:
        """The items of `values()` whose form fields were changed."""
        fields = {
            "coverage": {"covered"},
            "filters": {"countries", "attack_types", "within", "actor"},
        }
        changed = {*self.changed_data}
        return {n: value for n, value in values.items() if fields.get(n, {n}) & changed}

    def refuse(self, error: ValidationError):
        """Show a ValidationError of the service at the fields of this form."""
        shown = {"coverage": "covered", "filters": "countries"}
        for name, texts in error.message_dict.items():
            name = shown.get(name, name)
            self.add_error(name if name in self.fields else None, texts)


def region_field(project, series=None):
    """The choice of a region: region sets of the project and shared ones, then UN M49."""
    sets = {}
    for each in RegionSet.objects.filter(Q(project=project) | Q(project=None)).order_by("name"):
        if each.project_id or each.key not in sets:
            sets[each.key] = each.definition
    held = series.filters.get("within", []) if series else []
    by_id = [
        (value, words)
        for value, words in zip(held, region_words(series), strict=True)
        if value not in sets and value not in REGIONS
    ]
    others = len(held) - 1
    return forms.ChoiceField(
        label=_("Only within"),
        required=False,
        choices=[
            ("", _("everywhere")),
            (_("Region sets"), [*sets.items(), *by_id]),
            (_("UN M49"), [(code, name) for code, (name, _above) in REGIONS.items()]),
        ],
        help_text=_("And %d more, kept unless you choose another.") % others
        if others > 0
        else _("Countries that lie outside it are not counted, even if they are named below."),
    )


def region_words(series) -> list:
    return [region.definition for region in series.regions] if series else []


def values_of(series) -> dict:
    windows = [] if series.coverage == FULL else series.coverage
    return {
        "start": series.start.isoformat(),
        "end": series.end.isoformat(),
        "countries": series.filters.get("country", []),
        "attack_types": series.filters.get("attack_type", []),
        "within": next(iter(series.filters.get("within", [])), ""),
        "actor": next(iter(series.filters.get("actor", [])), None),
        "roles": series.roles,
        "covered": "\n".join(f"{each['start']}/{each['end']}" for each in windows)
        or (NOWHERE if series.coverage == [] else ""),
        "breakpoints": "\n".join(
            f"{each['day']} {each['label']}".strip() for each in series.breakpoints
        ),
        "version": series.version,
    }
