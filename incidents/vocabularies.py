"""Pure: the register's controlled vocabularies, our own slugs and words.

Labels are marked for makemessages here and translated where they are shown.
GTD, ACLED and UCDP appear as code numbers only; no text of theirs is shipped.
"""

from decimal import Decimal
from typing import NamedTuple


def _(label):
    """Mark a label for makemessages; pages translate it when they show it."""
    return label


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

PLACE_KINDS = {
    "venue": _("venue"),
    "neighbourhood": _("neighbourhood"),
    "city": _("town or city"),
    "admin3": _("third-level division"),
    "admin2": _("second-level division"),
    "admin1": _("first-level division"),
    "country": _("country"),
    "region": _("region of several countries"),
    "continent": _("continent"),
    "line_feature": _("line, such as a border"),
    "water_airspace": _("water or airspace"),
    "historic_region": _("historic region"),
    "unspecified": _("unspecified"),
}

SOURCE_KINDS = {
    "news": _("news"),
    "think_tank": _("think tank"),
    "journal": _("journal"),
    "government": _("government"),
    "ngo": _("non-governmental organisation"),
    "armed_group_media": _("media of an armed group"),
    "social_media": _("social media"),
    "dataset": _("dataset"),
    "person": _("person"),
    "other": _("other"),
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
}
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
}

RESPONSIBILITY_KINDS = {
    "claims": _("claims"),
    "heralds": _("heralds"),
    "attributes": _("attributes"),
    "suspects": _("suspects"),
    "denies": _("denies"),
}

ASSESSMENT_KINDS = {
    "descriptive": _("description"),
    "causal": _("cause"),
    "trend": _("trend"),
    "forecast": _("forecast"),
    "measurement": _("measurement"),
    "counterfactual": _("counterfactual"),
    "normative": _("what should be"),
}
HORIZON_SOURCES = {
    "stated": _("stated"),
    "implied": _("implied"),
    "assigned": _("assigned by a reviewer"),
}
CONFIDENCES = {"low": _("low"), "moderate": _("moderate"), "high": _("high")}


class Band(NamedTuple):
    """A likelihood term: probabilities from low (inclusive) to high (exclusive), as fractions.

    The printed ICD 203 bands share their ends; half-open bands give every number one term. The
    outer bands reach to 0 and 1, which are certainties and no probabilities that we store.
    """

    label: str
    low: Decimal
    high: Decimal


LIKELIHOODS = {
    "almost_no_chance": Band(_("almost no chance"), Decimal(0), Decimal("0.05")),
    "very_unlikely": Band(_("very unlikely"), Decimal("0.05"), Decimal("0.20")),
    "unlikely": Band(_("unlikely"), Decimal("0.20"), Decimal("0.45")),
    "roughly_even": Band(_("roughly even chance"), Decimal("0.45"), Decimal("0.55")),
    "likely": Band(_("likely"), Decimal("0.55"), Decimal("0.80")),
    "very_likely": Band(_("very likely"), Decimal("0.80"), Decimal("0.95")),
    "almost_certain": Band(_("almost certain"), Decimal("0.95"), Decimal(1)),
}
"""The seven terms of ICD 203, least likely first."""

RELIABILITIES = {
    "A": _("completely reliable"),
    "B": _("usually reliable"),
    "C": _("fairly reliable"),
    "D": _("not usually reliable"),
    "E": _("unreliable"),
    "F": _("reliability cannot be judged"),
}
CREDIBILITIES = {
    1: _("confirmed by other sources"),
    2: _("probably true"),
    3: _("possibly true"),
    4: _("doubtful"),
    5: _("improbable"),
    6: _("truth cannot be judged"),
}
"""Admiralty letters and digits. F and 6 are not midpoints: leave them out of any mean."""


def likelihood_of(probability):
    """The term whose band holds a probability (0 < p < 1); None outside."""
    for slug, band in LIKELIHOODS.items():
        if band.low <= probability < band.high:
            return slug
    return None


SERIES_MEASURES = {"count": _("incidents"), "fatalities": _("killed")}
SERIES_BUCKETS = {"month": _("month"), "quarter": _("quarter"), "year": _("year")}
SERIES_GROUPS = {"country": _("country"), "actor": _("actor")}
SERIES_FILTERS = {
    "country": _("country"),
    "actor": _("actor"),
    "attack_type": _("attack type"),
    "lifecycle": _("how far it went"),
}
"""What a series may be narrowed to; an actor is meant as perpetrator."""
