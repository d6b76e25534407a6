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

ACTOR_KIND_CHOICES = list(ACTOR_KINDS.items())
"""As the schema of the API names them."""

ALIAS_KINDS = {
    "official": _("official name"),
    "acronym": _("acronym"),
    "transliteration": _("transliteration"),
    "exonym": _("name given by others"),
    "self_designation": _("name used by itself"),
    "misspelling": _("misspelling"),
    "pejorative": _("pejorative name"),
}

PERSON_SENSITIVITIES = {
    "public_figure": _("public figure"),
    "official": _("official"),
    "suspect_unconvicted": _("suspect, not convicted"),
    "victim": _("victim"),
    "private": _("private person"),
    "minor": _("minor"),
}
PROTECTED_SENSITIVITIES = ("suspect_unconvicted", "victim", "private", "minor")
"""People whose names stay inside the project."""

SIZE_UNITS = {
    "members": _("members"),
    "fighters": _("fighters"),
    "attackers": _("attackers"),
    "supporters": _("supporters"),
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
    "warm_relations_with": _("has warm relations with"),
    "opposes": _("opposes"),
    "threatens": _("threatens"),
    "member_of": _("is a member of"),
    "infiltrates": _("infiltrates"),
    "unrelated_to": _("is unrelated to"),
    "operates_in": _("operates in"),
    "based_in": _("is based in"),
}
SYMMETRIC_RELATIONS = (
    "same_as", "allied_with", "rival_of", "at_war_with", "in_tension_with", "cooperates_with",
    "warm_relations_with", "unrelated_to",
)  # fmt: skip
"""Kinds that hold both ways; a relation of them is stored once."""
PLACE_RELATIONS = ("operates_in", "based_in")
"""Kinds whose other end is a place."""

RELATION_POLARITIES = {"asserts": _("holds"), "denies": _("does not hold")}

RELATION_STATUSES = {
    "asserted": _("asserted"),
    "alleged": _("alleged"),
    "hypothesised": _("hypothesised"),
    "rejected": _("rejected"),
    "ended": _("ended"),
}
