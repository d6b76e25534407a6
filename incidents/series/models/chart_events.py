"""The dated events that a chart of a series marks: records, or a date in words with a passage."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from ctplatform.curation.registry import evidence_kinds
from ctplatform.markings.levels import up_to
from incidents.events.models.incidents import Incident
from incidents.records.models import read_date
from incidents.warnings.models import Warning

MOST_EVENTS = 20
LONGEST_LABEL = 200
IN_WORDS = {"date", "label", "passage"}


@dataclass(frozen=True)
class EventType:
    """A type of row that can be an event of a chart.

    `noun` is the first part of its address. `limit(rows)` keeps the rows that may be shown, and
    `dated(row)` is (first day, last day, words); a day is None where it is not known.
    """

    model: type[models.Model]
    noun: str
    limit: Callable
    dated: Callable


def _record_date(row):
    known = read_date(row.date) if row.date else None
    return row.date_earliest, row.date_latest, known.words if known else ""


def _not_withdrawn(rows):
    return rows.exclude(state="withdrawn")


EVENT_TYPES = {
    "incident": EventType(Incident, "incidents", _not_withdrawn, _record_date),
    "warning": EventType(Warning, "warnings", _not_withdrawn, _record_date),
}
"""{type: EventType}; later subjects add theirs with `register_event_type`."""


def register_event_type(key, event_type: EventType):
    """Let rows of a later subject be events of charts."""
    EVENT_TYPES[key] = event_type


def read_events(given) -> list[dict]:
    """Return `events` in the stored form; raises ValidationError naming what is wrong.

    An event is {type, id} of a record, or {date, label} with the id of a `passage`, or None.
    """
    if given in (None, ""):
        return []
    if not isinstance(given, list) or len(given) > MOST_EVENTS:
        text = _("Write a list of {type, id} or {date, label, passage}, at most %d.") % MOST_EVENTS
        raise ValidationError({"events": text})
    found = [_event(number, each) for number, each in enumerate(given, 1)]
    for number, each in enumerate(found, 1):
        if each in found[: number - 1]:
            _refuse(number, _("it is in the list already."))
    return found


def _event(number, each):
    if isinstance(each, dict) and each.keys() == {"type", "id"}:
        if not isinstance(each["type"], str) or each["type"] not in EVENT_TYPES:
            _refuse(number, _("the type is one of %s.") % ", ".join(EVENT_TYPES))
        return {"type": each["type"], "id": _identifier(number, each["id"])}
    if not isinstance(each, dict) or not {"date", "label"} <= each.keys() <= IN_WORDS:
        _refuse(number, _("write {type, id} or {date, label, passage}."))
    label = each["label"].strip() if isinstance(each["label"], str) else ""
    if not label or len(label) > LONGEST_LABEL or "\0" in label or "\n" in label:
        _refuse(number, _("the label is a line of 1 to %d characters.") % LONGEST_LABEL)
    date = read_date(each["date"]) if isinstance(each["date"], str) else None
    if not date or not (date.earliest or date.latest):
        _refuse(number, _("write the date as 2021-08-15, 2021-08 or 2021-05/2021-08."))
    passage = each.get("passage") or None
    return {
        "date": each["date"].strip(),
        "label": label,
        "passage": passage and _identifier(number, passage),
    }


def _identifier(number, value):
    try:
        return str(UUID(value if isinstance(value, str) else ""))
    except ValueError:
        _refuse(number, _("the id is that of a record, such as in the address of its page."))


def _refuse(number, text):
    raise ValidationError({"events": _("Event %d: ") % number + text})


def require_events_within(series):
    """Refuse an event in words that lies wholly outside the days of the series."""
    for number, each in enumerate(series.events, 1):
        if "date" not in each:
            continue
        date = read_date(each["date"])
        first, last = date.earliest or series.start, date.latest or series.end
        if first > series.end or last < series.start:
            _refuse(number, _("its date lies outside the series."))


def require_known_events(series, before, *, by):
    """Refuse a new event that names a record or a passage which may not be shown on the chart.

    A record must be of the project, seen by the user, dated, and marked no stricter than the
    series. `before` are the events of the definition before, which stay as they are.
    """
    rows, quotes = event_rows(series, by), event_passages(series, by)
    for number, each in enumerate(series.events, 1):
        if each in before:
            continue
        if "id" in each:
            row = rows.get((each["type"], each["id"]))
            if row is None:
                text = _(
                    "no such record of this project can be shown to the readers of the series."
                )
                _refuse(number, text)
            if not any(EVENT_TYPES[each["type"]].dated(row)[:2]):
                _refuse(number, _("the record has no date."))
        elif each["passage"] and each["passage"] not in quotes:
            _refuse(number, _("there is no such passage in this project."))


def event_rows(series, user) -> dict:
    """{(type, id): row} of the events that are records which may be shown to a user.

    A merged record is replaced by the one it was merged into. A query for each type, two where
    records were merged.
    """
    found = {}
    for key, event_type in EVENT_TYPES.items():
        ids = [each["id"] for each in series.events if each.get("type") == key]
        if not ids:
            continue
        rows = _shown_rows(series, event_type, user, ids)
        kept = [row.merged_into_id for row in rows.values() if _is_merged(row)]
        kept = _shown_rows(series, event_type, user, kept) if kept else {}
        for pk, row in rows.items():
            row = kept.get(row.merged_into_id) if _is_merged(row) else row
            if row is not None:
                found[key, str(pk)] = row
    return found


def _is_merged(row) -> bool:
    return getattr(row, "merged_into_id", None) is not None


def _shown_rows(series, event_type, user, ids) -> dict:
    rows = event_type.model.objects.visible_to(user).filter(project=series.project_id, pk__in=ids)
    if any(field.name == "marking" for field in event_type.model._meta.fields):
        rows = rows.filter(marking__in=up_to(series.marking))
    return {row.pk: row for row in event_type.limit(rows)}


def event_passages(series, user) -> dict:
    """{id: Passage} of the passages behind events in words, as the user may see them."""
    ids = [each["passage"] for each in series.events if each.get("passage")]
    found = {}
    for kind in evidence_kinds() if ids else ():
        rows = list(kind.visible(user, series.project).filter(pk__in=ids))
        found |= {each.id: each for each in kind.describe(rows, series, user)}
    return found
