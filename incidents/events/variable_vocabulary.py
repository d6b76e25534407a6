"""Coded variables of an incident, with slugs, labels and definitions of this platform.

Numbers and short labels of GTD, ACLED and UCDP are used only to exchange codes; none of their text
is copied. A slug without a number has no code in that scheme.
"""

from incidents.records.translatable import _

YES_NO = {"yes": _("yes"), "no": _("no")}
"""Unknown, not applicable and not coded are absences, not values."""

GTD_YES_NO = {"yes": 1, "no": 0}
GTD_UNKNOWN = -9

EVENT_TYPES = {
    "battle": _("battle"),
    "remote_violence": _("explosion or remote violence"),
    "violence_against_civilians": _("violence against civilians"),
    "protest": _("protest"),
    "riot": _("riot"),
    "strategic_development": _("strategic development"),
}
"""The kinds of event.

battle: two armed organised sides fight. remote_violence: one side harms from afar or by a device.
violence_against_civilians: an armed side harms people who do not fight. protest: a public gathering
that is not itself violent. riot: a crowd that is violent. strategic_development: an event that
matters for the conflict without being violent: agreements, arrests, moves, seized weapons.
"""

SUB_EVENT_TYPES = {
    "armed_clash": _("armed clash"),
    "government_regains_territory": _("government regains territory"),
    "non_state_takes_territory": _("non-state actor takes territory"),
    "chemical_weapon": _("chemical weapon"),
    "air_or_drone_strike": _("air or drone strike"),
    "suicide_bomb": _("suicide bomb"),
    "shelling_or_missiles": _("shelling, artillery or missiles"),
    "remote_explosive": _("mine, improvised or other remote explosive"),
    "grenade": _("grenade"),
    "sexual_violence": _("sexual violence"),
    "attack_on_civilians": _("attack on civilians"),
    "abduction": _("abduction or forced disappearance"),
    "peaceful_protest": _("peaceful protest"),
    "protest_with_intervention": _("protest met with intervention"),
    "force_against_protesters": _("excessive force against protesters"),
    "violent_demonstration": _("violent demonstration"),
    "mob_violence": _("mob violence"),
    "agreement": _("agreement"),
    "arrests": _("arrests"),
    "change_to_group": _("change to a group or its activity"),
    "disrupted_weapons_use": _("weapons found or made harmless"),
    "base_established": _("headquarters or base established"),
    "looting": _("looting or destruction of property"),
    "transfer_of_territory": _("non-violent transfer of territory"),
    "other_development": _("other development"),
}

EVENT_TYPE_OF_SUB_EVENT = {
    "armed_clash": "battle",
    "government_regains_territory": "battle",
    "non_state_takes_territory": "battle",
    "chemical_weapon": "remote_violence",
    "air_or_drone_strike": "remote_violence",
    "suicide_bomb": "remote_violence",
    "shelling_or_missiles": "remote_violence",
    "remote_explosive": "remote_violence",
    "grenade": "remote_violence",
    "sexual_violence": "violence_against_civilians",
    "attack_on_civilians": "violence_against_civilians",
    "abduction": "violence_against_civilians",
    "peaceful_protest": "protest",
    "protest_with_intervention": "protest",
    "force_against_protesters": "protest",
    "violent_demonstration": "riot",
    "mob_violence": "riot",
    "agreement": "strategic_development",
    "arrests": "strategic_development",
    "change_to_group": "strategic_development",
    "disrupted_weapons_use": "strategic_development",
    "base_established": "strategic_development",
    "looting": "strategic_development",
    "transfer_of_territory": "strategic_development",
    "other_development": "strategic_development",
}

ACLED_EVENT_TYPES = {
    "battle": "Battles",
    "remote_violence": "Explosions/Remote violence",
    "violence_against_civilians": "Violence against civilians",
    "protest": "Protests",
    "riot": "Riots",
    "strategic_development": "Strategic developments",
}

ACLED_SUB_EVENT_TYPES = {
    "armed_clash": "Armed clash",
    "government_regains_territory": "Government regains territory",
    "non_state_takes_territory": "Non-state actor overtakes territory",
    "chemical_weapon": "Chemical weapon",
    "air_or_drone_strike": "Air/drone strike",
    "suicide_bomb": "Suicide bomb",
    "shelling_or_missiles": "Shelling/artillery/missile attack",
    "remote_explosive": "Remote explosive/landmine/IED",
    "grenade": "Grenade",
    "sexual_violence": "Sexual violence",
    "attack_on_civilians": "Attack",
    "abduction": "Abduction/forced disappearance",
    "peaceful_protest": "Peaceful protest",
    "protest_with_intervention": "Protest with intervention",
    "force_against_protesters": "Excessive force against protesters",
    "violent_demonstration": "Violent demonstration",
    "mob_violence": "Mob violence",
    "agreement": "Agreement",
    "arrests": "Arrests",
    "change_to_group": "Change to group/activity",
    "disrupted_weapons_use": "Disrupted weapons use",
    "base_established": "Headquarters or base established",
    "looting": "Looting/property destruction",
    "transfer_of_territory": "Non-violent transfer of territory",
    "other_development": "Other",
}
"""Labels by which ACLED names its types in its files; it gives them no numbers."""

VIOLENCE_TYPES = {
    "state_based": _("state-based: a government is one side"),
    "non_state": _("non-state: no government is a side"),
    "one_sided": _("one-sided: against civilians"),
}
"""Who fights whom: state_based is a government against an armed side, non_state two armed groups,
one_sided an armed side against civilians who do not fight back."""

UCDP_VIOLENCE_TYPES = {"state_based": 1, "non_state": 2, "one_sided": 3}

PROPERTY_DAMAGE = {
    "catastrophic": _("catastrophic: a thousand million dollars or more"),
    "major": _("major: a million dollars or more"),
    "minor": _("minor: less than a million dollars"),
    "unknown_extent": _("damaged, extent not known"),
    "none": _("no property damaged"),
}
"""The extent of property damage, in US dollars of its time."""

GTD_PROPERTY_EXTENTS = {"catastrophic": 1, "major": 2, "minor": 3, "unknown_extent": 4}
"""“none” has no extent in the GTD, which codes it as property = 0."""

DOUBT_ALTERNATIVES = {
    "insurgency": _("insurgency or guerrilla action"),
    "other_crime": _("other crime"),
    "conflict_between_groups": _("conflict within or between groups"),
    "no_intent": _("no intent"),
    "state_actors": _("act of state actors"),
}
"""What an incident may have been, where it is doubted that it was terrorism."""

GTD_DOUBT_ALTERNATIVES = {
    "insurgency": 1,
    "other_crime": 2,
    "conflict_between_groups": 3,
    "no_intent": 4,
    "state_actors": 5,
}

TRANSNATIONAL = {
    "transnational_logistical": _("perpetrators came from another country than the place"),
    "transnational_ideological": _("perpetrators and targets are of different countries"),
    "transnational_miscellaneous": _("place and targets are of different countries"),
}
"""Columns of an incident, each with the way in which it crosses a border."""
