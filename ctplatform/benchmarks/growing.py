"""Fill a register with many rows: Django makes some, and the database multiplies them."""

import contextlib
import datetime
import random

from django.db import connection, models
from django.utils import timezone

from ctplatform.curation.models import Revision
from ctplatform.database.batches import in_batches
from ctplatform.edtf import dates
from incidents.models import (
    Actor,
    CasualtyEstimate,
    Incident,
    IncidentPlace,
    Participation,
    Place,
)

COUNTRIES = ("AF", "PK", "IQ", "SY", "NG", "ML", "NE", "SO", "KE", "DZ")
FIRST, DAYS = datetime.date(2014, 1, 1), 3652
MADE = 10_000
"""Rows made by Django; the database copies them."""
ACTING, ELSEWHERE = 10_000, 5_000
"""Incidents with the busy actor, and incidents with a further place."""


def grow(project, author, count):
    """Add published incidents, nine tenths of them dated to a day, without the services.

    Only reading is measured.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")
    with without_indexes(Incident):
        made = min(count, MADE)
        rows = incidents(project, author, made)
        Incident.objects.bulk_create(rows, batch_size=1000)
        multiply(Incident, project, count // made)
    add_busy_actor(project)
    add_places(project)
    add_revisions(project, author, count)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as the server does automatically within a minute


def incidents(project, author, count):
    pick, now = random.Random(3), timezone.now()  # noqa: S311 - a corpus, not a secret
    for number in range(count):
        day = FIRST + datetime.timedelta(pick.randrange(DAYS))
        date = dates.parse(expression(day, number))
        yield Incident(
            project=project,
            created_by=author,
            title=f"Incident {number}",
            compared=True,
            record_kind="event",
            state="published",
            publish_policy="open",
            published_at=now,
            date=date.text,
            date_earliest=date.earliest,
            date_latest=date.latest,
            date_precision=date.precision,
            country=pick.choice(COUNTRIES),
            killed_figure=number * 7919 % 101 if number % 3 else None,
        )


def expression(day, number):
    """Of 200 incidents 180 are dated to a day, 16 to a month, 2 to a year, 2 have an open end."""
    kind = number % 200
    if kind < 180:
        return day.isoformat()
    if kind < 198:
        return f"{day:%Y-%m}" if kind < 196 else f"{day:%Y}"
    return f"{day:%Y-%m}/.."


def add_busy_actor(project):
    """Make one actor the perpetrator of thousands of incidents."""
    actor = Actor.objects.create(
        project=project,
        name="The group",
        kind="armed_group",
        state="published",
        publish_policy="open",
        published_at=timezone.now(),
        compared=True,
    )
    rows = spread_over(Incident.objects.filter(project=project), ACTING)
    Participation.objects.bulk_create(
        [Participation(incident_id=pk, actor=actor, role="perpetrator") for pk in rows],
        batch_size=1000,
    )


def add_places(project):
    """Add a further place, in another country, to thousands of incidents."""
    towns = [
        Place.objects.create(project=project, name=f"Town in {code}", kind="city", country=code)
        for code in COUNTRIES
    ]
    rows = spread_over(Incident.objects.filter(project=project), ELSEWHERE)
    found = [
        IncidentPlace(incident_id=pk, place=towns[n % 10], country=COUNTRIES[n % 10])
        for n, pk in enumerate(rows)
    ]
    IncidentPlace.objects.bulk_create(found, batch_size=1000)


def add_estimates(project):
    """Add the estimates behind the stored figures of fatalities; one record in twenty has two."""
    figures = Incident.objects.filter(project=project, killed_figure__isnull=False)
    figures = figures.values_list("pk", "killed_figure").iterator(chunk_size=10_000)
    for some in in_batches(figures, 10_000):
        CasualtyEstimate.objects.bulk_create(
            [
                CasualtyEstimate(incident_id=pk, kind="killed", low=figure, best=best, high=high)
                for number, (pk, figure) in enumerate(some)
                for best, high in [(figure, figure + figure // 4), (None, None)][
                    : 1 + (number % 20 == 0)
                ]
            ],
            batch_size=1000,
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def add_revisions(project, author, count):
    """Add as many revisions, without chaining them."""
    last = Incident.objects.filter(project=project).order_by("-pk").values_list("pk", flat=True)[0]
    made = min(count, MADE)
    with without_indexes(Revision):
        Revision.objects.bulk_create(
            [
                Revision(
                    project=project,
                    kind="change",
                    target_type="incident",
                    target_id=last,
                    root_type="incident",
                    root_id=last,
                    version=number + 1,
                    by=author,
                    diff={"title": {"from": "One", "to": "Another"}},
                )
                for number in range(made)
            ],
            batch_size=1000,
        )
        multiply(Revision, project, count // made, version=made)


def spread_over(rows, count):
    """The ids of `count` evenly spaced rows, in order of their ids."""
    ids = list(rows.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=20_000))
    return ids[:: max(1, len(ids) // count)][:count]


def multiply(model, project, times, **steps):
    """Copy a project's rows in the database until there are `times` as many.

    New ids are greater than all others; `steps` are {column: increment per copy}.
    """
    quote = connection.ops.quote_name
    columns = [field.column for field in model._meta.concrete_fields]
    values = [quote(column) for column in columns]
    is_sqlite = connection.vendor == "sqlite"
    number = "row_number() OVER ()"
    text = f"printf('%020d', {number})" if is_sqlite else f"lpad(({number})::text, 20, '0')"
    first = f"'ffff{project.pk.hex[-8:]}'"  # separates the ids of projects
    values[columns.index("id")] = (
        f"{first} || {text}" if is_sqlite else f"({first} || {text})::uuid"
    )
    for column, step in steps.items():
        values[columns.index(column)] = f"{quote(column)} + {step} * copy.n"
    table = quote(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE copy(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copy WHERE n < %s) "  # noqa: S608 - names of our own
            f"INSERT INTO {table} ({', '.join(map(quote, columns))}) "
            f"SELECT {', '.join(values)} FROM {table} CROSS JOIN copy "
            "WHERE project_id = %s AND copy.n < %s",
            [times, project.pk.hex if is_sqlite else project.pk, times],
        )


@contextlib.contextmanager
def without_indexes(model):
    """Drop the indexes of a table and rebuild them once it is full, which is much faster."""
    found: list[models.Index] = model._meta.indexes
    with connection.schema_editor() as editor:
        for index in found:
            editor.remove_index(model, index)
    yield
    with connection.schema_editor() as editor:
        for index in found:
            editor.add_index(model, index)
