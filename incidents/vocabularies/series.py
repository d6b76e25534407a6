"""What a series counts, and by what."""

from incidents.vocabularies.marking import _

SERIES_MEASURES = {"count": _("incidents"), "fatalities": _("killed")}

SERIES_BUCKETS = {"month": _("month"), "quarter": _("quarter"), "year": _("year")}

SERIES_GROUPS = {"country": _("country"), "actor": _("actor")}

SERIES_FILTERS = {
    "country": _("country"),
    "actor": _("actor"),
    "attack_type": _("attack type"),
    "lifecycle": _("how far it went"),
}
"""What a series may be narrowed to; an actor is meant as perpetrator."""
