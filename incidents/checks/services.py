"""Compute the outcomes of checks in the background."""

import datetime as dt
from time import perf_counter

from django.db import transaction
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone

from ctplatform.curation.models import Revision
from incidents.checks.measurements.measure import measure
from incidents.checks.models.checks import DataCheck
from incidents.checks.models.outcomes import CheckOutcome

EACH_TIME = 10
"""Checks in one run, so that other background work has its turn."""
REST = 20
"""A check rests for as many times as long as it took, so that one that reads a large register which
is edited all the time does not take all of the worker's."""


KEPT = ("version", "recounts", "series_version", "revision", "confirmed", "seconds")
"""The columns of the current outcome that say whether it is due again."""
DRIFTING = ("covered_share",)
"""Figures that change from day to day; alone they make no other outcome."""


def due(now: dt.datetime):
    """The checks whose outcome is missing, older than what it was computed from, or of an earlier
    day."""
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    newest = Revision.objects.filter(project=OuterRef("project")).order_by("-id").values("id")
    current = CheckOutcome.objects.filter(data_check=OuterRef("pk"), is_current=True)
    rows = DataCheck.objects.exclude(state="withdrawn").filter(merged_into=None).annotate(
        newest=Subquery(newest[:1]),
        **{
            f"of_{name}": Subquery(current.values(name)[:1])
            for name in KEPT
        },
    )  # fmt: skip
    outdated = (
        Q(outcome=None)
        | Q(of_version=None)
        | ~Q(of_version=F("version"))
        | Q(series__isnull=False) & ~Q(of_recounts=F("series__recounts"))
        | Q(series__isnull=False) & ~Q(of_series_version=F("series__version"))
        | Q(newest__isnull=False) & (Q(of_revision=None) | ~Q(of_revision=F("newest")))
        | Q(of_confirmed__lt=today)
    )
    return rows.filter(outdated)


def compute_due() -> int:
    """Compute the outcomes of a few checks that are due; return how many."""
    now, done = timezone.now(), 0
    found = due(now).select_related("series", "project").order_by("id")
    for check in found[: 4 * EACH_TIME]:
        if _rests(check, now):
            continue
        compute(check)
        done += 1
        if done == EACH_TIME:
            break
    return done


def _rests(check, now):
    if check.outcome is None or check.of_confirmed is None:
        return False
    return now - check.of_confirmed < dt.timedelta(seconds=REST * check.of_seconds)


def compute(check: DataCheck) -> CheckOutcome | None:
    """Compute and store the outcome of a check; None if it was changed or deleted meanwhile.

    What it is computed from is read first: where that changes meanwhile, the check is due again.
    """
    start = perf_counter()
    newest = Revision.objects.filter(project=check.project_id).order_by("-id").first()
    found = measure(check)
    seen = {
        "version": check.version,
        "recounts": check.series and check.series.recounts,
        "series_version": check.series and check.series.version,
        "revision": newest and newest.pk,
        "marking": check.series.marking if check.series else check.ceiling,
        "records": found.records,
        "coverage": found.coverage,
        "confirmed": timezone.now(),
        "seconds": perf_counter() - start,
    }
    return _store(check, found.judged, seen)


@transaction.atomic
def _store(check, judged, seen):
    """Confirm the current outcome, or add another one to the history where it differs."""
    rows = DataCheck.objects.select_for_update(of=("self",))
    if not rows.filter(pk=check.pk, version=check.version).exists():
        return None
    said = {"outcome": judged.outcome, "reason": judged.reason, "figures": judged.figures}
    current = CheckOutcome.objects.filter(data_check=check, is_current=True).first()
    if current and _is_same(current, said, seen["marking"]):
        CheckOutcome.objects.filter(pk=current.pk).update(**seen, figures=judged.figures)
    else:
        CheckOutcome.objects.filter(data_check=check, is_current=True).update(is_current=False)
        current = CheckOutcome.objects.create(
            data_check=check, computed=seen["confirmed"], **said, **seen
        )
    DataCheck.objects.filter(pk=check.pk).update(outcome=judged.outcome)
    return current


def _is_same(current, said, marking):
    figures = [
        {name: value for name, value in each.items() if name not in DRIFTING}
        for each in (current.figures, said["figures"])
    ]
    return (
        figures[0] == figures[1]
        and current.marking == marking
        and (current.outcome, current.reason) == (said["outcome"], said["reason"])
    )
