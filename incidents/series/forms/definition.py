"""The form of a series: months instead of days, choices instead of JSON."""

from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ctplatform.markings.forms import KeepsMarking
from ctplatform.web.changed_fields import SendsChanges
from incidents import vocabularies
from incidents.records.models import term_choices
from incidents.series.forms.filter_fields import (
    FIELDS,
    GroupSelect,
    changed_filters,
    filter_fields,
    initial_filters,
    measures_with_filter,
    show_for,
)
from incidents.series.forms.text_fields import (
    BreakpointsField,
    CoverageField,
    EventsField,
    MonthField,
)
from incidents.series.models.series import Series
from incidents.series.models.transform_settings import KNOWN as TRANSFORM
from incidents.series.models.transform_settings import PER

COVERED = _(
    "One window a line, with the sources searched, as 2013-01/2013-11: UCDP, ACLED. Empty:"
    " every day. “none”: no source has been searched yet."
)
BREAKPOINTS = _(
    "Days chosen before looking at the numbers, one a line, as 2021-08-15 Taliban takeover."
    " Findings compare the rates before and after each."
)
EVENTS = _(
    "Marked on the chart, one a line: the address of an incident, a warning or a release, or a date"
    " and words, as 2021-05/2021-08 Offensive, perhaps with the address of a passage."
)
ROLES = _(
    "If none is ticked: all roles of those who act (perpetrator, co-perpetrator, suspected"
    " perpetrator, party to the fighting). Suspected or alleged participation raises only the "
    "maximum."
)

SECTIONS = (
    ("", ("title", "measure", "bucket", "group_by", "start", "end", "marking")),
    (_("Where"), ("within", "countries", "place")),
    (_("Who"), ("actor", "roles", "branches", "target_nationality")),
    (_("Who judged what"), ("holder", "about", "assessment_kind")),
    (_("How it was judged"), ("likelihood", "confidence", "outcome")),
    (_("Who warned whom"), ("issuer", "recipient")),
    (_("What was warned of"), ("heeded", "specificity", "channel", "recipient_position")),
    (_("What happened"), ("attack_types", "target_type", "weapon_type", "domain", "lifecycle")),
    (_("Outcome"), ("fatalities", "success", "property_damage")),
    (
        _("Further variables"),
        ("suicide", "transnational", "doubt", "violence_type", "event_type", "sub_event_type"),
    ),
    (_("Which records"), ("summaries", "markings", "dataset", "source", "publisher")),
    (_("Coverage, breakpoints and events"), ("covered", "breakpoints", "events")),
    (_("How the numbers are shown"), ("per", "cumulated", "rolling", "base")),
)
"""[(title, names of fields)]; the first section is always open."""

OF_ACTORS = ("roles", "branches", "summaries")
"""Settings that only series of incidents have; their values are the default if none is sent."""


@dataclass(frozen=True)
class Section:
    """Some fields of the form; `filled` are the labels of those that limit the series."""

    title: str
    fields: list
    filled: list
    is_wrong: bool


class SeriesForm(SendsChanges, KeepsMarking, forms.ModelForm):
    """The definition of a series."""

    start = MonthField(bound="earliest", label=_("From"), help_text=_("2013-01, or 2013"))
    end = MonthField(bound="latest", label=_("To"))
    roles = forms.MultipleChoiceField(
        label=_("Roles in which an actor counts"),
        required=False,
        choices=term_choices(vocabularies.PARTICIPATION_ROLES),
        widget=forms.CheckboxSelectMultiple,
        help_text=ROLES,
    )
    covered = CoverageField(label=_("Covered"), help_text=COVERED)
    breakpoints = BreakpointsField(label=_("Breakpoints"), help_text=BREAKPOINTS)
    events = EventsField(label=_("Events"), help_text=EVENTS)
    per = forms.TypedChoiceField(
        label=_("Per population"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("none")), *((n, f"{n:,}") for n in PER)],
        help_text=_("Number of inhabitants. Needs countries, as groups or as a limit."),
    )
    cumulated = forms.BooleanField(label=_("Cumulated"), required=False)
    rolling = forms.IntegerField(
        label=_("Rolling mean"),
        required=False,
        help_text=_("Number of buckets, such as 3 or 12."),
    )
    base = forms.CharField(
        label=_("Index"),
        required=False,
        max_length=40,
        help_text=_("A day or month in the base bucket (= 100), such as 2021-08."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Series
        fields = ["title", "measure", "bucket", "group_by", "branches", "summaries", "marking"]
        widgets = {"group_by": GroupSelect(attrs={"data-offered-with": "measure"})}
        labels = {
            "group_by": _("Grouped by"),
            "branches": _("An actor counts"),
            "summaries": _("Count summaries of several events too"),
        }
        help_texts = {
            "branches": _(
                "Branches: groups asserted to be a branch or part of the actor. Affiliates: groups"
                " asserted to be affiliated with it. Each counts only while that relation lasted."
            ),
            "summaries": _("Each counts as one incident, and its people are added up."),
            "group_by": _(
                "If you group by region, place, dataset, source or publisher, choose the groups"
                " below."
            ),
            "measure": _(
                "Assessments count by the day on which they were made, resolutions by the day on"
                " which the outcome was known, warnings by the day on which they were issued."
            ),
        }

    def __init__(self, *args, user, project, instance=None, **kwargs):
        initial = values_of(instance) if instance else {"roles": vocabularies.INITIATING_ROLES}
        initial |= kwargs.pop("initial", None) or {}
        super().__init__(*args, instance=instance, initial=initial, **kwargs)
        self.fields |= filter_fields(user, project, instance)
        self.fields["branches"].required = False
        for name in OF_ACTORS:
            show_for(self.fields[name], measures_with_filter("actor"))
        groups = [(key, words) for key, words in self.fields["group_by"].choices if key != ""]
        self.fields["group_by"].choices = [("", _("not grouped")), *groups]
        self.order_fields([name for _title, names in SECTIONS for name in names])
        self.repeat_opened_values()

    def _post_clean(self):
        """Leave the rules of the model to the services, which see all of it; see `refuse`."""

    def clean_branches(self):
        return self.cleaned_data["branches"] or "none"

    @property
    def sections(self) -> list[Section]:
        """The fields in sections for the page."""
        return [self._section(title, names) for title, names in SECTIONS]

    def _section(self, title, names):
        fields = [self[name] for name in names if name in self.fields]
        names = {*FIELDS, *TRANSFORM, "covered", "breakpoints", "events"}
        limits = [each for each in fields if each.name in names]
        return Section(
            title=title,
            fields=fields,
            filled=[
                str(each.label) for each in limits if each.value() not in (None, "", [], "full")
            ],
            is_wrong=any(each.errors for each in fields),
        )

    def values(self) -> dict:
        """The values for the services. Filters whose fields were not changed stay."""
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
            "breakpoints",
            "events",
        )
        return {
            **{name: given[name] for name in names},
            "group_by": given["group_by"] or None,
            "coverage": given["covered"],
            "filters": changed_filters(self, self.instance.filters),
            "transform": {name: given[name] for name in TRANSFORM if given[name]},
        }

    def changed_settings(self, values) -> dict:
        """The items of `values()` whose form fields were changed.

        With another measure the filters and settings that are not sent for it change as well.
        """
        fields = {"coverage": {"covered"}, "filters": {*FIELDS}, "transform": {*TRANSFORM}}
        changed = {*self.changed_data}
        if "measure" in changed:
            sent = {name for name in OF_ACTORS if self.add_prefix(name) in self.data}
            changed |= {"countries", *OF_ACTORS} - sent
        return {n: value for n, value in values.items() if fields.get(n, {n}) & changed}

    def refuse(self, error: ValidationError):
        """Show a ValidationError of the service at the fields of this form.

        An error of a filter begins with the filter's name, such as “country: there is no “ZZ””.
        """
        for name, texts in error.message_dict.items():
            for text in texts:
                self.add_error(self._field_of(name, text), text)

    def _field_of(self, name, text):
        if name == "coverage":
            return "covered"
        if name == "transform":
            meant = text.partition(":")[0]
            return meant if meant in TRANSFORM else "per"
        if name == "filters":
            filter_name = text.partition(":")[0]
            return next(
                (field for field, each in FIELDS.items() if each == filter_name), "countries"
            )
        return name if name in self.fields else None


def values_of(series) -> dict:
    """{name of a form field: its value} for a series."""
    return {
        **initial_filters(series),
        "start": series.start.isoformat(),
        "end": series.end.isoformat(),
        "roles": series.roles,
        "covered": series.coverage,
        "breakpoints": series.breakpoints,
        "events": series.events,
        **series.transform,
        "version": series.version,
    }
