"""The incidents that a series counts; see `left_out` for those that it leaves out."""

from datetime import date, timedelta
from functools import cached_property

from django.db.models import Case, CharField, F, Q, Value, When
from django.db.models.functions import Cast, Substr
from django.utils import timezone

from ctplatform.markings.levels import up_to
from incidents.events.models.incident_places import IncidentPlace
from incidents.events.models.incidents import WITHIN_A_YEAR, Incident
from incidents.events.models.membership import SeenByAll, embargo_is_over, membership_of
from incidents.series.models.series import Series
from incidents.series.queries.groups.countries_and_actors import COUNTRY, CountryGroups
from incidents.series.queries.narrowing import (
    CODED,
    in_place,
    in_places,
    narrowed_by,
    not_coded,
    of_datasets,
    stated_by,
)

LAST_YEAR = date.max - timedelta(days=366)
NEEDS_VALUE = {*CODED, "country"}
"""Filters under which a record without a value may belong to a series or not."""
IN_NO_BUCKET = Q(date_earliest__isnull=True) | Q(date_latest__isnull=True)
"""The date is missing or an end of it is open; indexes on either day answer this."""


class Population:
    """The incidents of a series that everybody who sees the series may see."""

    def __init__(self, series: Series, now=None):
        self.series, self.now = series, now or timezone.now()
        self.markings = tuple(up_to(series.marking))
        self.reader = SeenByAll(self.markings, now)

    def narrowing(self, name) -> Q:
        """The condition of one filter; that by actor is a Membership and is applied apart."""
        values = self.series.values_of(name)
        if name in CODED:
            return narrowed_by(name, values)
        special = {
            "country": lambda: self.in_countries(values),
            "within": lambda: self.in_regions(self.series.regions),
            "place": lambda: in_places(values, self),
            "dataset": lambda: of_datasets(values, self),
            "source": lambda: stated_by(name, values, self),
            "publisher": lambda: stated_by(name, values, self),
            "actor": Q,
        }
        return special[name]()

    def not_coded(self):
        """Records that would count, but lack the value of a filter that reads one column, or a
        country."""
        rows, missing = self._in_scope(), Q(pk__in=[])
        for name in self.series.filters:
            condition = self.narrowing(name)
            if name in NEEDS_VALUE:
                lacking = self._lacking(name)
                missing |= lacking
                condition |= lacking
            rows = rows.filter(condition)
        return self._acting(rows.filter(missing, self._countable()))

    def _lacking(self, name) -> Q:
        """The condition of having no value for a filter of NEEDS_VALUE."""
        if name != "country":
            return not_coded(name)
        codes = self.series.values_of("country")
        return Q(**{f"{COUNTRY}__isnull": True}) & ~self.further(country__in=codes)

    def _in_scope(self):
        rows = Incident.objects.in_project(self.series.project_id).published().canonical()
        return rows.filter(marking__in=self.markings)

    def _countable(self) -> Q:
        return embargo_is_over(now=self.now) & Q(record_kind__in=self.series.record_kinds)

    def _acting(self, rows):
        return rows if self.acting is None else rows.filter(self.acting.condition())

    @cached_property
    def candidates(self):
        """Published records of any kind within the series' filters, in any role of its actors.

        They may be undated or under embargo.
        """
        rows = self._in_scope()
        for name in self.series.filters:
            rows = rows.filter(self.narrowing(name))
        return rows if self.anyhow is None else rows.filter(self.anyhow.condition())

    @cached_property
    def actors(self) -> list:
        """The ids of the actors that the series is about; [] if it is about all."""
        return self.series.values_of("actor")

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

    def group_conditions(self) -> dict:
        """{group: condition} of a series whose groups are the values of a filter."""
        name = self.series.group_by
        values = self.series.values_of(name)
        if name == "within":
            regions = zip(values, self.series.regions, strict=True)
            return {value: self.in_regions([region]) for value, region in regions}
        one = {
            "place": lambda value: in_place(value, self),
            "dataset": lambda value: of_datasets([value], self),
        }.get(name, lambda value: stated_by(name, [value], self))
        return {value: one(value) for value in values}

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
        return self._acting(self.shown())

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


def reaching_into(first, size):
    """The conditions of having begun before a bucket's first day and reaching into it.

    There is one for each precision, since the index by precision cannot answer several at once.
    Dates wider than a month last a year at most, so their ends lie in a window; dates of several
    years are few. A month reaches only into weeks, as all larger buckets are of whole months.
    """
    precisions = (*WITHIN_A_YEAR, "month") if size == "week" else WITHIN_A_YEAR
    begun = Q(date_earliest__lt=first)
    window = (first, min(first, LAST_YEAR) + timedelta(days=366))
    for precision in precisions:
        yield begun & Q(date_precision=precision, date_latest__range=window)
    yield begun & Q(date_precision="years", date_latest__gte=first)


DAYS = ("begun", "ended")
"""The columns by which incidents that share their days are added up; see `grouped_days`."""


def grouped_days(rows, by_month=False, path=""):
    """Annotate DAYS, by which the database adds up incidents: their first and last day.

    With `by_month` both are text, and incidents of one day have its month and None, so that there
    are as many sums as months instead of days; then no day of the rows may be missing. `path` leads
    from the rows to the incident.
    """
    first, last = (F(f"{path}{name}") for name in ("date_earliest", "date_latest"))
    if not by_month:
        return rows.annotate(begun=first, ended=last)
    on_one_day = Q(**{f"{path}date_earliest": last})
    begun, ended = (Cast(day, CharField()) for day in (first, last))
    return rows.annotate(
        begun=Case(When(on_one_day, then=Substr(begun, 1, 7)), default=begun),
        ended=Case(When(on_one_day, then=Value(None)), default=ended, output_field=CharField()),
    )


def days_of_group(begun, ended) -> tuple:
    """The first and last day of incidents added up by DAYS; the first of a month for its days."""
    if not isinstance(begun, str):
        return begun, ended
    first = date.fromisoformat(begun if ended else f"{begun}-01")
    return first, date.fromisoformat(ended) if ended else first
