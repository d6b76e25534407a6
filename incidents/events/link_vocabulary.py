"""Kinds and statuses of links between incidents; a label reads from the first to the second."""

from incidents.records.translatable import _

INCIDENT_LINK_KINDS = {
    "provoked": _("provoked"),
    "retaliated_by": _("was retaliated for by"),
    "counter_strike_to": _("is a counter-strike to"),
    "de_escalated_by": _("was de-escalated by"),
    "followed_by": _("was followed by"),
    "follow_up": _("follows up on"),
    "enabled_by": _("was enabled by"),
    "draws": _("draws"),
    "displaces_to": _("displaces violence to"),
    "without": _("came without"),
    "part_of_series": _("is part of"),
    "same_event_as": _("is the same event as"),
    "mirrors": _("mirrors"),
    "coordinated_with": _("was coordinated with"),
}
"""The last four imply no order, and neither does `without`, which names what did not come."""

INVERSE_LINK_LABELS = {
    "provoked": _("was provoked by"),
    "retaliated_by": _("retaliated for"),
    "counter_strike_to": _("was answered by"),
    "de_escalated_by": _("de-escalated"),
    "followed_by": _("followed"),
    "follow_up": _("was followed up by"),
    "enabled_by": _("enabled"),
    "draws": _("was drawn by"),
    "displaces_to": _("took up violence displaced from"),
    "without": _("did not come with"),
    "part_of_series": _("includes"),
    "same_event_as": _("is the same event as"),
    "mirrors": _("is mirrored by"),
    "coordinated_with": _("was coordinated with"),
}
"""Labels of the same links read from the second incident to the first."""

INCIDENT_LINK_STATUSES = {
    "asserted": _("asserted"),
    "alleged": _("alleged"),
    "hypothesised": _("hypothesised"),
    "rejected": _("rejected"),
}
