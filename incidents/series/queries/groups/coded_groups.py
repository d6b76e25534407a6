"""The groups of a series: countries, actors, terms, ranges, and named sets of incidents.

Each offers `columns`, by which the database adds up; `of_value`, the groups of a value of that
column; `condition`, the incidents of a group; `outside`, the condition of being in no group. Actors
have no column: `of` gives the groups of single incidents.
"""

from django.db.models import Q

from incidents.series.models.filters import fatality_range
from incidents.series.models.series import Series
from incidents.series.queries.groups.countries_and_actors import ActorGroups
from incidents.series.queries.narrowing import CODED, FIGURE, LISTS, listing_any, within_range
from incidents.series.queries.population import Population
from incidents.vocabularies import FATALITY_BANDS, NAMED_GROUPS


class TermGroups:
    """The terms of one column; a record with several terms counts once for each.

    A series that is limited to some terms has no other groups.
    """

    def __init__(self, series: Series):
        self.column, self.is_list = CODED[series.group_by], series.group_by in LISTS
        self.only = set(series.values_of(series.group_by))
        self.columns = (self.column,)

    def of_value(self, value) -> list[str]:
        values = value or [] if self.is_list else [value] if value else []
        return [each for each in dict.fromkeys(values) if not self.only or each in self.only]

    def condition(self, group) -> Q:
        if self.only and group not in self.only:
            return Q(pk__in=[])
        return listing_any(self.column, [group]) if self.is_list else Q(**{self.column: group})

    def outside(self) -> Q:
        return Q(**{f"{self.column}__isnull": True})


class BandGroups(TermGroups):
    """The ranges of fatalities in FATALITY_BANDS."""

    def __init__(self, series: Series):
        super().__init__(series)
        self.only = set()

    def of_value(self, value) -> list[str]:
        return [
            name
            for name, (least, most) in FATALITY_BANDS.items()
            if value is not None and value >= least and (most is None or value <= most)
        ]

    def condition(self, group) -> Q:
        if group not in FATALITY_BANDS:
            return Q(pk__in=[])
        return within_range(*fatality_range(group))

    def outside(self) -> Q:
        return Q(**{f"{FIGURE}__isnull": True})


class NamedGroups:
    """Regions, places or datasets that the series names, each with a condition of its own."""

    columns = ()

    def __init__(self, population: Population):
        self.conditions = population.group_conditions()

    def condition(self, group) -> Q:
        return self.conditions.get(group, Q(pk__in=[]))

    def outside(self) -> Q:
        found = Q()
        for condition in self.conditions.values():
            found &= ~condition
        return found


def groups_of(series: Series, population: Population):
    """The groups of a series; None if it has only a total."""
    name = series.group_by
    if name == "actor":
        return ActorGroups(series, population.reader)
    if name == "country":
        return population.country_groups
    if name in NAMED_GROUPS:
        return NamedGroups(population)
    if name == "fatalities":
        return BandGroups(series)
    return TermGroups(series) if name in CODED else None
