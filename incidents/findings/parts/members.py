"""The incidents that findings count: those that certainly lie in a series, by status and actor."""

from django.db.models import Count, Q

from incidents.events.models.membership import membership_of
from incidents.series.models.series import Series
from incidents.series.queries.population import IN_NO_BUCKET, Population

CARRIED_OUT = Q(lifecycle="completed")
FATAL = CARRIED_OUT & Q(killed_figure__gt=0)
NOT_FATAL = CARRIED_OUT & Q(killed_figure=0)


def beginning_inside(series: Series, population: Population):
    """The dated incidents that begin within the series, and certainly have their part in it."""
    rows = population.counted().exclude(IN_NO_BUCKET)
    rows = rows.filter(date_earliest__range=(series.start, series.end))
    return rows if population.certain is None else rows.filter(population.certain)


def certain_members(series: Series, population: Population):
    """The incidents that lie within the series for certain, by their dates and participants."""
    return beginning_inside(series, population).filter(date_latest__lte=series.end)


def count_by_code(rows, column) -> dict:
    """{code, None for not coded: number of incidents}."""
    return dict(rows.order_by().values_list(column).annotate(n=Count("pk", distinct=True)))


def count_fatal(rows) -> tuple[int, int]:
    """(number carried out with fatalities, number carried out without), where a figure is known."""
    found = rows.order_by().aggregate(
        fatal=Count("pk", distinct=True, filter=FATAL),
        harmless=Count("pk", distinct=True, filter=NOT_FATAL),
    )
    return found["fatal"], found["harmless"]


def actor_conditions(series: Series, population: Population, actor) -> tuple[Q, Q]:
    """(certainly has a part, may have one) for an actor of a series, in the roles that count.

    The actors that count with it are those of the series; a part that is only suspected or alleged
    is not certain.
    """
    found = membership_of([actor], population.reader, roles=series.roles, branches=series.branches)
    return found.condition(certain=True), found.condition()


def count_by_actor(series: Series, population: Population, rows, actors) -> dict:
    """{actor: (number certain, number only suspected)} of incidents, an actor at a time."""
    found = {}
    for actor in actors:
        certain, anyhow = actor_conditions(series, population, actor)
        known = rows.filter(certain).count()
        found[actor] = (known, rows.filter(anyhow).count() - known)
    return found
