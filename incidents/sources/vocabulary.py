"""Vocabularies of sources: kinds, and the Admiralty grades of sources and of information."""

from incidents.records.translatable import _

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
"""Admiralty digits. F and 6 are not midpoints: leave them out of any mean."""
