"""Form fields of a series that are written as text: days, windows, events, ranges, names."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ctplatform.edtf import dates
from incidents.series.models.chart_events import EVENT_TYPES
from incidents.series.models.series import FULL

NOWHERE = "none"
ADDRESS = re.compile(r"/(?P<noun>[a-z]+)/(?P<id>[0-9a-f-]{36})/?$", re.IGNORECASE)
PASSAGE = re.compile(r"\s+\S*#a-(?P<id>\S+)$", re.IGNORECASE)


class MonthField(forms.CharField):
    """A day, month or year, read as its first or last day."""

    def __init__(self, *, bound, **options):
        self.bound = bound
        super().__init__(max_length=dates.MAX_LENGTH, **options)

    def clean(self, value):
        text = super().clean(value)
        try:
            day = getattr(dates.parse(text), self.bound)
        except dates.DateError as error:
            raise ValidationError(str(error)) from error
        if day is None:
            raise ValidationError(_("This end is open. Write 2021-03 or 2021."))
        return day


class TextLines(forms.CharField):
    """Text of several lines; the ends of lines may be written in either way."""

    def __init__(self, **options):
        super().__init__(required=False, widget=forms.Textarea(attrs={"rows": 3}), **options)

    def has_changed(self, initial, data):
        before = self.prepare_value(initial) or ""
        return before.splitlines() != (data or "").splitlines()


class CoverageField(TextLines):
    """Coverage as lines such as `2013-01/2013-11: UCDP, ACLED`; the value is as in Series."""

    def prepare_value(self, value):
        if value == FULL:
            return ""
        if not isinstance(value, list):
            return value
        return "\n".join(map(window_line, value)) or NOWHERE

    def clean(self, value):
        text = super().clean(value).strip()
        if text == NOWHERE:
            return []
        return [_window(line) for line in text.splitlines() if line.strip()] or FULL


def window_line(window) -> str:
    """`2013-01-01/2013-11-30: UCDP, ACLED`."""
    sources = ", ".join(window.get("sources") or [])
    return f"{window['start']}/{window['end']}{': ' if sources else ''}{sources}"


def _window(line):
    days, _colon, names = line.partition(":")
    start, _slash, end = days.strip().partition("/")
    sources = [name.strip() for name in names.split(",") if name.strip()]
    return {"start": start.strip(), "end": end.strip() or start.strip(), "sources": sources}


class BreakpointsField(TextLines):
    """Breakpoints as lines such as `2021-08-15 Taliban takeover`; the value is as in Series."""

    def prepare_value(self, value):
        if not isinstance(value, list):
            return value
        return "\n".join(f"{each['day']} {each['label']}".strip() for each in value)

    def clean(self, value):
        lines = (line.split(maxsplit=1) for line in super().clean(value).splitlines())
        return [{"day": line[0], "label": "".join(line[1:])} for line in lines if line]


class EventsField(TextLines):
    """Events as lines: the address of a record, or a date and words, perhaps with a passage.

    Such as `/incidents/{id}/`, or `2021-05/2021-08 Offensive /articles/{id}/#a-{id}`; the value is
    as in Series.
    """

    def prepare_value(self, value):
        if not isinstance(value, list):
            return value
        return "\n".join(map(_event_line, value))

    def clean(self, value):
        lines = (line.strip() for line in super().clean(value).splitlines())
        return [_event(line) for line in lines if line]


def _event_line(event) -> str:
    if "id" in event:
        return f"/{EVENT_TYPES[event['type']].noun}/{event['id']}/"
    passage = f" #a-{event['passage']}" if event["passage"] else ""
    return f"{event['date']} {event['label']}{passage}"


def _event(line) -> dict:
    types = {each.noun: key for key, each in EVENT_TYPES.items()}
    found = ADDRESS.search(line)
    if found and " " not in line and found["noun"] in types:
        return {"type": types[found["noun"]], "id": found["id"]}
    passage = PASSAGE.search(line)
    words = line[: passage.start()] if passage else line
    date, _space, label = words.partition(" ")
    return {"date": date, "label": label, "passage": passage["id"] if passage else None}


class ListField(forms.CharField):
    """Several values, separated by commas."""

    def prepare_value(self, value):
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value):
        return [each.strip() for each in super().clean(value).split(",") if each.strip()]

    def has_changed(self, initial, data):
        return self.clean(self.prepare_value(initial) or "") != self.clean(data or "")
