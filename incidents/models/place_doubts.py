"""What is odd about a place and yet allowed: told, and never put right by itself."""

from django.utils.translation import gettext as _

from ctplatform.bootstrap import VENDOR
from incidents import atlas, countries
from incidents.disputes import is_contested

WORLD = VENDOR / "world-atlas" / "countries-50m.json"


def doubts(place, position):
    """Sentences on a place, its position as the reader is told it; an empty list for none.

    A position far outside its country is told, unless the place or what it lies in is disputed,
    or where it lies is contested.
    """
    numeric = countries.numeric_of(place.country)
    if position.lat is None or not numeric or not WORLD.exists():
        return []
    if place.disputed or (place.parent is not None and place.parent.disputed):
        return []
    if is_contested(position.lon, position.lat):
        return []
    km = atlas.outside_km(str(WORLD), numeric, position.lon, position.lat, position.uncertainty_m)
    if not km:
        return []
    text = _(
        "The position lies %(km)s km outside %(country)s, as our map draws it. Check the position "
        "and what the place lies in, or mark it as disputed; nothing was changed."
    )
    return [text % {"km": km, "country": countries.name_of(place.country)}]
