"""Types of attack, of target and of weapon, with the numbers they have in the GTD.

A slug without a number is outside that scheme.
"""

from incidents.vocabularies.marking import _

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

TARGET_TYPES = {
    "business": _("business"),
    "entertainment_venue": _("place of entertainment"),
    "health_facility": _("hospital, clinic or ward"),
    "government_general": _("government"),
    "diplomatic": _("embassy or consulate"),
    "international_organisation": _("international organisation"),
    "police": _("police"),
    "military": _("military"),
    "abortion_related": _("abortion clinic or staff"),
    "aviation": _("airport or aircraft"),
    "education": _("school or university"),
    "food_water": _("food or water supply"),
    "media": _("journalists or media"),
    "maritime": _("ships or ports"),
    "ngo": _("non-governmental organisation"),
    "private_citizens": _("private people and their property"),
    "religious_community": _("people of a religious community"),
    "religious_site": _("religious figures or places of worship"),
    "telecommunication": _("telecommunication"),
    "armed_group": _("armed group or militia"),
    "tourists": _("tourists"),
    "transport": _("transport other than by air"),
    "utilities": _("power, gas or other utilities"),
    "political_party": _("armed political party"),
    "other": _("other"),
    "unknown": _("unknown"),
}

GTD_TARGET_TYPES = {
    "business": 1,
    "entertainment_venue": 1,
    "health_facility": 1,
    "government_general": 2,
    "police": 3,
    "military": 4,
    "abortion_related": 5,
    "aviation": 6,
    "diplomatic": 7,
    "education": 8,
    "food_water": 9,
    "media": 10,
    "maritime": 11,
    "ngo": 12,
    "international_organisation": 12,
    "other": 13,
    "private_citizens": 14,
    "religious_community": 14,
    "religious_site": 15,
    "telecommunication": 16,
    "armed_group": 17,
    "tourists": 18,
    "transport": 19,
    "unknown": 20,
    "utilities": 21,
    "political_party": 22,
}

GTD_TARGET_SUBTYPES = {
    "health_facility": 6,
    "entertainment_venue": 11,
    "diplomatic": 46,
    "international_organisation": 47,
    "religious_community": 69,
    "religious_site": 86,
    "armed_group": 93,
}
"""Where one of our types is narrower than its number, the number of the subtype."""

WEAPON_TYPES = {
    "biological": _("biological"),
    "chemical": _("chemical"),
    "radiological": _("radiological"),
    "nuclear": _("nuclear"),
    "firearms": _("firearms"),
    "explosives": _("explosives"),
    "fake": _("fake weapons"),
    "incendiary": _("incendiary"),
    "melee": _("blades and other melee weapons"),
    "vehicle": _("vehicle, without explosives"),
    "sabotage": _("sabotage equipment"),
    "state_missile": _("missile of a state"),
    "drone": _("drone"),
    "air_dropped": _("dropped from an aircraft"),
    "artillery": _("artillery"),
    "other": _("other"),
    "unknown": _("unknown"),
}

GTD_WEAPON_TYPES = {
    "biological": 1,
    "chemical": 2,
    "radiological": 3,
    "nuclear": 4,
    "firearms": 5,
    "explosives": 6,
    "fake": 7,
    "incendiary": 8,
    "melee": 9,
    "vehicle": 10,
    "sabotage": 11,
    "other": 12,
    "unknown": 13,
}
