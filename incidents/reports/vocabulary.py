"""Terms of reports."""

from incidents.records.translatable import _

BLOCK_KINDS = {
    "text": _("text"),
    "quote": _("quote"),
    "chart": _("chart"),
    "table": _("table"),
    "assessment": _("assessment"),
}
