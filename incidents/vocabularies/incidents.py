"""What is said of an incident: what kind of act, how far it went, since when, who took part."""

from incidents.vocabularies.marking import _

RECORD_KINDS = {
    "event": _("event"),
    "series": _("series of events"),
    "reference": _("reference to an unresolved event"),
    "context": _("context"),
}
"""Only an event is counted; the other kinds can be linked and read about."""

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
    "resolved_relative": _("worked out from the source's words and its own date"),
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
}
"""A belligerent is one side of a fight of which nobody says who began it."""

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
