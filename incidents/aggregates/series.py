"""Keep the points of series true: the buckets that edits moved, or all of them from scratch.

Both are the same recount of some buckets, so an incremental refresh equals a full rebuild.
"""

from django.db import transaction
from django.db.models import Count, F, Max
from django.utils import timezone

from incidents import buckets
from incidents.aggregates.counting import points, tally
from incidents.models import DirtyBucket, Incident, Series, SeriesPoint
from incidents.models.series import TOTAL

AT_ONCE = 24  # buckets a transaction of a rebuild; other writers get their turn between two
MOST_DIRTY = 1000  # marks worked off in one transaction


def drain() -> int:
    """Count again what edits have marked; return how many marks that took."""
    due = DirtyBucket.objects.due()
    projects = due.order_by().values_list("project", flat=True).distinct()
    return sum(drain_project(project) for project in projects)


@transaction.atomic
def drain_project(project) -> int:
    """Work off the marks of a project in all its series.

    The marks are read first: whatever they stand for is committed and so is seen by the recount,
    in each series that exists by then. One that is made later starts with a rebuild. What is
    marked meanwhile has another id and stays.
    """
    marks = list(DirtyBucket.objects.due().filter(project=project).order_by("id")[:MOST_DIRTY])
    for series in Series.objects.filter(project=project).select_for_update().order_by("id"):
        covered = series.covered_buckets()
        touched = {
            bucket
            for mark in marks
            for bucket in buckets.between(
                max(mark.start, series.start), min(mark.end, series.end), series.bucket
            )
            if bucket in covered
        }
        if touched:
            recount(series, touched, covered)
            fill(series, covered)
    DirtyBucket.objects.filter(pk__in=[mark.pk for mark in marks]).delete()
    return len(marks)


def rebuild(series, report):
    """Count a series from scratch, a piece at a time; `report(done, total)` after each.

    Ends early where the definition is changed meanwhile: that asks for another rebuild.
    """
    covered = series.covered_buckets()
    wanted = list(covered)
    for n in range(0, len(wanted), AT_ONCE):
        with transaction.atomic():
            if _moved(series):
                return
            recount(series, wanted[n : n + AT_ONCE], covered)
        report(min(n + AT_ONCE, len(wanted)), len(wanted))
    with transaction.atomic():
        if not _moved(series):
            SeriesPoint.objects.filter(series=series).exclude(bucket__in=wanted).delete()
            fill(series, covered)
            sign(series)


def _moved(series) -> bool:
    """Lock the series; say whether it is gone or another by now."""
    now = Series.objects.select_for_update().filter(pk=series.pk, version=series.version)
    return not now.exists()


def recount(series, wanted, covered):
    """Write the points of the wanted (covered) buckets anew; the series is locked."""
    found = tally(series, wanted)
    for bucket in wanted:
        found[bucket, TOTAL]  # a bucket in which nothing happened has its total, nought
    SeriesPoint.objects.filter(series=series, bucket__in=wanted).delete()
    SeriesPoint.objects.bulk_create(points(series, found, covered), batch_size=500)
    sign(series)


def sign(series):
    """Say that the points are others now, and since when."""
    Series.objects.filter(pk=series.pk).update(recounts=F("recounts") + 1, recounted=timezone.now())


def fill(series, covered):
    """Give every group that counts something a point in each covered bucket, and no other group."""
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
                series=series, bucket=bucket, group=group, coverage=covered[bucket],
                n_min=0, n_expected=0, n_max=0, incidents=0,
            )
            for bucket, group in missing
        ],
        batch_size=500,
    )  # fmt: skip


def touched(records, user) -> list:
    """(series, number of its buckets) that a merge of these records would count again."""
    spans = {
        (each.date_earliest, each.date_latest)
        for each in records
        if isinstance(each, Incident) and each.state == "published"
    }
    spans = [days for days in spans if all(days)]
    if not spans:
        return []
    found = []
    for series in Series.objects.visible_to(user).filter(project=records[0].project_id):
        covered = series.covered_buckets()
        hit = {
            bucket
            for first, last in spans
            for bucket in buckets.between(
                max(first, series.start), min(last, series.end), series.bucket
            )
        }
        if n := len(hit & covered.keys()):
            found.append((series, n))
    return found
