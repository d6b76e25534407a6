"""Vocabularies of places: kinds, precisions, roles in an incident, names and shapes."""

from incidents.records.translatable import _

PLACE_KINDS = {
    "venue": _("venue"),
    "neighbourhood": _("neighbourhood"),
    "city": _("town or city"),
    "admin3": _("third-level division"),
    "admin2": _("second-level division"),
    "admin1": _("first-level division"),
    "country": _("country"),
    "area": _("area within a country"),
    "region": _("region of several countries"),
    "continent": _("continent"),
    "line_feature": _("line, such as a border"),
    "water_airspace": _("water or airspace"),
    "historic_region": _("historic region"),
    "unspecified": _("unspecified"),
}

PLACE_PRECISIONS = {
    "exact": _("the exact place"),
    "near": _("within 25 km of the place"),
    "admin2": _("the second-level division"),
    "admin1": _("the first-level division"),
    "line": _("a line or an area without borders"),
    "country": _("the country alone"),
    "water_airspace": _("water or airspace"),
}
"""How exactly the place of one incident is known: UCDP's `where_prec` 1 to 7, in their order."""

INCIDENT_PLACE_ROLES = {
    "also": _("also there"),
    "target": _("target location"),
    "origin": _("where it began or came from"),
    "transit": _("on the way"),
    "staging": _("where it was prepared"),
}
"""The role of a further place in an incident."""

PLACE_NAME_KINDS = {
    "official": _("official name"),
    "common": _("common name"),
    "former": _("former name"),
    "endonym": _("name used there"),
    "misspelling": _("misspelling"),
}

GEOMETRIES = {
    "point": _("point"),
    "line": _("line"),
    "polygon": _("area"),
    "none": _("none: a name without borders"),
}

PUBLIC_PRECISIONS = {
    "exact": _("as recorded"),
    "coarse": _("to a tenth of a degree"),
    "country_only": _("the country alone"),
}
"""How exactly people outside the project see a position."""
