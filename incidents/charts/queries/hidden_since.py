"""The days of records that counted when a chart was pinned and that its readers may not see now.

A snapshot keeps its numbers, but not at the price of showing a number that counts a hidden record:
the buckets of such a record follow the series as it is now. Only records that could be seen at the
time are considered, so that changes of others change nothing.
"""

from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from ctplatform.curation.models import Revision
from ctplatform.markings.levels import up_to
from incidents.actors.models.actors import Actor
from incidents.events.models.incidents import Incident
from incidents.records.models import read_date

FIELDS = ("marking", "embargo_until", "date")


def hidden_days(snapshot) -> list[tuple]:
    """(earliest, latest) of the records that became hidden; an open end is None."""
    found = []
    for row, before in _became_hidden(Incident, snapshot):
        for text in {row.date, before.get("date", row.date)} - {None, ""}:
            date = read_date(text)
            found.append((date.earliest, date.latest))
    return found


def has_hidden_actor(snapshot) -> bool:
    """Whether an actor of the project became hidden, where the series depends on actors."""
    definition = snapshot.definition
    if "actor" not in definition["filters"] and definition["group_by"] != "actor":
        return False
    return any(True for _each in _became_hidden(Actor, snapshot))


def _became_hidden(model, snapshot):
    """(row, {field: value at the time}) of the rows that could be seen then and cannot now."""
    taken, markings = snapshot.created, up_to(snapshot.marking)
    hidden = ~Q(marking__in=markings)
    if any(field.name == "embargo_until" for field in model._meta.fields):
        hidden |= Q(embargo_until__gt=timezone.now())
    rows = model._base_manager.filter(hidden, project=snapshot.project_id, updated__gt=taken)
    rows = {row.pk: row for row in rows}
    before = _values_at(model, rows, taken)
    for pk, row in rows.items():
        values = before.get(pk, {})
        until = values.get("embargo_until", getattr(row, "embargo_until", None))
        until = parse_datetime(until) if isinstance(until, str) else until
        was_shown = values.get("marking", row.marking) in markings
        if row.created <= taken and was_shown and (until is None or until <= taken):
            yield row, values


def _values_at(model, ids, taken) -> dict:
    """{id: {field: its value at a moment}} of the FIELDS that were changed since."""
    found = {}
    changes = Revision.objects.filter(
        target_type=model._meta.model_name, target_id__in=list(ids), at__gt=taken
    )
    for pk, diff in changes.order_by("at", "id").values_list("target_id", "diff"):
        for name in FIELDS:
            if name in diff:
                found.setdefault(pk, {}).setdefault(name, diff[name]["from"])
    return found
