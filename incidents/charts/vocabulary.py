"""The kinds of chart that a series can be drawn as."""

from incidents.records.translatable import _

CHART_KINDS = {
    "steps": _("steps over time"),
    "multiples": _("small multiples"),
    "calendar": _("calendar"),
    "estimates": _("estimates of fatalities"),
}
"""Each has a page and files."""

PINNED_KINDS = {kind: CHART_KINDS[kind] for kind in ("steps", "multiples", "calendar")}
"""Kinds that can be pinned: they are drawn from counts, not from records."""
