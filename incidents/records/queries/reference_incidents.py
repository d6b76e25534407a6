"""Incidents that a date counts from, such as that of “two days later”."""

from incidents.events.models.incidents import Incident


def visible_incident(pk, user) -> Incident | None:
    """The incident with this id; None if there is none that the user may see."""
    return Incident.objects.visible_to(user).filter(pk=pk).first()


def no_incidents():
    """The empty queryset of a form field whose choices depend on the user."""
    return Incident.objects.none()
