"""The figure of the killed that incidents are sorted by: a column, kept with what it follows from.

It is told to whoever sees the incident. So an incident without an estimate of its own takes over
the figure of a record merged into it only where that record is marked no stricter than itself, and
under no embargo that outlasts its own.
"""

from django.db.models import Case, Count, Exists, F, Max, OuterRef, Q, Subquery, Sum, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from ctplatform.markings.levels import MARKINGS, up_to

FIGURED_BY = ("merged_into", "marking", "embargo_until")
"""The fields of an incident that decide whose figure it shows."""


def keep_killed(incidents, ids) -> None:
    """Store the figure of the incidents (a model, and ids; their rows are locked) anew."""
    rows = incidents._base_manager.filter(pk__in={*ids} - {None})
    rows.update(killed_figure=killed_figure(incidents))


def figure_moved(before, after, incident):
    """Keep the figure of what a change merged, released, marked or put under embargo."""
    if before and after and any(before[name] != after[name] for name in FIGURED_BY):
        ids = (incident.pk, before["merged_into"], after["merged_into"])
        keep_killed(type(incident), ids)


def killed_figure(incidents):
    """An incident's own figure where it has an estimate of the killed, else that of one record
    merged into it: the first with a chosen estimate, else the first with one that speaks of all.

    By the rule of `incidents.estimates.standing`, which pages follow.
    """
    estimates = incidents._meta.get_field("casualties").related_model
    killed = estimates.objects.filter(kind="killed").order_by()
    own = killed.filter(incident=OuterRef("pk"))
    merged = killed.filter(_as_open(), incident__merged_into=OuterRef("pk"))
    borrowed = _figures(merged).order_by("rung", "incident").values("figure")[:1]
    return Case(
        When(Exists(own), then=Subquery(_figures(own).values("figure"))),
        default=Subquery(borrowed),
    )


def _figures(killed):
    """A row for each incident: the chosen figure; where none is chosen the highest of those that
    speak of all, else the groups' sum. A figure is the best one, or what it is at least."""
    figure = Coalesce("best", "low")
    found = killed.values("incident").annotate(
        chosen=Count("pk", filter=Q(selected=True)), whole=Count("pk", filter=Q(group=""))
    )
    return found.annotate(
        rung=Case(When(chosen__gt=0, then=0), When(whole__gt=0, then=1), default=2),
        figure=Case(
            When(chosen__gt=0, then=Max(figure, filter=Q(selected=True))),
            default=Coalesce(Max(figure, filter=Q(group="")), Sum(figure)),
        ),
    )


def _as_open():
    """The condition that the record of an estimate is as open as the one that stands for it."""
    into, until = "incident__merged_into", "incident__embargo_until"
    marked = Q()
    for level in MARKINGS:
        marked |= Q(**{f"{into}__marking": level}, incident__marking__in=up_to(level))
    lifted = Q(**{f"{until}__isnull": True}) | Q(**{f"{until}__lte": timezone.now()})
    return marked & (lifted | Q(**{f"{until}__lte": F(f"{into}__embargo_until")}))
