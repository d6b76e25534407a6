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
