"""Vocabularies of incidents: kinds of record, stages, kinds of act, participants, rights."""

from incidents.records.translatable import _

RECORD_KINDS = {
    "event": _("event"),
    "series": _("summary of several events"),
    "reference": _("reference to an unresolved event"),
    "context": _("context"),
}
"""Series count only events; the other kinds can be linked and read about."""

LIFECYCLES = {
    "threat_statement": _("threat stated"),
    "plot_intended": _("plot, intended"),
    "plot_advanced": _("plot, advanced"),
    "foiled": _("foiled"),
    "failed": _("failed"),
    "attempted": _("attempted"),
    "completed": _("carried out"),
    "ongoing_campaign": _("continuing campaign"),
}

DOMAINS = {
    "non_state_attack": _("attack by a non-state actor"),
    "state_strike": _("strike by a state"),
    "counter_terror_operation": _("operation against terrorism"),
    "law_enforcement": _("arrest, raid or trial"),
    "clash": _("clash of two armed sides"),
    "movement": _("movement of an armed actor"),
    "political_event": _("political event"),
    "statement": _("statement, threat or incitement"),
}

DATE_BASES = {
    "stated": _("stated by the source"),
    "resolved_relative": _("worked out from the source's words"),
    "external": _("known from elsewhere"),
}

PARTICIPATION_ROLES = {
    "perpetrator": _("perpetrator"),
    "co_perpetrator": _("co-perpetrator"),
    "suspected_perpetrator": _("suspected perpetrator"),
    "facilitator": _("facilitator"),
    "target": _("target"),
    "stated_target": _("stated target"),
    "collateral": _("harmed beside the target"),
    "responder": _("responder"),
    "bystander_state": _("state not involved"),
    "belligerent": _("party to the fighting"),
    "party": _("party to it"),
}
"""A belligerent is one side of a fight that nobody is said to have begun. A party takes part in
something without violence: an agreement, a withdrawal, a recognition."""

PARTICIPATION_ROLE_CHOICES = tuple(PARTICIPATION_ROLES.items())
"""The same as pairs, under the name that the settings give to the API's schema."""

INITIATING_ROLES = ("perpetrator", "co_perpetrator", "suspected_perpetrator", "belligerent")
"""The roles of those who act, as opposed to those who are attacked, help, respond or look on."""

TARGET_ROLES = ("target", "stated_target", "collateral")
"""The roles of those against whom an incident is directed, or who are harmed by it."""

ROLES_OF_FIELDS = {
    "perpetrator": ("perpetrator", "co_perpetrator", "suspected_perpetrator"),
    "target": ("target", "stated_target"),
    "participants": (
        "belligerent",
        "party",
        "facilitator",
        "collateral",
        "responder",
        "bystander_state",
    ),
}
"""The roles of the participations that a field of an incident sums up."""

SUSPECTED_ROLES = ("suspected_perpetrator",)
SUSPECTED_CERTAINTIES = ("suspected", "alleged")
"""A participation with such a role or certainty is suspected, not known."""

PARTICIPATION_CERTAINTIES = {
    "confirmed": _("confirmed"),
    "suspected": _("suspected"),
    "alleged": _("alleged"),
    "inferred": _("inferred"),
}

RIGHTS = {
    "open": _("open"),
    "attribution": _("open, with attribution"),
    "noncommercial": _("not for commercial use"),
    "restricted": _("restricted: not passed on outside the project"),
}

MAP_PERIODS = {
    "week": _("week"),
    "month": _("month"),
    "quarter": _("quarter"),
    "year": _("year"),
}
"""The periods through which a map is walked, the finest first."""
