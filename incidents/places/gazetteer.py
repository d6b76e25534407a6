"""Load the places that all projects share: regions, countries and their first-level divisions."""

from typing import NamedTuple

import pycountry
from django.db import transaction
from django.utils import timezone

from incidents.countries import countries
from incidents.countries import m49 as regions
from incidents.countries.country_names import LANGUAGES
from incidents.countries.disputed_places import DISPUTED
from incidents.places.models.places import Place

DIVISION_LANGUAGES = ("ru", "uk", "he", "fr", "es", "de", "tr")
"""Languages in which iso-codes names many divisions, so that searches in other scripts work."""

COLUMNS = (
    "name",
    "kind",
    "parent_id",
    "names",
    "iso_alpha3",
    "iso_numeric",
    "un_m49",
    "gazetteer",
    "geometry",
    "disputed",
    "disputed_note",
    "search_text",
    "name_key",
    "country",
)


class Loaded(NamedTuple):
    """The numbers of places that were new."""

    regions: int
    countries: int
    divisions: int


@transaction.atomic
def load_gazetteer():
    """Load or update the regions, countries and first-level divisions; return a Loaded.

    Regions are those of UN M49, countries of ISO 3166-1, divisions of ISO 3166-2. It writes in bulk
    and is safe to repeat. Names and codes are from pycountry (Debian iso-codes, LGPL 2.1 or later);
    a country's numeric code is also its M49 code. A place that a newer edition no longer lists is
    kept.
    """
    gazetteer = Gazetteer()
    found = Loaded(
        sum(gazetteer.region(code) for code in regions.REGIONS),
        sum(gazetteer.country(each) for each in pycountry.countries),
        sum(gazetteer.division(each) for each in countries.first_divisions()),
    )
    gazetteer.write()
    return found


class Gazetteer:
    """The shared places by code, with those that are new or differ from what is stored."""

    def __init__(self):
        self.places = {code_of(place): place for place in Place.objects.filter(project=None)}
        self.now, self.edition = timezone.now(), countries.code_source()
        self.new, self.changed = [], []

    def region(self, code):
        name, above = regions.REGIONS[code]
        return self.keep(
            code,
            un_m49=code,
            name=name,
            kind="continent" if code in regions.CONTINENTS else "region",
            parent=self.places.get(above),
            gazetteer="UN M49",
            names=[
                {"name": each, "language": "en", "kind": "common"}
                for each in regions.OTHER_NAMES.get(code, ())
            ],
        )

    def country(self, each):
        name = getattr(each, "common_name", each.name)
        official = getattr(each, "official_name", None)
        english = [(each.name, "en", "common"), (official, "en", "official")]
        return self.keep(
            each.alpha_2,
            iso_alpha2=each.alpha_2,
            iso_alpha3=each.alpha_3,
            iso_numeric=each.numeric,
            un_m49=each.numeric,
            name=name,
            kind="country",
            parent=self.places[regions.region_of(each.alpha_2) or regions.WORLD],
            names=names_in(
                english + names_in_languages("iso3166-1", name, each.name, LANGUAGES), name
            ),
        )

    def division(self, each):
        return self.keep(
            each.code,
            iso_3166_2=each.code,
            name=each.name,
            kind="admin1",
            parent=self.places[each.country_code],
            names=names_in(
                names_in_languages("iso3166-2", each.name, each.name, DIVISION_LANGUAGES), each.name
            ),
        )

    def keep(self, code, **values):
        """Set a place's values; return whether the place is new."""
        place = self.places.get(code)
        is_new = place is None
        if is_new:
            place = self.places[code] = Place(
                state="published", publish_policy="open", published_at=self.now
            )
        before = [getattr(place, name) for name in COLUMNS]
        note = DISPUTED.get(code)
        dispute = {"disputed": note is not None, "disputed_note": note}
        common = {"gazetteer": self.edition, "geometry": "polygon"}
        for name, value in (common | dispute | values).items():
            setattr(place, name, value)
        place.derive()
        if is_new:
            self.new.append(place)
        elif before != [getattr(place, name) for name in COLUMNS]:
            self.changed.append(place)
        return is_new

    def write(self):
        Place.objects.bulk_create(self.new, batch_size=500)
        for place in self.changed:
            place.version, place.updated = place.version + 1, self.now
        columns = [*COLUMNS, "version", "updated"]
        Place.objects.bulk_update(self.changed, columns, batch_size=200)


def code_of(place):
    """The code that identifies a shared place."""
    return place.iso_3166_2 or place.iso_alpha2 or place.un_m49


def names_in_languages(domain, name, key, languages):
    """[(name, language, kind)] of a place's names in other languages, from iso-codes."""
    return [
        (found, language.replace("_", "-"), "common")
        for language in languages
        if (found := countries.country_translations(domain, language).gettext(key))
        not in (name, key)
    ]


def names_in(found, name):
    """The other names of a place as it stores them, without repetitions and its own name."""
    names, seen = [], {name}
    for text, language, kind in found:
        if text and text not in seen:
            seen.add(text)
            names.append({"name": text, "language": language, "kind": kind})
    return names
