"""Vocabularies of casualty estimates: harms, qualifiers and methods of selection."""

from incidents.records.translatable import _

CASUALTY_KINDS = {
    "killed": _("fatalities"),
    "injured": _("injured"),
    "abducted": _("abducted"),
    "missing": _("missing"),
    "hostages": _("held hostage"),
    "perpetrators_killed": _("fatalities among perpetrators"),
    "civilians_killed": _("civilian fatalities"),
    "security_forces_killed": _("fatalities among security forces"),
    "unknown_status_killed": _("fatalities of unknown side"),
}

CASUALTY_QUALIFIERS = {
    "exact": _("exactly"),
    "about": _("about"),
    "at_least": _("at least"),
    "more_than": _("more than"),
    "up_to": _("up to"),
    "fewer_than": _("fewer than"),
    "between": _("between"),
    "dozens": _("dozens"),
    "hundreds": _("hundreds"),
    "none_reported": _("none reported"),
    "contradictory": _("the figures contradict each other"),
}
"""With "contradictory", low, best and high stay empty and `stated` holds the figures."""

SELECTION_METHODS = {
    "only_estimate": _("the only estimate"),
    "most_recent": _("the most recent"),
    "most_reliable": _("the most reliable source"),
    "majority_of_recent": _("what most of the recent independent sources say"),
    "lowest": _("the lowest of those that differ"),
    "official": _("the official figure"),
    "judged": _("judged by a reviewer"),
}
