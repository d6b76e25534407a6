"""The form fields of the filters of a series."""

from django import forms
from django.db.models import Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ctplatform.web.reference_lists import ReferencesField
from ctplatform.web.references import choosable
from incidents import vocabularies
from incidents.actors.models.actors import Actor
from incidents.countries.country_fields import CountriesField
from incidents.countries.m49 import REGIONS
from incidents.places.models.places import Place
from incidents.records.models import term_choices
from incidents.regions.models import RegionSet
from incidents.series.forms.text_fields import ListField
from incidents.series.models.measured_records import fitting_filters
from incidents.sources.models import Source

NAMES = {
    "country": "countries",
    "attack_type": "attack_types",
    "marking": "markings",
    "kind": "assessment_kind",
}
"""{filter: name of its form field} where the two differ."""

FIELDS = {NAMES.get(name, name): name for name in vocabularies.SERIES_FILTERS}
"""{name of a form field: filter}."""

REFERENCES = {
    "actor": Actor,
    "place": Place,
    "source": Source,
    "publisher": Source,
    **dict.fromkeys(vocabularies.ACTOR_FILTERS, Actor),
}


NAMES_OF = _("Names, with semicolons between.")


def filter_fields(user, project, series=None) -> dict:
    """{name: form field} of all filters."""
    found = {
        "countries": CountriesField(label=_("Only these countries"), empty=[]),
        "target_nationality": CountriesField(
            label=_("Only targets of these nationalities"), empty=[]
        ),
        "within": region_field(project, series),
        "fatalities": ListField(
            label=_("Only fatalities of"),
            required=False,
            help_text=_("Ranges of the expected figure, such as 5, 10-49 or 50-."),
        ),
        "dataset": ListField(
            label=_("Only records of these datasets"),
            required=False,
            help_text=_("Names as in imports, such as ucdp-ged."),
        ),
    }
    for name, terms in vocabularies.SERIES_TERMS.items():
        found[NAMES.get(name, name)] = forms.MultipleChoiceField(
            label=_("Only: %s") % vocabularies.SERIES_FILTERS[name],
            required=False,
            choices=term_choices(terms),
            widget=forms.CheckboxSelectMultiple,
        )
    for name, words in (
        ("actor", _("Only these actors")),
        ("place", _("Only in these places")),
        ("source", _("Only what goes back to these sources")),
        ("publisher", _("Only what these sources published")),
        ("holder", _("Only those held by these actors")),
        ("about", _("Only those about these actors")),
        ("issuer", _("Only those issued by these actors")),
        ("recipient", _("Only those given to these actors")),
    ):
        found[name] = references_field(name, words, user, project, series)
    show_where_they_fit(found)
    return found


def show_where_they_fit(fields):
    """Let the page show each field for the measures whose records have the filter."""
    for name, field in fields.items():
        show_for(field, measures_with_filter(FIELDS[name]))


def show_for(field, measures):
    """Let the page show a field for some measures alone; it is not sent for the others."""
    field.widget.attrs |= {"data-shown-with": "measure", "data-shown-for": " ".join(measures)}


def measures_with_filter(name) -> list[str]:
    """The measures whose records have a filter."""
    return [each for each in vocabularies.SERIES_MEASURES if name in fitting_filters(each)]


class GroupSelect(forms.Select):
    """A choice of groups; the page offers those that records of the chosen measure have."""

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        if value:
            option["attrs"]["data-offered-for"] = " ".join(measures_with_filter(value))
        return option


def references_field(name, label, user, project, series):
    """The choice of actors, places or sources; those that cannot be chosen here are kept."""
    rows = choosable(REFERENCES[name], user=user, project=project)
    field = ReferencesField(rows, project=project, required=False, label=label, help_text=NAMES_OF)
    field.kept = kept_values(field, series.values_of(name)) if series else []
    if field.kept:
        field.help_text = format_lazy("{} {}", NAMES_OF, kept_words(len(field.kept)))
    return field


def kept_values(field, values) -> list[str]:
    """The values of a filter that the form does not show, such as records hidden from the user."""
    shown = {str(row.pk) for row in field.widget.rows_of(values)}
    return [each for each in values if each.lower() not in shown]


def kept_words(n) -> str:
    """The words for values of a filter that the form keeps without showing them."""
    text = ngettext(
        "%d more that cannot be chosen here is kept: it is hidden from you, merged or withdrawn.",
        "%d more that cannot be chosen here are kept: they are hidden from you, merged or"
        " withdrawn.",
        n,
    )
    return text % n


def region_field(project, series=None):
    """The choice of regions: region sets of the project and shared ones, then UN M49."""
    sets = {}
    for each in RegionSet.objects.filter(Q(project=project) | Q(project=None)).order_by("name"):
        if each.project_id or each.key not in sets:
            sets[each.key] = each.definition
    held = zip(series.values_of("within"), region_words(series), strict=True) if series else ()
    by_id = [pair for pair in held if pair[0] not in sets and pair[0] not in REGIONS]
    return forms.MultipleChoiceField(
        label=_("Only within"),
        required=False,
        choices=[
            (_("Region sets"), [*sets.items(), *by_id]),
            (_("UN M49"), [(code, name) for code, (name, _above) in REGIONS.items()]),
        ],
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=_("Countries that lie outside it are not counted, even if they are named below."),
    )


def region_words(series) -> list:
    """The definitions of the regions of a series."""
    return [region.definition for region in series.regions] if series else []


def initial_filters(series) -> dict:
    """{name of a form field: its value} of the filters of a series."""
    found = {}
    for field, name in FIELDS.items():
        found[field] = series.values_of(name)
    return found


def changed_filters(form, before) -> dict:
    """The filters after the changes of a form; filters whose field was not changed stay.

    Those that the chosen measure does not have are dropped, unless the form sent them.
    """
    fitting = fitting_filters(form.cleaned_data["measure"])
    sent = {name for field, name in FIELDS.items() if form.add_prefix(field) in form.data}
    filters = {name: value for name, value in before.items() if name in {*fitting, *sent}}
    for field, name in FIELDS.items():
        if field not in form.changed_data:
            continue
        filters.pop(name, None)
        given = form.cleaned_data[field]
        if name in REFERENCES:
            given = [*(str(row.pk) for row in given), *form.fields[field].kept]
        if given:
            filters[name] = given
    return filters
