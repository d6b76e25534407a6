"""The places of incidents in the form in which duplicates are scored."""

from collections import defaultdict

from django.db.models.functions import Coalesce

from incidents.events.models.incident_places import IncidentPlace
from incidents.places.models.places import Place

BROAD = ("continent", "region", "country")


class ComparedPlaces:
    """A cache of places and the places that contain them, loaded on demand."""

    def __init__(self):
        self.rows, self.chains = {}, {}

    def learn(self, wanted):
        wanted = wanted - self.rows.keys()
        while wanted:
            rows = Place.objects.filter(pk__in=wanted)
            found = rows.values_list("pk", Coalesce("merged_into", "parent"), "lat", "lon", "kind")
            self.rows |= {row[0]: row[1:] for row in found}
            wanted = {row[1] for row in found} - self.rows.keys() - {None}

    def where_of(self, pk) -> dict:
        """The values of a ComparedIncident or a Where for this place."""
        return {
            "above": self.above(pk),
            "position": self.position(pk),
            "is_broad": self.is_broad(pk),
        }

    def above(self, pk) -> tuple:
        """The place and all places that contain it, narrowest first."""
        if pk not in self.chains:
            upper = self.rows[pk][0]
            self.chains[pk] = (pk, *(() if upper is None else self.above(upper)))
        return self.chains[pk]

    def position(self, pk):
        _, lat, lon, _ = self.rows[pk]
        return None if lat is None else (lat, lon)

    def is_broad(self, pk) -> bool:
        return self.rows[pk][3] in BROAD


def further_places(ids) -> dict:
    """{incident: [place, ...]} of the incidents' further places, without repetitions."""
    found = defaultdict(list)
    rows = IncidentPlace.objects.filter(incident__in=ids).order_by("id")
    for incident, place in rows.values_list("incident", "place"):
        if place not in found[incident]:
            found[incident].append(place)
    return found
