"""Keep the points of series up to date: recount the buckets that edits affect, or all buckets.

Both use the same recount, so that an incremental refresh equals a full rebuild.
"""

import time

from django.db import connection, transaction
from django.db.models import Count, F, Max, Q
from django.utils import timezone

from ctplatform.charts import buckets
from incidents.recounts.models import DirtyBucket
from incidents.series.models.series import TOTAL, Series, SeriesPoint
from incidents.series.queries.counting import points_of_tally, tally_buckets
from incidents.vocabularies import COUNTED_RECORDS

AT_ONCE = 24  # buckets in the first transaction of a rebuild; others can write in between
QUICK = 0.5  # seconds; after a transaction that took less, the next has twice as many buckets
MOST_AT_ONCE = 600
"""Buckets of a rebuild counted together where a database locks rows: the lock on the series stops
no other writer there, and each statement reads all estimates, so that fewer statements are faster.
"""
MOST_DIRTY = 1000  # DirtyBucket rows processed in one transaction


def recount_dirty_days() -> int:
    """Recount the days that edits have marked as dirty; return the number of rows processed."""
    due = DirtyBucket.objects.due()
    projects = due.order_by().values_list("project", flat=True).distinct()
    return sum(drain_project(project) for project in projects)


@transaction.atomic
def drain_project(project) -> int:
    """Process the dirty days of a project in all its series.

    Their rows are read first: the edits behind them are committed, so the recount of each series
    that exists by then sees them. A series created later starts with a rebuild. Rows added
    meanwhile are not deleted, as they have other ids.
    """
    marks = list(DirtyBucket.objects.due().filter(project=project).order_by("id")[:MOST_DIRTY])
    for series in Series.objects.filter(project=project).select_for_update().order_by("id"):
        covered = series.covered_buckets()
        touched = {
            bucket
            for mark in marks
            if mark.record_type == series.record_type
            for bucket in buckets.buckets_between(
                max(mark.start, series.start), min(mark.end, series.end), series.bucket
            )
            if bucket in covered
        }
        if touched:
            recount_buckets(series, touched, covered)
            fill_groups(series, covered)
            Series.objects.filter(pk=series.pk).update(edits=F("edits") + 1)
    DirtyBucket.objects.filter(pk__in=[mark.pk for mark in marks]).delete()
    return len(marks)


def rebuild_series(series, report):
    """Recount a series from scratch in pieces; `report(done, total)` is called after each.

    Returns early if the definition changes meanwhile, since that requests another rebuild.
    """
    covered = series.covered_buckets()
    wanted, done = list(covered), 0
    size = MOST_AT_ONCE if connection.features.has_select_for_update else AT_ONCE
    while done < len(wanted):
        began = time.monotonic()
        with transaction.atomic():
            if _has_changed(series):
                return
            recount_buckets(series, wanted[done : done + size], covered)
        done = min(done + size, len(wanted))
        report(done, len(wanted))
        size *= 2 if time.monotonic() - began < QUICK else 1
    with transaction.atomic():
        if not _has_changed(series):
            SeriesPoint.objects.filter(series=series).exclude(bucket__in=wanted).delete()
            fill_groups(series, covered)
            mark_recounted(series)


def _has_changed(series) -> bool:
    """Lock the series; return whether it was deleted or changed."""
    now = Series.objects.select_for_update().filter(pk=series.pk, version=series.version)
    return not now.exists()


def recount_buckets(series, wanted, covered):
    """Rewrite the points of the wanted (covered) buckets; the series must be locked."""
    before = _counted_points(series, wanted)
    found = tally_buckets(series, wanted)
    for bucket in wanted:
        found[bucket, TOTAL]  # accessing it creates a total of 0 for a bucket without incidents
    SeriesPoint.objects.filter(series=series, bucket__in=wanted).delete()
    SeriesPoint.objects.bulk_create(points_of_tally(series, found, covered), batch_size=500)
    if _counted_points(series, wanted) != before:
        mark_recounted(series)


def _counted_points(series, wanted) -> set:
    """The points of some buckets that count something, and the totals, for comparison.

    Points of zero are left out, so that an edit of a hidden record shows no change.
    """
    rows = SeriesPoint.objects.filter(series=series, bucket__in=wanted)
    columns = [field.attname for field in SeriesPoint._meta.concrete_fields]
    columns = [name for name in columns if name not in ("id", "series_id")]
    return set(rows.filter(~Q(incidents=0) | Q(group=TOTAL)).order_by().values_list(*columns))


def mark_recounted(series):
    """Record that the points have changed, and when."""
    Series.objects.filter(pk=series.pk).update(recounts=F("recounts") + 1, recounted=timezone.now())


def fill_groups(series, covered):
    """Give every group that counts something a point in each covered bucket; delete others."""
    mine = SeriesPoint.objects.filter(series=series)
    groups = mine.order_by().values("group").annotate(most=Max("incidents"), n=Count("id"))
    empty = [each["group"] for each in groups if not each["most"] and each["group"] != TOTAL]
    mine.filter(group__in=empty).delete()
    short = [each["group"] for each in groups if each["most"] and each["n"] < len(covered)]
    have = set(mine.filter(group__in=short).values_list("bucket", "group"))
    missing = {(bucket, group) for group in short for bucket in covered} - have
    SeriesPoint.objects.bulk_create(
        [
            SeriesPoint(
                series=series,
                bucket=bucket,
                group=group,
                coverage=covered[bucket],
                n_min=0,
                n_expected=0,
                n_max=0,
                incidents=0,
            )
            for bucket, group in missing
        ],
        batch_size=500,
    )


def affected_series(records, user) -> list:
    """(series, number of buckets) that a merge of these records would recount."""
    record_type = records[0]._meta.model_name if records else ""
    if record_type not in COUNTED_RECORDS:
        return []
    published = [each for each in records if each.state == "published"]
    spans = {(each.date_earliest, each.date_latest) for each in published}
    if record_type == "assessment":
        spans |= {(each.outcome_date, each.outcome_date) for each in published}
    spans = [days for days in spans if all(days)]
    if not spans:
        return []
    found = []
    for series in Series.objects.visible_to(user).filter(project=records[0].project_id):
        if series.record_type != record_type:
            continue
        covered = series.covered_buckets()
        hit = {
            bucket
            for first, last in spans
            for bucket in buckets.buckets_between(
                max(first, series.start), min(last, series.end), series.bucket
            )
        }
        if n := len(hit & covered.keys()):
            found.append((series, n))
    return found
