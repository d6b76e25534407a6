"""Runs inside Django: rebuild series over many incidents, update them after one edit, read them."""

import datetime
import json
import statistics
import sys
import time

import django

django.setup()

from django.db import connection  # noqa: E402 - after setup
from rest_framework.test import APIRequestFactory, force_authenticate  # noqa: E402

from ctplatform.accounts.models import Project, User  # noqa: E402
from ctplatform.benchmarks.growing import DAYS, FIRST, add_estimates, grow  # noqa: E402
from ctplatform.benchmarks.workloads.processor_time import (  # noqa: E402
    process_of_database,
    processor_seconds,
)
from ctplatform.curation.services import change_record  # noqa: E402
from incidents.models import (  # noqa: E402
    CasualtyEstimate,
    DirtyBucket,
    Incident,
    Series,
    SeriesPoint,
)
from incidents.series.api.points import PointViewSet, all_points  # noqa: E402
from incidents.series.queries.points import rebuild_series, recount_dirty_days  # noqa: E402

ROUNDS = 3
READS = 30

COUNT = "count(*)"
PEOPLE = "count(*), sum(e.low), sum(e.best), sum(e.high)"
ESTIMATES = " LEFT JOIN incidents_casualtyestimate e ON e.incident_id = i.id AND e.kind = 'killed'"
MEASURES = {"count": (COUNT, ""), "fatalities": (PEOPLE, ESTIMATES)}
"""{measure: (numbers of the plain statement, its join)}."""


def seconds(work, rounds=1):
    """The median of some rounds."""
    found = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        found.append(time.perf_counter() - began)
    return statistics.median(found)


def processor(work, rounds=1):
    """The median seconds of processor time, of Python and of the process of the database."""
    found, pid = [], process_of_database()
    for _ in range(rounds):
        before = processor_seconds(pid)
        work()
        found.append(processor_seconds(pid) - before)
    return statistics.median(found)


def group_by(project, numbers, join):
    """The numbers of a rebuild in a single SQL statement, by month and country."""
    is_sqlite = connection.vendor == "sqlite"
    month = "substr(date_earliest, 1, 7)" if is_sqlite else "to_char(date_earliest, 'YYYY-MM')"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {month}, country, {numbers} FROM incidents_incident i{join} "  # noqa: S608 - our words
            "WHERE project_id = %s AND state = 'published' GROUP BY 1, 2",
            [project.pk.hex if is_sqlite else project.pk],
        )
        cursor.fetchall()


def measured(project, measure, author):
    """The seconds of one series by country: from scratch, plainly, after an edit, and read."""
    last = FIRST + datetime.timedelta(DAYS)
    series = Series.objects.create(
        project=project, title="All", measure=measure, group_by="country", start=FIRST, end=last
    )
    days = iter(pick_days(measure))
    points = SeriesPoint.objects.filter(series=series).begun().covered_until_today("month")
    work = {
        "rebuild": (lambda: rebuilt_from_nothing(series), ROUNDS),
        "group_by": (lambda: group_by(project, *MEASURES[measure]), ROUNDS),
        "drain": (recount_dirty_days, 1),
        "points": (lambda: all_points(points.order_by("bucket", "group")), READS),
        "view": (lambda: view_of_points(series, author), READS),
    }
    found = {"series": str(series.pk)}
    for prefix, clock in (("", seconds), ("cpu_", processor)):
        for name, (each, rounds) in work.items():
            if name == "drain":
                found[f"{prefix}save"] = clock(lambda: move_incident(project, next(days), author))
            found[prefix + name] = clock(each, rounds)
    return found


def pick_days(measure):
    """Days to which an incident is moved, one after the other."""
    return [f"2020-{6 if measure == 'count' else 8:02}-{day}" for day in (15, 16)]


def move_incident(project, day, author):
    """Move an incident to another day; it and its old day are marked for a recount."""
    DirtyBucket.objects.all().delete()
    incident = Incident.objects.filter(project=project).first()
    change_record(incident, {"date": day}, by=author, reason="A better source.")


def rebuilt_from_nothing(series):
    """Count a series of which no point is stored, as its first rebuild does."""
    SeriesPoint.objects.filter(series=series).delete()
    rebuild_series(series, lambda _done, _total: None)


def view_of_points(series, user):
    """The whole answer of the API, made on the server and not sent; it reads the roles once."""
    user.remember_roles()
    request = APIRequestFactory().get("/api/v1/series/points/")
    force_authenticate(request, user)
    view = PointViewSet.as_view({"get": "list"})
    answer = view(request, series=str(series.pk)).render()
    if answer.status_code != 200:
        raise RuntimeError(answer.content[:500])


def main(slug, count):
    author = User.objects.get(username="bench")
    project, is_new = Project.objects.get_or_create(  # the step `lists` may have filled it
        slug=slug, defaults={"title": "Counts", "review_policy": "open"}
    )
    project.memberships.get_or_create(user=author, defaults={"role": "owner"})
    if is_new:
        grow(project, author, count)
    if not CasualtyEstimate.objects.filter(incident__project=project).exists():
        add_estimates(project)
    found = {measure: measured(project, measure, author) for measure in MEASURES}
    print(json.dumps({"incidents": count, **found}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
