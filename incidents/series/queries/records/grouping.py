"""The groups of a series of assessments or warnings, and the numbers of records in them."""

from collections import Counter
from uuid import UUID

from django.db.models import Case, Count, F, Q, When

from incidents.series.models.series import TOTAL
from incidents.series.queries.records.population import NOTHING, RecordPopulation
from incidents.vocabularies import ACTOR_FILTERS, RECORD_COLUMNS

SCOPED = {"about": "scoped_actors", "country": "scoped_countries"}
"""{group: method of AssessmentPopulation} of the groups of which an assessment may have several."""


def sums_of_records(population: RecordPopulation, first, last):
    """(group, first day, last day, number of records) of those with a day in first..last."""
    rows = population.between(first, last).order_by()
    for begun, ended, n in _by_days(population, rows):
        yield TOTAL, begun, ended, n
    name = population.series.group_by
    if name == "place":
        for value in population.series.values_of(name):
            inside = rows.filter(population.having(name, value))
            yield from ((value, *sums) for sums in _by_days(population, inside))
    elif _is_scoped(population, name):
        yield from _by_scope(population, rows, name)
    elif name:
        key = _column(population, name)
        for begun, ended, n, value in _by_days(population, rows, key):
            if value is not None:
                yield str(value), begun, ended, n


def _by_days(population, rows, key=None):
    earliest, latest = population.bounds
    rows = rows.annotate(begun=F(earliest), ended=F(latest))
    columns = ["begun", "ended"]
    if key is not None:
        rows, columns = rows.annotate(key=key), [*columns, "key"]
    sums = rows.values_list(*columns).annotate(n=Count("pk")).order_by()
    return [(begun, ended, row[-1], *row[:-1]) for begun, ended, *row in sums]


def _column(population, name):
    """The expression of the one group that a record has."""
    if name in ACTOR_FILTERS:
        seen = population.seen_actor(f"{name}__merged_into__")
        into = f"{name}__merged_into"
        return Case(
            When(**{f"{into}__isnull": True}, then=F(name)), When(seen, then=F(into)), default=None
        )
    if name == "country":
        return Case(
            When(incident__merged_into__isnull=True, then=F("incident__country")),
            When(population.standing, then=F("incident__merged_into__country")),
            default=None,
        )
    return F(name)


def _is_scoped(population, name) -> bool:
    return name in SCOPED and hasattr(population, SCOPED[name])


def _by_scope(population, rows, name):
    """The sums of groups of which a record may have several; a filter names the only ones."""
    only = {population.roots.get(each, each) for each in population.series.values_of(name)}
    days = {pk: span for pk, *span in rows.values_list("pk", *population.bounds)}
    scopes = getattr(population, SCOPED[name])().filter(owner__in=rows.values("pk"))
    found = Counter()
    for owner, key in scopes.order_by().values_list("owner", "key").distinct():
        if owner in days and (not only or str(key) in only):
            found[str(key), *days[owner]] += 1
    for (key, begun, ended), n in found.items():
        yield key, begun, ended, n


def record_group(population: RecordPopulation, group) -> Q:
    """The condition that a group counts a record."""
    name = population.series.group_by
    only = {population.roots.get(each, each) for each in population.series.values_of(name)}
    if not name or (only and group not in only):
        return NOTHING
    if name in ACTOR_FILTERS and not _is_id(group):
        return NOTHING
    if name in RECORD_COLUMNS or name == "marking":
        return Q(**{name: group})
    return population.having(name, group)


def in_no_group(population: RecordPopulation) -> Q:
    """The condition of being in no group, and so counted only in the total."""
    name = population.series.group_by
    if name == "place":
        return ~population.narrowing(name)
    if _is_scoped(population, name):
        return ~population.with_scope(getattr(population, SCOPED[name])())
    if name == "country":
        own = Q(incident__merged_into__isnull=True, incident__country__isnull=True)
        known = population.standing & Q(incident__merged_into__country__isnull=False)
        merged = Q(incident__merged_into__isnull=False) & ~known
        return Q(incident__isnull=True) | own | merged
    if name in ACTOR_FILTERS:
        hidden = ~population.seen_actor(f"{name}__merged_into__")
        return Q(**{f"{name}__isnull": True}) | (
            Q(**{f"{name}__merged_into__isnull": False}) & hidden
        )
    return Q(**{f"{name}__isnull": True})


def _is_id(text) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
