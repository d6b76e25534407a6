"""Filters by place: all places of an incident, and regions as sets of countries."""

from uuid import UUID

import django_filters as filters
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core.validators import validate_slug
from django.db.models import Q

from ctplatform.curation.models import with_merged_ids
from incidents.events.models.incident_places import IncidentPlace, with_further
from incidents.places.models.places import Place
from incidents.records.filters import CountryFilter, FamilyFilter
from incidents.regions.models import region_set


def seen_places(filter_set):
    """The further places of incidents that the user of the list may see."""
    user = getattr(filter_set.request, "user", None) or AnonymousUser()
    return IncidentPlace.objects.visible_to(user)


class AnyCountryFilter(CountryFilter):
    """One or more countries; matches the incident's place or one of its further places."""

    def filter(self, rows, value):
        if not value:
            return rows
        return rows.filter(
            Q(country__in=value) | with_further(seen_places(self.parent), country__in=value)
        )


class AnyPlaceFilter(FamilyFilter):
    """A place, or one merged into it; matches the incident's place or a further place."""

    def filter(self, rows, value):
        if value is None:
            return rows
        ids = with_merged_ids(Place, [value])
        return rows.filter(Q(place__in=ids) | with_further(seen_places(self.parent), place__in=ids))


class WithinField(forms.CharField):
    """The id of a place or region set, the key of a region set, or the code of a UN M49 region."""

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        try:
            return UUID(text)
        except ValueError:
            validate_slug(text)
            return text


class WithinFilter(filters.CharFilter):
    field_class = WithinField


def named_region(filter_set, value):
    """The RegionSet named by `within`, in the filtered project and visible to the user."""
    user = getattr(filter_set.request, "user", None) or AnonymousUser()
    return region_set(value, filter_set.data.get("project"), user)
