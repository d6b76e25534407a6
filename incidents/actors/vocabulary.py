"""Vocabularies of actors: kinds, kinds of names, sensitivities, sizes and relations."""

from incidents.records.translatable import _

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
"""The choices under a name that the API's schema uses."""

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
"""Sensitivities of people whose names only the project's members may see."""

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
    "client_of": _("is a proxy of"),
    "hosts": _("hosts"),
    "restrains": _("restrains"),
    "recruits_from": _("recruits from"),
    "targets": _("targets"),
    "recognises": _("recognises"),
    "recognises_de_facto": _("recognises de facto"),
    "cooperates_with": _("cooperates with"),
    "assists_against_terrorism": _("gives CT aid to"),
    "warm_relations_with": _("has warm relations with"),
    "opposes": _("opposes"),
    "threatens": _("threatens"),
    "member_of": _("is a member of"),
    "infiltrates": _("infiltrates"),
    "unrelated_to": _("is unrelated to"),
    "operates_in": _("operates in"),
    "based_in": _("is based in"),
}
"""Labels have at most twenty letters, the room in drawings. CT aid is help against terrorism."""
RELATION_DENIALS = {
    "affiliate_of": _("is not affiliated with"),
    "branch_of": _("is not a branch of"),
    "same_as": _("is not the same as"),
    "part_of": _("is not part of"),
    "splinter_of": _("did not split from"),
    "allied_with": _("is not allied with"),
    "rival_of": _("is not a rival of"),
    "at_war_with": _("is not at war with"),
    "in_tension_with": _("is not in tension with"),
    "sponsors": _("does not sponsor"),
    "client_of": _("is not a proxy of"),
    "hosts": _("does not host"),
    "restrains": _("does not restrain"),
    "recruits_from": _("does not recruit from"),
    "targets": _("does not target"),
    "recognises": _("does not recognise"),
    "recognises_de_facto": _("does not recognise de facto"),
    "cooperates_with": _("does not cooperate with"),
    "assists_against_terrorism": _("gives no CT aid to"),
    "warm_relations_with": _("has no warm relations with"),
    "opposes": _("does not oppose"),
    "threatens": _("does not threaten"),
    "member_of": _("is not a member of"),
    "infiltrates": _("does not infiltrate"),
    "unrelated_to": _("is not unrelated to"),
    "operates_in": _("does not operate in"),
    "based_in": _("is not based in"),
}
"""The labels of the same kinds where the polarity is "denies"."""

SYMMETRIC_RELATIONS = (
    "same_as",
    "allied_with",
    "rival_of",
    "at_war_with",
    "in_tension_with",
    "cooperates_with",
    "warm_relations_with",
    "unrelated_to",
)
"""Kinds that hold in both directions; a relation of such a kind is stored once."""
PLACE_RELATIONS = ("operates_in", "based_in")
"""Kinds whose other end is a place."""

BRANCHES = {
    "none": _("the actor alone"),
    "branches": _("with its branches and parts"),
    "affiliates": _("with its branches, parts and affiliates"),
}
"""Which other actors count as an actor."""
BRANCH_RELATIONS = {
    "none": (),
    "branches": ("branch_of", "part_of"),
    "affiliates": ("branch_of", "part_of", "affiliate_of"),
}
"""{one of BRANCHES: kinds of relations from an actor that counts to its parent}."""

RELATION_POLARITIES = {"asserts": _("holds"), "denies": _("does not hold")}

RELATION_STATUSES = {
    "asserted": _("asserted"),
    "alleged": _("alleged"),
    "hypothesised": _("hypothesised"),
    "intended": _("intended, not carried out"),
    "rejected": _("rejected"),
    "ended": _("ended"),
}
