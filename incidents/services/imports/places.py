"""Which of the project's places, or of the shared ones, a row speaks of; new ones are made once."""

import re

from ctplatform.folding import fold
from incidents.models import Place
from incidents.services.imports.actors import in_force
from incidents.stated import Spot

NEAR = 0.02  # degrees, some 2 km: two points of one name this close are one place
DIVISIONS = re.compile(
    r" (governorate|province|provincia|district|region|state|oblast|department|county|wilaya)$"
)


class Places:
    """Places by their names. What is handed out knows its id, its kind and its country alone."""

    def __init__(self, project, batch):
        self.project, self.batch, self.made = project, batch, 0
        self.names, self.countries, self.ids = {}, {}, {}
        rows = in_force(Place, project, batch.act.by).order_by("project_id", "id")
        columns = ("pk", "name", "kind", "parent", "country", "iso_alpha2", "lat", "lon",
                   "merged_into")  # fmt: skip
        for pk, name, kind, parent, country, code, lat, lon, successor in rows.values_list(
            *columns
        ).iterator():
            place = Place(pk=successor or pk, kind=kind, country=country, lat=lat, lon=lon)
            place.parent_id = parent
            if code and kind == "country":
                self.countries[code] = place
            self._keep(name, place)

    def of(self, spot: Spot | None) -> Place | None:
        """The place; None for no place."""
        if spot is None:
            return None
        if spot.place_id in self.ids:
            return self.ids[spot.place_id]
        if spot.kind == "country" and spot.country in self.countries:
            return self.countries[spot.country]
        above = self.countries.get(spot.country)
        for name, kind in spot.within:
            above = self._found(Spot(name, kind, spot.country), above) or self._make(
                Spot(name, kind, spot.country), above
            )
        return self._found(spot, above) or self._make(spot, above)

    def _found(self, spot, above):
        """One of that name in that place; where no place is told, in that country."""
        rivals = self.names.get(fold(spot.name), [])
        if spot.kind == "admin1":
            rivals = rivals + self.names.get(DIVISIONS.sub("", fold(spot.name)), [])
        for place in rivals:
            inside = place.parent_id == (above and above.pk)
            if (inside or not spot.within) and _same(spot, place):
                return place
        return None

    def _make(self, spot, above):
        values = {name: getattr(spot, name) for name in ("kind", "lat", "lon", "uncertainty_m")}
        values |= {"project": self.project, "name": self._own_name(spot, above), "parent": above}
        made = self.batch.add(Place, values, is_alone=True)
        place = Place(pk=made.pk, kind=spot.kind, country=made.country, lat=spot.lat, lon=spot.lon)
        place.parent_id = made.parent_id
        self._keep(spot.name, place)
        self.made += 1
        return place

    def _own_name(self, spot, above):
        """Two towns of one name in one province are told apart by where they are."""
        taken = any(
            place.kind == spot.kind and place.parent_id == (above and above.pk)
            for place in self.names.get(fold(spot.name), ())
        )
        return f"{spot.name[:170]} ({spot.lat:.4f}, {spot.lon:.4f})" if taken else spot.name

    def _keep(self, name, place):
        self.names.setdefault(fold(name), []).append(place)
        self.ids[str(place.pk)] = place


def _same(spot, place):
    """Without coordinates on either side the name, the kind and the country have to do."""
    if spot.kind and place.kind and spot.kind != place.kind:
        return False
    if spot.country and place.country and spot.country != place.country:
        return False
    if spot.lat is None or place.lat is None:
        return True
    return abs(spot.lat - place.lat) < NEAR and abs(spot.lon - place.lon) < NEAR
