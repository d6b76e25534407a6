"""Expressions for export columns of incidents and their links."""

from django.db.models import Case, CharField, F, IntegerField, OuterRef, Subquery, Value, When
from django.db.models.functions import Concat

from ctplatform.access.export_rights import passed_on
from ctplatform.database.functions import DaysBetween, Joined
from incidents.actors.expressions import name_of
from incidents.actors.models.actors import Actor
from incidents.events import chain_order
from incidents.events.models.incidents import Incident
from incidents.events.models.participations import Participation

LAG_DAYS = Case(
    When(
        kind__in=sorted(chain_order.LATER_FIRST),
        incident__date_precision="day",
        to__date_precision="day",
        then=DaysBetween(F("incident__date_earliest"), F("to__date_earliest")),
    ),
    When(
        incident__date_precision="day",
        to__date_precision="day",
        then=DaysBetween(F("to__date_earliest"), F("incident__date_earliest")),
    ),
    default=None,
    output_field=IntegerField(),
)


def actors_of_incidents(reader):
    """Expressions for the participants of an incident: its own, and those of merged records.

    Each is “name: role, certainty; ...”, with only the actors that the reader may export.
    """
    known = passed_on(Actor.objects.visible_to(reader), reader).values("pk")
    words = Concat(
        name_of("actor"),
        Value(": "),
        F("role"),
        Case(
            When(certainty__isnull=False, then=Concat(Value(", "), F("certainty"))),
            default=Value(""),
        ),
        output_field=CharField(),
    )
    merged = Incident.objects.visible_to(reader).filter(merged_into__isnull=False)
    merged = passed_on(merged, reader).values("pk")
    rows = Participation.objects.filter(actor__in=known).order_by()
    found = (
        (rows.filter(incident=OuterRef("pk")), "incident"),
        (
            rows.filter(incident__merged_into=OuterRef("pk"), incident__in=merged),
            "incident__merged_into",
        ),
    )
    return [
        Subquery(part.values(by).annotate(words=Joined(words, "id")).values("words"))
        for part, by in found
    ]
