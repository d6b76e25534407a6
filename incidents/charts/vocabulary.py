"""The kinds of chart that a series can be drawn as."""

from incidents.records.translatable import _

CHART_KINDS = {
    "steps": _("steps over time"),
    "multiples": _("small multiples"),
    "calendar": _("calendar"),
    "estimates": _("estimates of fatalities"),
}
"""Each has a page and files."""
