"""What an actor took part in, by role and by year, and its life in dates."""

from collections import Counter

from django.db.models import Count
from django.utils import timezone
from django.utils.text import capfirst

from incidents import bars, timelines
from incidents.aggregates.network import LABELLED, printed, tie_label
from incidents.models import Participation
from incidents.models.facts import read_date

LISTED = 10
MOST_ROWS = 40  # of a timeline
SPREAD = 30  # years over which an imprecise date may reach and still be drawn


def parts_of(actor, user):
    """Its parts in incidents that this person may see, without withdrawn and merged ones."""
    rows = Participation.objects.visible_to(user).filter(actor__in=actor.family_ids())
    return rows.filter(incident__merged_into=None).exclude(incident__state="withdrawn")


def roles_of(parts):
    """[(role in words, number of incidents), ...], the most frequent first."""
    counts = parts.order_by().values_list("role").annotate(n=Count("incident", distinct=True))
    labels = dict(Participation._meta.get_field("role").flatchoices)
    return sorted(((labels[role], n) for role, n in counts), key=lambda each: (-each[1], each[0]))


def years_of(parts):
    """(the Bars of its events per year, how many are not known well enough to be drawn)."""
    events = parts.filter(incident__record_kind="event").order_by()
    spans = events.values_list(
        "incident__date_earliest__year", "incident__date_latest__year"
    ).annotate(n=Count("incident", distinct=True))
    low, high, undrawn = Counter(), Counter(), 0
    for first, last, n in spans:
        if not first or not last or last - first > SPREAD:
            undrawn += n
            continue
        low[first] += n if first == last else 0
        high.update(dict.fromkeys(range(first, last + 1), n))
    return bars.draw({year: (low[year], high[year]) for year in high}), undrawn


def timeline_of(actor, kinds, sizes, relations, parts):
    """(drawings, items) of what has a date: what it was, its sizes, relations, newest incidents."""
    items = [
        *(_item("kind", capfirst(row.get_kind_display()), row) for row in kinds),
        *(_item("size", str(row), row) for row in sizes if row.date),
        *(_relation(actor, row) for row in relations if row.date),
        *(_incident(part) for part in parts if part.incident.date),
    ]
    items = sorted(items, key=lambda item: item.order)[-MOST_ROWS:]
    today = timezone.localdate()
    frames = (timelines.WIDE, timelines.NARROW)
    drawn = (timelines.draw(items, today, frame) for frame in frames)
    return [drawing for drawing in drawn if drawing], items


def _item(kind, label, row, **values):
    return timelines.Item(
        kind, label, row.date_for_people, row.date_earliest, row.date_latest, **values
    )


def _relation(actor, relation):
    other = relation.other if relation.subject_id == actor.pk else relation.subject
    label = tie_label(relation)
    if relation.subject_id == actor.pk or not relation.is_directed:
        label = f"{label} {other.name}"
    else:
        label = f"{other.name} {label}"
    if relation.status != "asserted":
        label = f"{relation.get_status_display()}: {label}"
    is_open = relation.status in LABELLED
    return _item(
        "relation", label, relation, status=relation.status,
        standing=", ".join(printed(relation)) if is_open else "",
        detail="" if is_open else relation.said_words,
        url=f"/{'places' if other is relation.place else 'actors'}/{other.pk}/",
    )  # fmt: skip


def _incident(part):
    date = read_date(part.incident.date)
    return timelines.Item(
        "incident", part.incident.title, date.words if date else "",
        part.incident.date_earliest, part.incident.date_latest,
        url=f"/incidents/{part.incident_id}/", detail=str(part.get_role_display()),
    )  # fmt: skip
