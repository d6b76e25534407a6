"""The lanes of a timeline, from top to bottom."""

from incidents.records.translatable import _

LANES = {
    "incidents": _("Incidents"),
    "warnings": _("Warnings"),
    "judgements": _("Judgements"),
    "releases": _("Releases"),
}

ONE_OF = {
    "incidents": _("incident"),
    "warnings": _("warning"),
    "judgements": _("judgement"),
    "releases": _("release"),
}
"""{lane: what one of its items is called}."""
