"""Compute the findings of series in the background, after their points have changed."""

import datetime as dt
import json
from time import perf_counter

from django.db import transaction
from django.utils import timezone

from incidents.findings.due_series import due
from incidents.findings.models import SeriesFindings
from incidents.findings.movement import movement, state_of, with_state
from incidents.findings.observed_series import observe
from incidents.findings.results import results
from incidents.series.models.series import TOTAL, Series, SeriesPoint

EACH_TIME = 5
"""Series in one run, so that other background work has its turn."""

REST = 20
"""A series rests for as many times as long as its findings took, so that a large one that is edited
all the time does not take all of the worker's."""


def compute_due() -> int:
    """Compute the findings of a few series that are due; return how many."""
    now, done = timezone.now(), 0
    for series in due(now).select_related("findings").order_by("recounted")[: 4 * EACH_TIME]:
        before = getattr(series, "findings", None)
        if before and now - before.checked < dt.timedelta(seconds=REST * before.seconds):
            continue
        compute(series)
        done += 1
        if done == EACH_TIME:
            break
    return done


def compute(series: Series) -> SeriesFindings | None:
    """Compute and store the findings of a series; None if it was deleted meanwhile.

    The series is read first: where its points change meanwhile, it is due again.
    """
    start = perf_counter()
    found = json.loads(json.dumps(results(observe(series))))  # as it will be read
    moved, now = moved_columns(series, found), timezone.now()
    with transaction.atomic():
        if not Series.objects.select_for_update().filter(pk=series.pk).exists():
            return None
        before = SeriesFindings.objects.filter(series=series).first()
        is_same = before is not None and is_unchanged(before, series, found)
        row, _created = SeriesFindings.objects.update_or_create(
            series=series,
            defaults={
                "recounts": series.recounts,
                "version": series.version,
                "edits": series.edits,
                "results": found,
                "computed": before.computed if is_same else now,
                "checked": now,
                "seconds": perf_counter() - start,
                **moved,
            },
        )
    return row


def is_unchanged(row: SeriesFindings, series: Series, found) -> bool:
    """Whether findings of today say the same as those stored, of the same points."""
    return (
        row.recounts == series.recounts
        and row.version == series.version
        and row.results == found
        and timezone.localdate(row.computed) == timezone.localdate()
    )


def moved_columns(series: Series, found) -> dict:
    """{column: value} of what has changed in a series, with new results.

    States of another definition of the series are forgotten.
    """
    row = SeriesFindings.objects.filter(series=series, version=series.version).first()
    rows = SeriesPoint.objects.filter(series=series, group=TOTAL).begun().order_by("bucket")
    points = [
        (bucket, low, expected, high, bool(without_best))
        for bucket, low, expected, high, without_best in rows.values_list(
            "bucket", "n_min", "n_expected", "n_max", "without_best"
        )
    ]
    now = state_of(timezone.localdate(), points, found)
    states = with_state(row.states if row else [], now)
    moved = movement(states)
    size = moved and len(moved["new"]) + len(moved["lost"]) + moved["changed"]
    return {"states": states, "movement": moved, "moved": size or 0}
