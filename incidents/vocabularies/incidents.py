"""What is said of an incident: how far it went, who took part, who was harmed, who says so."""

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

ATTACK_TYPES = {
    "assassination": _("assassination"),
    "armed_assault": _("armed assault"),
    "bombing": _("bombing or explosion"),
    "hijacking": _("hijacking"),
    "hostage_barricade": _("hostage taking, barricade"),
    "hostage_kidnapping": _("hostage taking, kidnapping"),
    "facility_attack": _("attack on a facility"),
    "unarmed_assault": _("unarmed assault"),
    "missile_strike": _("missile strike"),
    "air_strike": _("air or drone strike"),
    "unknown": _("unknown"),
}

GTD_ATTACK_TYPES = {
    "assassination": 1,
    "armed_assault": 2,
    "bombing": 3,
    "hijacking": 4,
    "hostage_barricade": 5,
    "hostage_kidnapping": 6,
    "facility_attack": 7,
    "unarmed_assault": 8,
    "unknown": 9,
}
"""Our slug to the GTD number; types without a number are outside that scheme."""

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

CASUALTY_KINDS = {
    "killed": _("killed"),
    "injured": _("injured"),
    "abducted": _("abducted"),
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
"""Of contradictory figures none is chosen: low, best and high stay empty, `stated` keeps them."""

RIGHTS = {
    "open": _("open"),
    "attribution": _("open, with attribution"),
    "noncommercial": _("not for commercial use"),
    "restricted": _("restricted: not passed on outside the project"),
}

RESPONSIBILITY_KINDS = {
    "claims": _("claims"),
    "heralds": _("heralds"),
    "attributes": _("attributes"),
    "suspects": _("suspects"),
    "denies": _("denies"),
}
