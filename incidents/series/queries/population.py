"""The incidents that a series counts; see `left_out` for those that it leaves out."""

from datetime import date, timedelta
from functools import cached_property

from django.db.models import Q
from django.utils import timezone

from ctplatform.markings.levels import up_to
from incidents.actors.models.membership import SeenByAll, embargo_is_over, membership_of
from incidents.events.models.incident_places import IncidentPlace
from incidents.events.models.incidents import WITHIN_A_YEAR, Incident
from incidents.series.models.series import Series
from incidents.series.queries.grouping import COUNTRY, CountryGroups

LAST_YEAR = date.max - timedelta(days=366)
IN_NO_BUCKET = Q(date_earliest__isnull=True) | Q(date_latest__isnull=True)
"""The date is missing or an end of it is open; indexes on either day answer this."""


class Population:
    """The incidents of a series that everybody who sees the series may see."""

    def __init__(self, series: Series, now=None):
        self.series, self.now = series, now or timezone.now()
        self.markings = tuple(up_to(series.marking))
        self.reader = SeenByAll(self.markings, now)

    @cached_property
    def candidates(self):
        """Published records of any kind within the series' filters, in any role of its actors.

        They may be undated or under embargo.
        """
        rows = Incident.objects.in_project(self.series.project_id).published().canonical()
        rows = rows.filter(marking__in=self.markings)
        for name, value in self.series.filters.items():
            if name in NARROWING:
                rows = rows.filter(NARROWING[name](value if isinstance(value, list) else [value]))
        if self.series.countries:
            rows = rows.filter(self.in_countries(self.series.countries))
        if "within" in self.series.filters:
            rows = rows.filter(self.in_regions(self.series.regions))
        return rows if self.anyhow is None else rows.filter(self.anyhow.condition())

    @cached_property
    def actors(self) -> list:
        """The ids of the actors that the series is about; [] if it is about all."""
        value = self.series.filters.get("actor", [])
        return value if isinstance(value, list) else [value]

    @cached_property
    def anyhow(self):
        """The Membership of the actors in any role; None if the series is about all."""
        if not self.actors:
            return None
        return membership_of(self.actors, self.reader, branches=self.series.branches)

    @cached_property
    def acting(self):
        """The Membership of the actors in the roles that count; None if the series is about all."""
        return self.anyhow and self.anyhow.in_roles(self.series.roles)

    @cached_property
    def country_groups(self):
        """The CountryGroups of the series."""
        places = IncidentPlace.objects.filter(self.reader.incidents("incident__"))
        return CountryGroups(self.series, places)

    def in_countries(self, codes) -> Q:
        """The condition of having a main or further place in one of these countries."""
        return Q(**{f"{COUNTRY}__in": codes}) | self.further(country__in=codes)

    def in_regions(self, regions) -> Q:
        """The condition of having a main or further place in one of these regions.

        A region consists of countries and of parts that are not countries.
        """
        found = Q(pk__in=[])
        for region in regions:
            inside = Q(country__in=region.countries)
            if region.parts:
                inside |= Q(place__un_m49__in=region.parts)
            found |= inside | self.further(inside)
        return found

    def further(self, *conditions, **which) -> Q:
        """The condition that an incident, or one merged into it, has a matching further place."""
        places = IncidentPlace.objects.filter(
            *conditions, incident__project=self.series.project_id, **which
        )
        merged = places.filter(
            self.reader.incidents("incident__"), incident__merged_into__isnull=False
        )
        return Q(pk__in=places.order_by().values("incident")) | Q(
            pk__in=merged.order_by().values("incident__merged_into")
        )

    def shown(self):
        """The candidates that are not under embargo."""
        return self.candidates.filter(embargo_is_over(now=self.now))

    def in_role(self):
        """The shown records in which the actors have a role that counts."""
        return self.shown() if self.acting is None else self.shown().filter(self.acting.condition())

    def counted(self):
        """The records in a role that counts, of a kind that counts, dated or not."""
        return self.in_role().filter(record_kind__in=self.series.record_kinds)

    @cached_property
    def certain(self):
        """The condition that an actor's part is certain; None if the series is about all."""
        return None if self.acting is None else self.acting.condition(certain=True)


def beginning_in(first, last):
    """The condition of beginning in first..last, with a known end; the index by date answers it."""
    return Q(date_earliest__range=(first, last), date_latest__isnull=False)


def reaching_into(first):
    """The conditions of having begun before a bucket's first day and reaching into it.

    There is one for each precision, since the index by precision cannot answer several at once.
    Dates wider than a month last a year at most, so their ends lie in a window; dates of several
    years are few.
    """
    begun = Q(date_earliest__lt=first)
    window = (first, min(first, LAST_YEAR) + timedelta(days=366))
    for precision in WITHIN_A_YEAR:
        yield begun & Q(date_precision=precision, date_latest__range=window)
    yield begun & Q(date_precision="years", date_latest__gte=first)


def of_attack_type(types):
    # In JSON text a slug appears in double quotes, on both databases.
    found = Q(pk__in=[])
    for each in types:
        found |= Q(attack_types__icontains=f'"{each}"')
    return found


NARROWING = {
    "lifecycle": lambda values: Q(lifecycle__in=values),
    "attack_type": of_attack_type,
}
"""SERIES_FILTERS as conditions on an incident's own columns. Filters by country and region also
match further places (`Population.in_countries`, `in_regions`); the one by actor is a Membership."""
