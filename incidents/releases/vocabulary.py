"""Vocabularies of releases: their states, and the files in them."""

from incidents.records.translatable import _

RELEASE_STATES = {
    "making": _("being made"),
    "ready": _("awaiting approval"),
    "released": _("released"),
}

TAKEDOWN_STATES = {
    "requested": _("awaiting approval"),
    "approved": _("taken down"),
    "refused": _("refused"),
}

LEFT_OUT = {
    "candidate": _("not published in the register yet"),
    "withdrawn": _("withdrawn"),
    "restricted": _("may not be passed on"),
}
"""Why records that match the selection are not in a release."""

MEDIA_TYPES = (
    "text/csv",
    "application/jsonl",
    "application/geo+json",
    "application/json",
    "application/x-bibtex",
    "text/plain",
)
"""What the files of a release are, in the order in which the API names them."""

CHANGES = {"added": _("added"), "changed": _("changed"), "withdrawn": _("withdrawn")}
"""What happened to a row since the release before."""
