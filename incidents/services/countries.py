"""Countries are shared by all projects and loaded by set-up alone."""

import pycountry
from django.db import transaction
from django.utils import timezone

from incidents.models import Place


@transaction.atomic
def load_countries():
    """Load the countries of ISO 3166-1 as shared places, or bring them up to date.

    Names and codes from pycountry (Debian iso-codes); the numeric code is also UN M49's. Returns
    how many were new. Safe to run at any time.
    """
    known = {place.iso_alpha2: place for place in Place.objects.filter(project=None)}
    now, new, old = timezone.now(), [], []
    for country in pycountry.countries:
        place = known.get(country.alpha_2)
        (old if place else new).append(_fill_country(place or Place(), country, now))
    Place.objects.bulk_create(new)
    Place.objects.bulk_update(
        old, ["name", "names", "iso_alpha3", "iso_numeric", "search_text", "country"]
    )
    return len(new)


def _fill_country(place, country, now):
    place.kind, place.state, place.publish_policy = "country", "published", "open"
    place.published_at = place.published_at or now
    place.iso_alpha2, place.iso_alpha3 = country.alpha_2, country.alpha_3
    place.iso_numeric = country.numeric
    place.name = getattr(country, "common_name", country.name)
    official = getattr(country, "official_name", None)
    others = dict.fromkeys(name for name in (country.name, official) if name != place.name)
    place.names = [{"name": name, "language": "en"} for name in others if name]
    place.derive()
    return place
