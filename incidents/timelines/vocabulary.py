"""The lanes of a timeline, from top to bottom."""

from incidents.records.translatable import _

LANES = {
    "incidents": _("Incidents"),
    "warnings": _("Warnings"),
    "judgements": _("Judgements"),
    "releases": _("Releases"),
}
