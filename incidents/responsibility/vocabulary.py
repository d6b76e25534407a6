"""Vocabularies of statements of responsibility: kinds, modes, authenticity and levels."""

from incidents.records.translatable import _

RESPONSIBILITY_KINDS = {
    "claims": _("claims"),
    "claims_via_parent": _("claims through its parent's media"),
    "heralds": _("heralds"),
    "attributes": _("attributes"),
    "accuses": _("accuses"),
    "suspects": _("suspects"),
    "denies": _("denies"),
    "retracts": _("retracts"),
    "investigates": _("investigates"),
}
"""To herald is to praise an attack without claiming it; to accuse needs no finding."""

CLAIM_MODES = {
    "letter": _("letter"),
    "call_after": _("call after the attack"),
    "call_before": _("call before the attack"),
    "email": _("e-mail"),
    "note_at_scene": _("note at the scene"),
    "video": _("video"),
    "posted_online": _("posted online"),
    "personal": _("in person"),
    "agency_communique": _("communiqué of a news agency"),
    "magazine": _("magazine"),
    "audio": _("audio message"),
    "other": _("other"),
    "unknown": _("unknown"),
}

AUTHENTICITIES = {
    "verified": _("verified"),
    "unverified": _("unverified"),
    "disputed": _("disputed"),
    "fake": _("fake"),
}

RESPONSIBILITY_LEVELS = {
    "claimed_by_perpetrator": _("Claimed by the recorded perpetrator"),
    "claimed_by_parent": _("Claimed by its parent or by another"),
    "heralded_only": _("Heralded, not claimed"),
    "attributed_official": _("Attributed by officials, not claimed"),
    "attributed_analyst": _("Attributed by analysts, not claimed"),
    "none": _("Nobody claims it and nobody is named"),
}
"""Labels of the rungs of incidents.responsibility.responsibility_level."""

RESPONSIBILITY_FLAGS = {
    "heralded": _("heralded"),
    "denied": _("denied"),
    "competing_claims": _("claimed by several"),
    "contested": _("contested"),
}
