"""The form fields of the filters of a series."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ctplatform.web.references import ReferenceField, choosable
from incidents import vocabularies
from incidents.actors.models.actors import Actor
from incidents.countries.country_fields import CountriesField
from incidents.countries.m49 import REGIONS
from incidents.places.models.places import Place
from incidents.records.models import term_choices
from incidents.regions.models import RegionSet
from incidents.series.forms.text_fields import ListField
from incidents.sources.models import Source

NAMES = {"country": "countries", "attack_type": "attack_types", "marking": "markings"}
"""{filter: name of its form field} where the two differ."""

FIELDS = {NAMES.get(name, name): name for name in vocabularies.SERIES_FILTERS}
"""{name of a form field: filter}."""

REFERENCES = {"actor": Actor, "place": Place, "source": Source, "publisher": Source}


def filter_fields(user, project, series=None) -> dict:
    """{name: form field} of all filters; those of records have the first value alone."""
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
        ("actor", _("Only this actor")),
        ("place", _("Only in this place")),
        ("source", _("Only what goes back to this source")),
        ("publisher", _("Only what this source published")),
    ):
        found[name] = reference_field(name, words, user, project, series)
    return found


def reference_field(name, label, user, project, series):
    """The choice of one actor, place or source; others that the series has are kept."""
    others = len(series.values_of(name)) - 1 if series else 0
    return ReferenceField(
        choosable(REFERENCES[name], user=user, project=project),
        project=project,
        required=False,
        label=label,
        help_text=_("And %d more, kept unless you choose another.") % others if others > 0 else "",
    )


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
        values = series.values_of(name)
        found[field] = next(iter(values), None) if name in REFERENCES else values
    return found


def changed_filters(form, before) -> dict:
    """The filters after the changes of a form; filters whose field was not changed stay."""
    filters = dict(before)
    for field, name in FIELDS.items():
        if field not in form.changed_data:
            continue
        filters.pop(name, None)
        given = form.cleaned_data[field]
        values = [str(given.pk)] if name in REFERENCES and given else given
        if values:
            filters[name] = values
    return filters
