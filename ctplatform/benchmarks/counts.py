"""Runs inside Django: a series over many incidents, rebuilt, then moved by one edit."""

import datetime
import json
import random
import sys
import time

import django

django.setup()

from django.db import connection  # noqa: E402 - after setup
from django.utils import timezone  # noqa: E402

from ctplatform.accounts.models import Project, User  # noqa: E402
from ctplatform.curation.services import change_record  # noqa: E402
from incidents.aggregates.series import drain, rebuild  # noqa: E402
from incidents.models import DirtyBucket, Incident, Series  # noqa: E402

COUNTRIES = ("AF", "PK", "IQ", "SY", "NG", "ML", "NE", "SO", "KE", "DZ")
FIRST, DAYS = datetime.date(2014, 1, 1), 3652


def grow(project, author, count):
    """Published events on known days, past the door: only their counting is measured."""
    pick = random.Random(3)  # noqa: S311 - a corpus, not a secret
    now = timezone.now()

    def row(number):
        day = FIRST + datetime.timedelta(pick.randrange(DAYS))
        return Incident(
            project=project,
            created_by=author,
            title=f"Incident {number}",
            compared=True,
            record_kind="event",
            state="published",
            publish_policy="open",
            published_at=now,
            date=day.isoformat(),
            date_earliest=day,
            date_latest=day,
            date_precision="day",
            country=pick.choice(COUNTRIES),
            killed_figure=number * 7919 % 101 if number % 3 else None,
        )

    step = 20_000
    for start in range(0, count, step):
        rows = [row(number) for number in range(start, min(start + step, count))]
        Incident.objects.bulk_create(rows, batch_size=1000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as the server does by itself within a minute


def seconds(work):
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def group_by(project):
    """The plain question that a rebuild answers, asked of the database in one statement."""
    month = "to_char(date_earliest, 'YYYY-MM')"
    if connection.vendor == "sqlite":
        month = "substr(date_earliest, 1, 7)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {month}, country, count(*) FROM incidents_incident "  # noqa: S608 - our words
            "WHERE project_id = %s AND state = 'published' GROUP BY 1, 2",
            [project.pk.hex if connection.vendor == "sqlite" else project.pk],
        )
        cursor.fetchall()


def main(count):
    author = User.objects.get(username="bench")
    project, is_new = Project.objects.get_or_create(  # the step `lists` may have filled it
        slug="counts", defaults={"title": "Counts", "review_policy": "open"}
    )
    project.memberships.get_or_create(user=author, defaults={"role": "owner"})
    loaded = seconds(lambda: grow(project, author, count)) if is_new else 0.0
    last = FIRST + datetime.timedelta(DAYS)
    series = Series.objects.create(
        project=project, title="All", group_by="country", start=FIRST, end=last
    )
    rebuilt = seconds(lambda: rebuild(series, lambda _done, _total: None))
    raw = seconds(lambda: group_by(project))
    DirtyBucket.objects.all().delete()
    incident = Incident.objects.filter(project=project).first()
    change_record(incident, {"date": "2020-06-15"}, by=author, reason="A better source.")
    marks = DirtyBucket.objects.count()
    drained = seconds(drain)
    print(
        json.dumps(
            {
                "series": str(series.pk),
                "incidents": count,
                "load": loaded,
                "rebuild": rebuilt,
                "group_by": raw,
                "marks": marks,
                "drain": drained,
            }
        )
    )


if __name__ == "__main__":
    main(int(sys.argv[1]))
