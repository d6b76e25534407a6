"""Runs inside Django: rebuild a series over many incidents, then update it after one edit."""

import datetime
import json
import sys
import time

import django

django.setup()

from django.db import connection  # noqa: E402 - after setup

from ctplatform.accounts.models import Project, User  # noqa: E402
from ctplatform.benchmarks.growing import DAYS, FIRST, grow  # noqa: E402
from ctplatform.curation.services import change_record  # noqa: E402
from incidents.models import DirtyBucket, Incident, Series  # noqa: E402
from incidents.series.queries.points import rebuild_series, recount_dirty_days  # noqa: E402


def seconds(work):
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def group_by(project):
    """The counts of a rebuild in a single SQL statement."""
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
    rebuilt = seconds(lambda: rebuild_series(series, lambda _done, _total: None))
    raw = seconds(lambda: group_by(project))
    DirtyBucket.objects.all().delete()
    incident = Incident.objects.filter(project=project).first()
    change_record(incident, {"date": "2020-06-15"}, by=author, reason="A better source.")
    marks = DirtyBucket.objects.count()
    drained = seconds(recount_dirty_days)
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
