"""What incidents and their rows can be narrowed by."""

import django_filters as filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ctplatform.curation.models import family
from incidents import vocabularies
from incidents.filters.base import (
    CountryFilter,
    FamilyFilter,
    MarkingFilter,
    ProjectFilter,
    RecordFilter,
    RowFilter,
    TermFilter,
    TracedFilter,
)
from incidents.models import (
    Actor,
    CasualtyEstimate,
    Incident,
    Participation,
    ResponsibilityStatement,
)
from incidents.models.incidents import TYPES
from incidents.models.participations import with_part
from incidents.models.subtrees import countries_in, subtree
from incidents.regions import REGIONS, countries_of, parts_of


class TypeFilter(TermFilter):
    """One or more slugs, each among those in a list of the row's: as JSON text, on both databases,
    it stands there in its quotes."""

    def __init__(self, name, label):
        super().__init__(TYPES[name], label, field_name=name, lookup_expr="icontains")

    def get_filter_predicate(self, value):
        return super().get_filter_predicate(f'"{value}"')


class IncidentFilter(RecordFilter):
    """`date_after` and `date_before` keep what may have happened then, open ends included."""

    facets = {
        "state": "state", "record_kind": "record_kind", "attack_type": "attack_types",
        "target_type": "target_types", "domain": "domain", "lifecycle": "lifecycle",
        "country": "country", "marking": "marking", "untraced": "",
    }  # fmt: skip
    marking = MarkingFilter()
    record_kind = TermFilter(vocabularies.RECORD_KINDS, _("Kind of record"))
    lifecycle = TermFilter(vocabularies.LIFECYCLES, _("How far it went"))
    country = CountryFilter()
    domain = TermFilter(vocabularies.DOMAINS, _("Kind of act"))
    attack_type = TypeFilter("attack_types", _("Attack type"))
    target_type = TypeFilter("target_types", _("Target type"))
    weapon_type = TypeFilter("weapon_types", _("Weapon type"))
    place = FamilyFilter(label=_("Place"))
    within = filters.UUIDFilter(label=_("Within a place"), method="within_place")
    region = filters.ChoiceFilter(
        choices=[(code, name) for code, (name, _above) in REGIONS.items()],
        label=_("Region"),
        method="in_region",
    )
    actor = filters.UUIDFilter(label=_("Actor"), method="with_actor")
    untraced = TracedFilter()
    date_after = filters.DateFilter(label=_("From"), method="not_over_before")
    date_before = filters.DateFilter(label=_("Until"), method="begun_by")

    class Meta:
        model = Incident
        fields = []

    def within_place(self, rows, name, value):
        """In the place or in what lies in it; those known to a country alone are in the country."""
        inside = Q(place__in=subtree(value, using=rows.db))
        country = Q(country__in=countries_in(value, using=rows.db))
        return rows.filter(inside | (Q(place=None) & country))

    def in_region(self, rows, name, value):
        """In a country of the region, or in a part of it that is no country."""
        inside = Q(country__in=countries_of(value))
        return rows.filter(inside | Q(place__un_m49__in=parts_of(value)))

    def with_actor(self, rows, name, value):
        return rows.filter(with_part(actor__in=family(Actor, [value])))

    def not_over_before(self, rows, name, value):
        later = Q(date_latest__gte=value) | Q(date_latest=None)
        return rows.filter(later, date__isnull=False)

    def begun_by(self, rows, name, value):
        earlier = Q(date_earliest__lte=value) | Q(date_earliest=None)
        return rows.filter(earlier, date__isnull=False)


class ParticipationFilter(RowFilter):
    project = ProjectFilter("incident__project")

    class Meta:
        model = Participation
        fields = ["incident", "actor", "role"]


class CasualtyEstimateFilter(RowFilter):
    project = ProjectFilter("incident__project")

    class Meta:
        model = CasualtyEstimate
        fields = ["incident", "kind", "selected", "source"]


class ResponsibilityFilter(RowFilter):
    project = ProjectFilter("incident__project")

    class Meta:
        model = ResponsibilityStatement
        fields = ["incident", "speaker", "about", "kind", "authenticity"]
