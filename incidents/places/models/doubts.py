"""Warnings about what is unusual in a place but allowed; nothing is corrected automatically."""

from django.utils.translation import gettext as _

from ctplatform.ops.bootstrap import VENDOR
from incidents.countries import countries, country_polygons
from incidents.countries.disputed_places import is_contested

WORLD = VENDOR / "world-atlas" / "countries-50m.json"


def position_warnings(place, position):
    """Warnings about a place; `position` is its Position as the reader may see it.

    A position far outside the place's country gives a warning, unless the place or its parent is
    disputed, or the position is in a contested area.
    """
    numeric = countries.numeric_of(place.country)
    if position.lat is None or not numeric or not WORLD.exists():
        return []
    if place.disputed or (place.parent is not None and place.parent.disputed):
        return []
    if is_contested(position.lon, position.lat):
        return []
    km = country_polygons.outside_km(
        str(WORLD), numeric, position.lon, position.lat, position.uncertainty_m
    )
    if not km:
        return []
    text = _(
        "The position lies %(km)s km outside %(country)s, on the map of this platform. Check "
        "the position "
        "and what the place lies in, or mark it as disputed; nothing was changed."
    )
    return [text % {"km": km, "country": countries.name_of(place.country)}]
