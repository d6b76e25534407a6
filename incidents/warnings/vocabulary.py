"""Vocabularies of warnings: specificity, channel, outcome and the recipient's position."""

from incidents.records.translatable import _

WARNING_SPECIFICITIES = {
    "general": _("general"),
    "target_class": _("named a class of targets"),
    "place": _("named a place"),
    "place_and_time": _("named place and time"),
}

WARNING_CHANNELS = {"private": _("private"), "public": _("public")}

WARNING_OUTCOMES = {
    "yes": _("heeded"),
    "partly": _("partly heeded"),
    "no": _("not heeded"),
    "unknown": _("not known whether heeded"),
}

RECIPIENT_POSITIONS = {
    "accepted": _("accepted it"),
    "not_actionable": _("calls it not actionable"),
    "denied_receipt": _("denies having received it"),
    "none": _("takes no position"),
}
