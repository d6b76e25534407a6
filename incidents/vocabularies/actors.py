"""Kinds of actors, of their names and of the relations between them."""

from incidents.vocabularies.marking import _

ACTOR_KINDS = {
    "armed_group": _("armed group"),
    "armed_group_branch": _("branch of an armed group"),
    "state": _("state"),
    "de_facto_authority": _("de facto authority"),
    "state_security_force": _("state security force"),
    "coalition": _("coalition"),
    "individual": _("individual"),
    "unidentified_perpetrators": _("unidentified perpetrators"),
    "collective_label": _("collective label"),
    "population_group": _("population group"),
    "movement": _("movement"),
    "network_hypothesis": _("hypothesised network"),
    "organisation": _("organisation"),
}

ALIAS_KINDS = {
    "official": _("official name"),
    "acronym": _("acronym"),
    "transliteration": _("transliteration"),
    "exonym": _("name given by others"),
    "self_designation": _("name used by itself"),
    "misspelling": _("misspelling"),
    "pejorative": _("pejorative name"),
}

RELATION_KINDS = {
    "affiliate_of": _("is affiliated with"),
    "branch_of": _("is a branch of"),
    "same_as": _("is the same as"),
    "part_of": _("is part of"),
    "splinter_of": _("split from"),
    "allied_with": _("is allied with"),
    "rival_of": _("is a rival of"),
    "at_war_with": _("is at war with"),
    "in_tension_with": _("is in tension with"),
    "sponsors": _("sponsors"),
    "client_of": _("is a client of"),
    "hosts": _("hosts"),
    "restrains": _("restrains"),
    "recruits_from": _("recruits from"),
    "targets": _("targets"),
    "recognises": _("recognises"),
    "cooperates_with": _("cooperates with"),
    "member_of": _("is a member of"),
    "infiltrates": _("infiltrates"),
    "unrelated_to": _("is unrelated to"),
}

RELATION_POLARITIES = {"asserts": _("holds"), "denies": _("does not hold")}

RELATION_STATUSES = {
    "asserted": _("asserted"),
    "alleged": _("alleged"),
    "hypothesised": _("hypothesised"),
    "rejected": _("rejected"),
    "ended": _("ended"),
}
