"""Sums of a series that the database cannot compute: people, and counts by actor.

The estimates used for an incident are chosen by `figures.estimates`, as on its page. The rule is
applied in Python to chunks of rows: as SQL it would need some two dozen subqueries, which Django
takes ten times longer to compile than an edited month has rows to read.
"""

from itertools import islice

from incidents.events.models.incidents import Incident
from incidents.events.models.killed import harm_estimates
from incidents.figures.estimates import combined_range, used_estimates, why_not_counted
from incidents.series.models.series import TOTAL, Series
from incidents.series.queries.groups.coded_groups import groups_of
from incidents.series.queries.groups.countries_and_actors import COUNTRY, ActorGroups
from incidents.series.queries.population import Population

CHUNK = 2000  # incidents read together
FIGURES = ("low", "best", "high", "open", "unknown", "without_best")
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


def by_incident(series: Series, rows, population: Population):
    """(group, row of sums) for the total and for each group."""
    found = {}
    groups = groups_of(series, population)
    column = groups.columns[0] if groups and groups.columns else COUNTRY
    columns = ("pk", "date_earliest", "date_latest", column)
    rows = rows.order_by().values_list(*columns).iterator(chunk_size=CHUNK)
    while chunk := list(islice(rows, CHUNK)):
        ids = [each[0] for each in chunk]
        figures = people_in(ids, series.harms) if series.harms else {}
        certain = certain_of(ids, population)
        grouped = _certain_by_group(groups, chunk, certain)
        for pk, first, last, _value in chunk:
            for group, is_certain in {TOTAL: pk in certain, **grouped.get(pk, {})}.items():
                row = found.setdefault((group, first, last), empty_sums(first, last))
                _add_figures(row, figures.get(pk, ONE), is_certain)
    for (group, *_days), row in found.items():
        yield group, row


def _certain_by_group(groups, chunk, certain) -> dict:
    """{incident: {group: whether it certainly counts}}."""
    found = groups.of(chunk) if groups else {}
    if isinstance(groups, ActorGroups):
        return found
    return {pk: dict.fromkeys(names, pk in certain) for pk, names in found.items()}


def certain_of(ids, population: Population) -> set:
    """The ids of incidents in which the part of the series' actors is not only suspected."""
    if population.certain is None:
        return set(ids)
    rows = Incident.objects.filter(population.certain, pk__in=ids)
    return set(rows.values_list("pk", flat=True))


def people_in(ids, harms) -> dict:
    """{incident: FIGURES of its people}, from the same estimates as its stored figure.

    Several harms are those of SERIES_HARMS that may be suffered by the same people.
    """
    found = [harm_estimates(Incident, ids, kind) for kind in harms]
    return {pk: joined_figures([figures_of(each[pk]) for each in found]) for pk in ids}


def joined_figures(harms) -> dict:
    """The FIGURES of harms of one incident that the same or different people may have suffered.

    A harm without a figure adds nothing where another has one. The lowest and the best figure
    assume that they are the same people, the highest that they are different ones.
    """
    known = [each for each in harms if not each["unknown"]]
    if len(known) < 2:
        return (known or harms)[0]
    return {
        **{name: max(each[name] for each in known) for name in FIGURES},
        "high": sum(each["high"] for each in known),
    }


def figures_of(estimates) -> dict:
    """The FIGURES of one incident's estimates of one harm."""
    low, best, high, is_open = combined_range(estimates)
    unknown = int(bool(why_not_counted(estimates)))
    bounded = (each.best is not None or each.high is not None for each in used_estimates(estimates))
    without_best = unknown or int(not all(bounded))
    return dict(zip(FIGURES, (low, best, high, is_open, unknown, without_best), strict=True))


def _add_figures(row, figures, is_certain):
    row["n"] += 1
    row["suspected"] += not is_certain
    for name, number in figures.items():
        if is_certain or name not in EXPECTED:
            row[name] += number
