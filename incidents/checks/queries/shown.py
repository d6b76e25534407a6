"""The outcomes of checks as readers may see them, with the records that they rest on."""

from collections import defaultdict

from django.db.models import Prefetch

from ctplatform.markings.levels import up_to
from ctplatform.record_types.registry import record_type_named
from incidents.checks.models.checks import DataCheck
from incidents.checks.models.outcomes import CheckOutcome
from incidents.series.models.series import Series

HISTORY = 20
"""Outcomes that the page of a check lists; the API has all."""


def with_outcomes(rows):
    """Checks with their current outcome, for `current_outcome`."""
    current = CheckOutcome.objects.filter(is_current=True)
    return rows.select_related("series").prefetch_related(
        Prefetch("outcomes", current, to_attr="current_outcomes")
    )


def current_outcome(check: DataCheck) -> CheckOutcome | None:
    """The current outcome; None while it is computed again after the definition was changed.

    An outcome of another definition of the series is not shown: its readers may have been others.
    """
    if check.outcome is None:
        return None
    rows = getattr(check, "current_outcomes", None)
    if rows is None:
        rows = check.outcomes.filter(is_current=True)
    found = next(iter(rows), None)
    if found is None or found.marking not in up_to(_marking(check)):
        return None
    is_same = check.series is None or found.series_version == check.series.version
    return found if is_same else None


def _marking(check):
    return check.series.marking if check.series else check.ceiling


def past_outcomes(check: DataCheck):
    """The outcomes before the current one, newest first."""
    rows = CheckOutcome.objects.open_to_readers_of(check).filter(is_current=False)
    return rows.order_by("-id")


def records_behind(outcome: CheckOutcome, user) -> list[tuple]:
    """[(label of the type, title, URL)] of the records of an outcome that the user may see."""
    wanted = defaultdict(list)
    for kind, pk in outcome.records:
        wanted[kind].append(pk)
    found = {}
    for kind, ids in wanted.items():
        for row in _model_of(kind).objects.visible_to(user).filter(pk__in=ids):
            found[kind, str(row.pk)] = row
    shown = [tuple(each) for each in outcome.records if tuple(each) in found]
    return [_reference(kind, found[kind, pk]) for kind, pk in shown]


def _model_of(kind):
    return Series if kind == "series" else record_type_named(kind).model


def _reference(kind, row):
    if kind == "series":
        return str(Series._meta.verbose_name), row.title, f"/figures/{row.pk}/"
    record_type = record_type_named(kind)
    return str(record_type.label), getattr(row, "label", str(row)), record_type.address_of(row.pk)


def all_records_url(check: DataCheck, outcome: CheckOutcome) -> str:
    """The URL of the list of all incidents that a check of a series rests on; "" for others.

    An actor counts in a series in its roles, which no filter of lists repeats.
    """
    series, group = check.series, check.parameters.get("group", "")
    if series is None or not outcome.coverage or (group and series.group_by != "country"):
        return ""
    days = f"&date_after={outcome.coverage['start']}&date_before={outcome.coverage['end']}"
    more = f"&country={group}" if group else ""
    return f"/incidents/?project={series.project.slug}&series={series.pk}{days}{more}"
