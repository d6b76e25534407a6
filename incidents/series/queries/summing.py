"""Sums of a series over incidents that share their days and a group.

The database adds up what it can; the actors of incidents are read in chunks, since which actors
count with which depends on the days. Sums are read at once: behind a cursor, PostgreSQL would
choose the plan that is quickest to the first rows, which takes ten times longer to the last.
"""

from django.db.models import Count

from ctplatform.database.batches import in_batches
from incidents.series.models.series import Series
from incidents.series.queries.groups.countries_and_actors import ActorGroups
from incidents.series.queries.people import CHUNK, FIGURES, people_by_days, people_in
from incidents.series.queries.population import (
    DAYS,
    Population,
    days_of_group,
    grouped_days,
)

ONE = dict.fromkeys(FIGURES, 0) | dict.fromkeys(("low", "best", "high"), 1)
"""The figures of an incident in a series that counts incidents."""
EXPECTED = ("low", "best", "without_best")
"""The figures that a suspected incident does not add to."""


def empty_sums(first, last) -> dict:
    """An empty row of sums, for incidents that share their days.

    n: number of incidents; low, best, high: their sums for n_min, n_expected and n_max; open,
    unknown, without_best, suspected: number of incidents for which this holds, see SeriesPoint.
    """
    days = {"date_earliest": first, "date_latest": last}
    return {**days, "n": 0, **dict.fromkeys(FIGURES, 0), "suspected": 0}


def sums_of_many(first, last, n, *, is_certain=True) -> dict:
    """A row of sums for `n` incidents of the same days, each counted as one."""
    row = empty_sums(first, last) | {name: n * one for name, one in ONE.items()}
    return _as_suspected(row | {"n": n}, is_certain)


def sums_by_days(rows, harms, *columns, is_certain=True, by_month=False):
    """Sums of incidents as dicts (see `empty_sums`), grouped by their days and these columns.

    With `by_month` incidents of one day have the first day of its month (see `grouped_days`).
    """
    for row in _summed_by_database(rows, harms, columns, by_month):
        first, last = days_of_group(row["begun"], row["ended"])
        if harms:
            days = {"date_earliest": first, "date_latest": last, "suspected": 0}
            yield _as_suspected(row | days, is_certain)
        else:
            yield row | sums_of_many(first, last, row["n"], is_certain=is_certain)


def _summed_by_database(rows, harms, columns, by_month):
    if harms:
        return people_by_days(rows, harms, columns, by_month=by_month)
    days = grouped_days(rows.order_by(), by_month).values(*DAYS, *columns)
    return days.annotate(n=Count("*")).order_by()


def _as_suspected(row, is_certain):
    """The same row, as it counts where a part is only suspected, unless that is certain."""
    return row if is_certain else row | {"suspected": row["n"], **dict.fromkeys(EXPECTED, 0)}


def sums_of_pairs(pairs, harms, *, is_certain=True):
    """(group, row of sums) for pairs of (incident, first day, last day, group), each named once."""
    for chunk in in_batches(pairs, CHUNK):
        figures = people_in({each[0] for each in chunk}, harms) if harms else {}
        for pk, first, last, group in chunk:
            row = empty_sums(first, last)
            add_figures(row, figures.get(pk, ONE), is_certain)
            yield group, row


def sums_by_actor(series: Series, rows, population: Population, groups: ActorGroups):
    """(actor, row of sums) for each actor of a series by actor, and each span of days."""
    found = {}
    columns = ("pk", "date_earliest", "date_latest")
    rows = groups.acting(rows).order_by().values_list(*columns).iterator(chunk_size=CHUNK)
    for chunk in in_batches(rows, CHUNK):
        figures = people_in([each[0] for each in chunk], series.harms) if series.harms else {}
        grouped = groups.of(chunk)
        for pk, first, last in chunk:
            for group, is_certain in grouped.get(pk, {}).items():
                row = found.setdefault((group, first, last), empty_sums(first, last))
                add_figures(row, figures.get(pk, ONE), is_certain)
    for (group, *_days), row in found.items():
        yield group, row


def add_figures(row, figures, is_certain):
    """Add the FIGURES of one incident to a row of sums."""
    row["n"] += 1
    row["suspected"] += not is_certain
    for name, number in figures.items():
        if is_certain or name not in EXPECTED:
            row[name] += number
