"""Filters of incidents."""

from types import SimpleNamespace
from uuid import UUID

import django_filters as filters
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from incidents import vocabularies
from incidents.countries.m49 import REGIONS, countries_of, parts_of
from incidents.events.filters.drawn import DrawnFilter
from incidents.events.filters.participants import ParticipantFilter
from incidents.events.filters.places import (
    AnyCountryFilter,
    AnyPlaceFilter,
    WithinFilter,
    named_region,
    seen_places,
)
from incidents.events.models.dataset_ids import with_dataset_id
from incidents.events.models.incident_places import further_countries, with_further
from incidents.events.models.incidents import TYPES, Incident
from incidents.events.models.variables import TERM_VARIABLES
from incidents.events.queries.fatalities_sources import without_fatalities_source
from incidents.places.models.places import Place
from incidents.places.models.subtrees import countries_in, subtree_ids
from incidents.records.filters import (
    CountryFilter,
    EvidenceCodeFilter,
    MarkingFilter,
    SourcedFilter,
    TermFilter,
)
from incidents.records.models import term_choices
from incidents.regions.models import m49_region, region_in_words
from incidents.responsibility.models.claimed import claimed_filter


class TypeFilter(TermFilter):
    """One or more slugs, any of which must be in a JSON list of the row.

    On both databases a slug appears in the JSON text in double quotes.
    """

    def __init__(self, name, label):
        super().__init__(TYPES[name], label, field_name=name, lookup_expr="icontains")

    def get_filter_predicate(self, value):
        return super().get_filter_predicate(f'"{value}"')


class NationalityFilter(CountryFilter):
    """One or more countries, any of which must be in the row's list of nationalities."""

    def __init__(self):
        super().__init__(label=_("Nationality of targets"))
        self.field_name, self.lookup_expr = "target_nationalities", "icontains"

    def get_filter_predicate(self, value):
        return super().get_filter_predicate(f'"{value}"')


class IncidentFilter(DrawnFilter, ParticipantFilter):
    """All filters of incidents.

    `date_after` and `date_before` keep incidents that may have happened then, including those with
    open ends. There is one for each coded variable (incidents.events.models.variables).
    """

    facets = {
        "state": "state",
        "record_kind": "record_kind",
        "attack_type": "attack_types",
        "target_type": "target_types",
        "domain": "domain",
        "lifecycle": "lifecycle",
        "country": "country",
        "violence_type": "violence_type",
        "event_type": "event_type",
        "suicide": "suicide",
        "claimed": "",
        "transnational": "transnational",
        "doubt": "doubt",
        "marking": "marking",
        "unsourced": "",
    }
    further_facets = {"country": further_countries}
    marking = MarkingFilter()
    record_kind = TermFilter(vocabularies.RECORD_KINDS, _("Kind of record"))
    lifecycle = TermFilter(vocabularies.LIFECYCLES, _("Attack status"))
    country = AnyCountryFilter()
    domain = TermFilter(vocabularies.DOMAINS, _("Event type"))
    attack_type = TypeFilter("attack_types", _("Attack type"))
    target_type = TypeFilter("target_types", _("Target type"))
    weapon_type = TypeFilter("weapon_types", _("Weapon type"))
    transnational = TermFilter(vocabularies.YES_NO, _("Transnational"))
    target_nationality = NationalityFilter()
    claimed = filters.ChoiceFilter(
        choices=term_choices(vocabularies.YES_NO), label=_("Claimed"), method="is_claimed"
    )
    place = AnyPlaceFilter(label=_("Place"))
    place_precision = TermFilter(vocabularies.PLACE_PRECISIONS, _("Place known to"))
    within = WithinFilter(label=_("Within a place or a named region"), method="within_place")
    region = filters.ChoiceFilter(
        choices=[(code, name) for code, (name, _above) in REGIONS.items()],
        label=_("Region"),
        method="in_region",
    )
    unsourced = SourcedFilter(
        no_fatalities_source=(
            _("fatalities without a source or passage"),
            without_fatalities_source,
        )
    )
    evidence_code = EvidenceCodeFilter()
    dataset = filters.CharFilter(label=_("Dataset"), method="in_dataset", max_length=60)
    dataset_id = filters.CharFilter(label=_("Id in a dataset"), method="bearing", max_length=200)
    import_job = filters.UUIDFilter("external_records__import_job", label=_("Import"))
    date_after = filters.DateFilter(label=_("From"), method="not_over_before")
    date_before = filters.DateFilter(label=_("Until"), method="begun_by")

    class Meta(ParticipantFilter.Meta):
        model = Incident
        fields = list(TERM_VARIABLES)

    @classmethod
    def filter_for_field(cls, field, field_name, lookup_expr=None):
        """The filter of a coded variable, by one or more of its terms."""
        return TermFilter(dict(field.choices), field.verbose_name, field_name=field_name)

    def within_place(self, rows, name, value):
        """In the place or in a place within it; incidents without a place match by their country.

        A region set, by its key or id, stands for its countries; so does a code of UN M49.
        """
        if value in REGIONS:
            return self.in_region(rows, name, value)
        found = named_region(self, value)
        if found is not None:
            codes = found.countries
            further = with_further(seen_places(self), country__in=codes)
            return rows.filter(Q(country__in=codes) | further)
        if isinstance(value, str):
            return rows.none()
        places = subtree_ids(value, using=rows.db)
        country = Q(country__in=countries_in(value, using=rows.db))
        return rows.filter(
            Q(place__in=places)
            | (Q(place=None) & country)
            | with_further(seen_places(self), place__in=places)
        )

    def definitions(self) -> list[str]:
        """Definitions of the regions in the query, such as “South Asia, UN M49: 9 countries”."""
        asked, found = self.form.cleaned_data, []
        if code := asked.get("region"):
            found.append(m49_region(code).definition)
        if (value := asked.get("within")) is None:
            return found
        if value in REGIONS:
            return [*found, m49_region(value).definition]
        named = named_region(self, value)
        if named is not None:
            return [*found, named.definition]
        user = getattr(self.request, "user", None) or AnonymousUser()
        rows = Place.objects.visible_to(user)
        place = rows.filter(pk=value).first() if isinstance(value, UUID) else None
        if place is None:
            return [*found, _("There is no region “%s” here.") % value]
        if place.un_m49 in REGIONS and place.project_id is None:
            return [
                *found,
                region_in_words(place.name, "UN M49", len(countries_of(place.un_m49))),
            ]
        return [*found, place.name]

    def in_region(self, rows, name, value):
        """In a country of the region, or in a part of it that is not a country."""
        countries, parts = countries_of(value), parts_of(value)
        own = Q(country__in=countries) | Q(place__un_m49__in=parts)
        further = Q(country__in=countries) | Q(place__un_m49__in=parts)
        return rows.filter(own | with_further(seen_places(self), further))

    def in_dataset(self, rows, name, value):
        """Incidents with an id in this dataset; with `dataset_id`, the incident with that id."""
        asked = self.form.cleaned_data.get("dataset_id", "").strip()
        return with_dataset_id(rows, self.queryset, value.strip().lower(), asked)

    def bearing(self, rows, name, value):
        if self.form.cleaned_data.get("dataset", "").strip():
            return rows  # one row of the dataset has both
        return with_dataset_id(rows, self.queryset, external_id=value.strip())

    def is_claimed(self, rows, name, value):
        """By the statements of responsibility that the user (or anonymous visitor) sees."""
        user = getattr(self.request, "user", None) or AnonymousUser()
        return rows.filter(claimed_filter(user, value))

    def not_over_before(self, rows, name, value):
        return rows.within(value, self.form.cleaned_data.get("date_before"))

    def begun_by(self, rows, name, value):
        if self.form.cleaned_data.get("date_after"):
            return rows  # `not_over_before` applies both days at once
        return rows.within(latest=value)


def found_by(query, rows, user):
    """The incidents among `rows` that match a query string for a user; none if it is invalid."""
    found = IncidentFilter(QueryDict(query), rows, request=SimpleNamespace(user=user))
    return found.qs if found.is_valid() else rows.none()
