"""Kinds of places."""

from incidents.vocabularies.marking import _

PLACE_KINDS = {
    "venue": _("venue"),
    "neighbourhood": _("neighbourhood"),
    "city": _("town or city"),
    "admin3": _("third-level division"),
    "admin2": _("second-level division"),
    "admin1": _("first-level division"),
    "country": _("country"),
    "region": _("region of several countries"),
    "continent": _("continent"),
    "line_feature": _("line, such as a border"),
    "water_airspace": _("water or airspace"),
    "historic_region": _("historic region"),
    "unspecified": _("unspecified"),
}

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
"""How exactly people outside the project are told where a place is."""
