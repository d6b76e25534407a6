"""The assessments or warnings that a series counts, or leaves out, by reason."""

from django.db.models import Q

from incidents.series.models.series import Series
from incidents.series.queries.records.days import (
    meets_a_bucket,
    outside_buckets,
    undated,
    within_series,
)
from incidents.series.queries.records.grouping import in_no_group
from incidents.series.queries.records.population import RecordPopulation, record_population
from incidents.vocabularies import ACTOR_FILTERS, RECORD_COLUMNS, SERIES_REASONS


def record_reasons(series: Series, population: RecordPopulation | None = None) -> dict:
    """{reason: records}, in the order of SERIES_REASONS, which explains the reasons."""
    population = population or record_population(series)
    rows, counts = population.counted(), meets_a_bucket(series, population.bounds)
    dated = population.dated()
    found = {
        "counted": dated.filter(counts),
        "undated": rows.filter(undated(population.bounds)),
        "outside": dated.filter(outside_buckets(series, population.bounds)),
    }
    if series.record_type == "assessment":
        restating = population.candidates.filter(population.restating())
        found["restating"] = restating.filter(counts)
    else:
        found["embargoed"] = _embargoed(series, population)
    if series.group_by:
        name = "unplaced" if series.group_by == "country" else "ungrouped"
        found[name] = found["counted"].filter(in_no_group(population))
    if coded := _coded(series):
        found["not_coded"] = _not_coded(population, coded).filter(counts)
    return {name: found[name] for name in SERIES_REASONS if name in found}


def _coded(series) -> list:
    """The filters that read one column, which may be empty."""
    columns = {*RECORD_COLUMNS, *ACTOR_FILTERS} - {"about"}
    return [name for name in series.filters if name in columns]


def _not_coded(population, coded):
    """Records that would count, but lack the value of a filter that reads one column."""
    rows, missing = population.in_scope(), Q(pk__in=[])
    for name in population.series.filters:
        empty = Q(**{f"{name}__isnull": True}) if name in coded else Q(pk__in=[])
        rows = rows.filter(population.narrowing(name) | empty)
        missing |= empty
    if population.series.record_type == "assessment":
        rows = rows.exclude(population.restating())
    return rows.filter(missing)


def _embargoed(series, population):
    """The warnings that will count once the embargo of their incident is over."""
    rows = population.model.objects.in_project(series.project_id)
    rows = rows.filter(
        population.seen_without_embargo(),
        within_series(series),
        state="published",
        merged_into=None,
        incident__embargo_until__gt=population.now,
    )
    for name in series.filters:
        rows = rows.filter(population.narrowing(name))
    return rows
