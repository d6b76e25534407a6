"""Vocabularies of series: measures, buckets, groups, filters, reasons for leaving out."""

from incidents.records.translatable import _

SERIES_MEASURES = {"count": _("incidents"), "fatalities": _("fatalities")}

SERIES_BUCKETS = {"month": _("month"), "quarter": _("quarter"), "year": _("year")}

SERIES_GROUPS = {"country": _("country"), "actor": _("actor")}

SERIES_FILTERS = {
    "country": _("country"),
    "actor": _("actor"),
    "attack_type": _("attack type"),
    "lifecycle": _("attack status"),
    "within": _("within"),
}
"""What a series may be limited to: `within` names regions of UN M49 and region sets; an actor
counts in the roles of the series."""

SERIES_REASONS = {
    "counted": _("counted"),
    "suspected": _("counted only in the maximum: participation is suspected"),
    "unknown": _("counted, without a fatality figure"),
    "unplaced": _("counted only in the total: without a country"),
    "unattributed": _("counted only in the total: no actor in a role that counts"),
    "other_roles": _("the actor has another role"),
    "summaries": _("a summary of several events"),
    "references": _("a reference to an event that is not resolved"),
    "context": _("context"),
    "undated": _("without a full date"),
    "outside": _("before or after the series, or not covered"),
    "embargoed": _("under embargo"),
}
"""How a record within the scope of a series counts, or why it does not.

Records that match the series' countries, actors, attack types and stages are counted, or left out
for the first reason from `other_roles` to `outside` that applies; or they are under embargo.
"""

KIND_REASONS = {"series": "summaries", "reference": "references", "context": "context"}
"""Why records of a kind that does not count are left out."""
