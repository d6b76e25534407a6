"""The events of a series as its chart shows them to a user."""

import datetime as dt
from dataclasses import dataclass

from ctplatform.charts.axis_events import Span
from ctplatform.curation.registry import Passage
from incidents.records.models import read_date
from incidents.series.models.chart_events import EVENT_TYPES, event_passages, event_rows


@dataclass(frozen=True)
class ShownEvent:
    """An event of a chart: its number, its name, its date in words, and where it leads.

    `first` and `last` are the days of its date; None where not known. `passage` is the one that an
    event in words rests on.
    """

    number: int
    label: str
    when: str
    first: dt.date | None
    last: dt.date | None
    url: str = ""
    passage: Passage | None = None

    @property
    def words(self) -> str:
        """The event in one line."""
        return f"{self.label}, {self.when}" if self.when else self.label

    @property
    def span(self) -> Span | None:
        """What is drawn of it; None if its date is not known."""
        if self.first is None and self.last is None:
            return None
        return Span(self.number, self.first, self.last, self.words, self.url)

    def overlaps(self, first, last) -> bool:
        """Whether its date reaches into these days."""
        if self.span is None:
            return False
        return (self.first or first) <= last and (self.last or last) >= first


def shown_events(series, user) -> list[ShownEvent]:
    """The events of a series that the user may see, in order of their dates.

    They are numbered after those that are hidden were left out, so that no number shows a gap.
    """
    if not series.events:
        return []
    rows, quotes = event_rows(series, user), event_passages(series, user)
    found = [_shown(each, rows, quotes) for each in series.events]
    found = sorted((each for each in found if each is not None), key=_order)
    return [ShownEvent(number, *each) for number, each in enumerate(found, 1)]


def _order(each):
    _label, _when, first, last, *_rest = each
    return (first or last or dt.date.max, last or dt.date.max)


def _shown(event, rows, quotes):
    if "id" in event:
        row = rows.get((event["type"], event["id"]))
        if row is None:
            return None
        event_type = EVENT_TYPES[event["type"]]
        first, last, when = event_type.dated(row)
        return str(row), when, first, last, f"/{event_type.noun}/{row.pk}/", None
    date, passage = read_date(event["date"]), quotes.get(event["passage"])
    url = passage.url if passage else ""
    return event["label"], date.words, date.earliest, date.latest, url, passage
