"""An actor's participations by role and by year, and its timeline."""

import datetime as dt
from collections import Counter
from dataclasses import replace
from functools import partial
from urllib.parse import urlencode

from django.db.models import Count, Func, IntegerField, Q
from django.db.models.functions import Coalesce
from django.db.models.lookups import LessThanOrEqual
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import ngettext

from ctplatform.access.visibility import visible_condition
from ctplatform.charts import bar_chart, timeline
from ctplatform.curation.queries.unchanged import while_unchanged
from ctplatform.edtf.dates import unknown_side
from incidents.actors.queries.network import LABELLED, edge_label_lines
from incidents.events.models.incidents import Incident
from incidents.events.models.membership import SeenBy, membership_of
from incidents.events.models.participations import Participation
from incidents.records.models import read_date
from incidents.vocabularies import INITIATING_ROLES

MOST_ROWS = 40  # shown in a timeline
SPREAD = 30  # years; events whose date spans more are not drawn


def membership_for(actor, user):
    """The Membership of this actor, within what the user may see."""
    return membership_of([actor.pk], SeenBy(user))


def parts_of(actor, user, membership=None):
    """The actor's participations in incidents that the user may see and that are not withdrawn.

    `counted` is the id of the incident that counts: for a merged record, the one that it was merged
    into.
    """
    spans = (membership or membership_for(actor, user)).spans
    ids = [each for ids in spans.values() for each in ids]
    rows = Participation.objects.visible_to(user).filter(actor__in=ids)
    seen = visible_condition(Incident, user, "incident__merged_into__")
    rows = rows.filter(Q(incident__merged_into=None) | seen)
    rows = rows.annotate(counted=Coalesce("incident__merged_into", "incident"))
    return rows.exclude(incident__state="withdrawn").exclude(
        incident__merged_into__state="withdrawn"
    )


def events_of(actor, user, *, certain=False, membership=None):
    """The events that the user may see in which the actor has an initiating role.

    They are those that series and lists count; `certain` leaves out suspected participations.
    """
    membership = membership or membership_for(actor, user)
    membership = replace(membership, roles=INITIATING_ROLES)
    rows = Incident.objects.visible_to(user).canonical().exclude(state="withdrawn")
    return rows.filter(membership.condition(certain=certain), record_kind="event").order_by()


def years_of(actor, user, membership=None, *, is_cached=False):
    """(bar chart of the actor's events per year, how many are dated too vaguely to be drawn).

    Suspected participations, and events that may lie in another year, are in the upper count alone.
    """
    since, low, high, undrawn = timezone.now(), Counter(), Counter(), 0
    membership = membership or membership_for(actor, user)
    events = events_of(actor, user, membership=membership)
    known = replace(membership, roles=INITIATING_ROLES).condition(certain=True)
    rows, work = [events, events.filter(known)], partial(_per_years, events, known)
    years = while_unchanged("years", rows, since, work, _all_events) if is_cached else work()
    for first, last, n, certain in years:
        if not first or not last or last - first > SPREAD:
            undrawn += n
            continue
        for year in range(first, last + 1):
            high[year] += n
        low[first] += certain if first == last else 0
    drawing = bar_chart.draw({year: (low[year], high[year]) for year in high})
    return replace(drawing, marks=_marks_of(drawing, actor)), undrawn


def for_phones(drawing, actor):
    """The same bars of events per year, drawn for a narrow window."""
    counts = {bar.year: (bar.low, bar.high) for bar in drawing.bars}
    narrow = bar_chart.draw(counts, bar_chart.NARROW)
    return replace(narrow, marks=_marks_of(narrow, actor))


def _marks_of(drawing, actor):
    """For each bar its text (“2024: 3 to 5 events”) and the link to the list of its events."""
    url = years_url(actor)
    return [
        drawing.mark(
            bar,
            ngettext("%(year)s: %(n)s event", "%(year)s: %(n)s events", bar.high)
            % {"year": bar.year, "n": bar.words},
            f"{url}&year={bar.year}" if bar.high else "",
        )
        for bar in drawing.bars
    ]


def in_year(year: int):
    """Conditions of being drawn in a year: the date may be in it, and is precise enough."""
    yield Q(date_earliest__lte=dt.date(year, 12, 31), date_latest__gte=dt.date(year, 1, 1))
    yield LessThanOrEqual(YearOf("date_latest") - YearOf("date_earliest"), SPREAD)


def years_url(actor) -> str:
    """The list of events in which an actor acts; `&year=` narrows it to a bar of `years_of`."""
    query = [("project", actor.project.slug), ("actor", actor.pk), ("record_kind", "event")]
    query += [("role", role) for role in INITIATING_ROLES]
    return f"{reverse('incidents')}?{urlencode(query)}"


def _per_years(events, known):
    """(first year, last year, number of events, number of events for which `known` holds)."""
    years = (YearOf("date_earliest"), YearOf("date_latest"))
    return list(events.values_list(*years).annotate(n=Count("id"), sure=Count("id", filter=known)))


def _all_events(per_years) -> int:
    return sum(n for _first, _last, n, _sure in per_years)


class YearOf(Func):
    """The year of a date, on SQLite by substr so that no Python function is called for each row."""

    template = "CAST(EXTRACT(YEAR FROM %(expressions)s) AS INTEGER)"
    output_field = IntegerField()

    def as_sqlite(self, compiler, connection, **context):
        template = "CAST(substr(%(expressions)s, 1, 4) AS INTEGER)"
        return self.as_sql(compiler, connection, template=template, **context)


def timeline_of(actor, kinds, sizes, relations, groups):
    """(drawings, items) of the actor's dated kinds, sizes, relations and most important incidents.

    `groups` are those of incidents.events.queries.actor_incidents.
    """
    items = [
        *(
            _timeline_item("kind", capfirst(row.get_kind_display()), row, url="#kinds-head")
            for row in kinds
        ),
        *(_timeline_item("size", str(row), row, url="#sizes-head") for row in sizes if row.date),
        *(_relation_item(actor, row) for row in relations if row.date),
        *(_incident_item(each) for group in groups for each in group.rows if each.incident.date),
    ]
    items = sorted(items, key=lambda item: item.order)[-MOST_ROWS:]
    today = timezone.localdate()
    frames = (timeline.WIDE, timeline.NARROW)
    drawn = (timeline.draw(items, today, frame) for frame in frames)
    return [drawing for drawing in drawn if drawing], items


def _timeline_item(kind, label, row, **values):
    return timeline.Item(
        kind,
        label,
        row.date_for_people,
        row.date_earliest,
        row.date_latest,
        unknown=unknown_side(row.date),
        **values,
    )


def _relation_item(actor, relation):
    other = relation.other if relation.subject_id == actor.pk else relation.subject
    label = str(relation.phrase)
    if relation.subject_id == actor.pk or not relation.is_directed:
        label = f"{label} {other.name}"
    else:
        label = f"{other.name} {label}"
    if relation.status != "asserted":
        label = f"{relation.get_status_display()}: {label}"
    is_open = relation.status in LABELLED
    return _timeline_item(
        "relation",
        label,
        relation,
        status=relation.status,
        is_negative=relation.is_negative,
        claim_words=", ".join(edge_label_lines(relation)) if is_open else "",
        detail="" if is_open else relation.said_words,
        url=f"/{'places' if other is relation.place else 'actors'}/{other.pk}/",
    )


def _incident_item(listed):
    incident = listed.incident
    date = read_date(incident.date)
    return timeline.Item(
        "incident",
        incident.title,
        date.words if date else "",
        incident.date_earliest,
        incident.date_latest,
        url=f"/incidents/{incident.pk}/",
        detail="; ".join(listed.roles),
        unknown=unknown_side(incident.date),
    )
