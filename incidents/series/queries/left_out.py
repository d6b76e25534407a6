"""Records that a series leaves out or counts only in part, by reason."""

import json
from datetime import UTC, datetime

from django.core.cache import caches
from django.db.models import Func, IntegerField, Subquery, TextField
from django.db.models.functions import Cast, JSONObject
from django.utils import timezone

from ctplatform.accounts.models import Project
from ctplatform.curation.queries import unchanged
from ctplatform.curation.queries.unchanged import while_unchanged
from ctplatform.database.compiled_sql import compile_once
from incidents.events.models.counted import is_no_event
from incidents.events.models.membership import Membership
from incidents.series.models.series import Series
from incidents.series.queries.groups.coded_groups import groups_of
from incidents.series.queries.groups.countries_and_actors import COUNTRY
from incidents.series.queries.harms import without_figure
from incidents.series.queries.population import IN_NO_BUCKET, NEEDS_VALUE, Population
from incidents.series.queries.records.days import meets_a_bucket, outside_buckets, within_series
from incidents.series.queries.records.reasons import record_reasons
from incidents.vocabularies import KIND_REASONS, SERIES_REASONS

NOW = datetime(1, 2, 3, tzinfo=UTC)
"""A placeholder for the present moment in a query compiled for a definition and a day."""

MOST_COUNTED = 10_000
"""Records of one reason are counted up to this number; more are shown as “more than 10,000”."""


class CountOf(Subquery):
    """The number of rows of a query, as a subquery of another."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()
    empty_result_set_value = 0

    def __init__(self, rows):
        super().__init__(rows.values("pk"))


def left_out(series: Series) -> dict:
    """{reason: number of records}, in one query or cached; at most MOST_COUNTED + 1 of each.

    The reasons are those of SERIES_REASONS that can apply to such a series, without `counted`. Show
    `embargoed` to editors only.
    """
    if series.record_type != "incident":
        return _left_out_records(series)
    # The branches of the actors are read each time; the query that uses them is compiled once.
    since, found = timezone.now(), Population(series).anyhow
    spans = found and tuple(sorted(found.spans.items(), key=str))
    key = map(str, _query_definition(series))
    counts = LeftOut(series, timezone.localdate(), spans, *key)
    rows = Project.objects.filter(pk=series.project_id).values_list(counts)
    return _cached_unless_few(series, rows, since)


def _cached_unless_few(series, rows, since):
    """The counts of the one row, cached unless there are few: these are counted each time."""
    cache, few = caches["counts"], f"few-left-out-{series.pk}"
    if series._state.adding or cache.get(few):
        return json.loads(rows.get()[0])
    # `edits` grows where a stored figure follows the end of an embargo without an entry.
    name = f"left-out-{series.pk}-{series.edits}"
    found = while_unchanged(name, [rows], since, lambda: json.loads(rows.get()[0]), _size)
    if _size(found) < unchanged.WORTH:
        cache.set(few, True, unchanged.SECONDS)
    return found


def _size(found) -> int:
    """The size of counts for the cache: to count a record here takes as long as five elsewhere."""
    return 5 * sum(found.values())


def _left_out_records(series):
    """The same for assessments and warnings, in one query."""
    found = {
        name: CountOf(rows.order_by()[: MOST_COUNTED + 1])
        for name, rows in record_reasons(series).items()
        if name != "counted"
    }
    counts = Cast(JSONObject(**found), TextField())
    numbers = json.loads(Project.objects.values_list(counts).get(pk=series.project_id)[0])
    return {name: numbers[name] for name in found}  # PostgreSQL orders the names


class LeftOut(Func):
    """The counts as one JSON object, by SQL compiled once for a definition and a day."""

    output_field = TextField()

    def __init__(self, *shape):
        super().__init__()
        self.shape = shape

    def as_sql(self, compiler, connection, **_context):
        values = {"now": timezone.now()}
        return compile_once(_counts, self.shape, values, compiler, connection)


def _counts(series, _today, spans, *_definition):
    population = Population(series, NOW)
    if spans is not None:
        population.anyhow = Membership(population.reader, dict(spans))
    found = {
        name: CountOf(rows.order_by()[: MOST_COUNTED + 1])
        for name, rows in rows_by_reason(series, population).items()
        if name != "counted"
    }
    return Cast(JSONObject(**found), TextField()), {"now": NOW}


def _query_definition(series):
    """Everything that the query depends on, besides the day."""
    return (
        series.measure,
        series.bucket,
        series.group_by,
        series.marking,
        series.filters,
        series.roles,
        series.branches,
        series.summaries,
        series.start,
        series.end,
        series.coverage,
        series.project_id if "within" in series.filters else None,
        sorted((name, sorted(family)) for name, family in series.source_families.items()),
        [(sorted(region.countries), sorted(region.parts)) for region in series.regions],
    )


def rows_by_reason(series: Series, population=None) -> dict:
    """{reason: records}, in the order of SERIES_REASONS, which explains the reasons."""
    if series.record_type != "incident":
        return record_reasons(series)
    population = population or Population(series)
    rows = population.counted().exclude(IN_NO_BUCKET)
    counted = rows.filter(meets_a_bucket(series))
    found = {
        "counted": counted,
        "undated": population.counted().filter(IN_NO_BUCKET),
        "outside": rows.filter(outside_buckets(series)),
        "embargoed": _embargoed_rows(series, population),
        **_reasons_in_part(series, population, counted),
        **_other_kinds(series, population),
    }
    if NEEDS_VALUE & series.filters.keys():
        found["not_coded"] = population.not_coded().filter(meets_a_bucket(series))
    if population.acting is not None:
        found["other_roles"] = population.shown().filter(~population.acting.condition())
    return {name: found[name] for name in SERIES_REASONS if name in found}


def _reasons_in_part(series, population, counted):
    found = {}
    if population.certain is not None:
        found["suspected"] = counted.filter(~population.certain)
    if series.harms:
        found["unknown"] = counted.filter(without_figure(series.harms, population.now))
    if series.group_by == "country":
        elsewhere = population.further(country__isnull=False)
        found["unplaced"] = counted.filter(~elsewhere, **{f"{COUNTRY}__isnull": True})
    if series.group_by == "actor":
        anybody = Membership(population.reader, roles=tuple(series.roles))
        found["unattributed"] = counted.filter(~anybody.condition())
    elif series.group_by and series.group_by != "country":
        found["ungrouped"] = counted.filter(groups_of(series, population).outside())
    return found


def _other_kinds(series, population):
    return {
        reason: population.in_role().filter(is_no_event(), record_kind=kind)
        for kind, reason in KIND_REASONS.items()
        if kind not in series.record_kinds
    }


def _embargoed_rows(series, population):
    rows = population.candidates.filter(
        within_series(series),
        embargo_until__gt=population.now,
        record_kind__in=series.record_kinds,
    )
    return rows if population.acting is None else rows.filter(population.acting.condition())
