"""Find the project's or shared places that rows mention; each new place is created once."""

import re

from ctplatform.search.folding import fold
from incidents.imports.imported_row import PlaceReference
from incidents.imports.services.actors import in_force
from incidents.places.models.places import Place

NEAR = 0.02  # degrees, some 2 km: points with the same name that are this close are one place
DIVISIONS = re.compile(
    r" (governorate|province|provincia|district|region|state|oblast|department|county|wilaya)$"
)


class Places:
    """Places by name. The instances returned have only id, kind, country, parent and position."""

    def __init__(self, project, batch):
        self.project, self.batch, self.made = project, batch, 0
        self.names, self.countries, self.ids = {}, {}, {}
        rows = in_force(Place, project, batch.act.by).order_by("project_id", "id")
        columns = (
            "pk",
            "name",
            "kind",
            "parent",
            "country",
            "iso_alpha2",
            "lat",
            "lon",
            "uncertainty_m",
            "merged_into",
        )
        for pk, name, kind, parent, country, code, *position, successor in rows.values_list(
            *columns
        ).iterator():
            place = Place(pk=successor or pk, kind=kind, country=country)
            place.lat, place.lon, place.uncertainty_m = position
            place.parent_id = parent
            if code and kind == "country":
                self.countries[code] = place
            self.names.setdefault(fold(name), []).append(place)
            if successor is None:
                self.ids[str(pk)] = place

    def of(self, spot: PlaceReference | None) -> Place | None:
        """The place of a reference; None for None."""
        if spot is None:
            return None
        if spot.place_id in self.ids:
            return self.ids[spot.place_id]
        if spot.kind == "country" and spot.country in self.countries:
            return self.countries[spot.country]
        above = self.countries.get(spot.country)
        for name, kind in spot.within:
            above = self._found(PlaceReference(name, kind, spot.country), above) or self._make(
                PlaceReference(name, kind, spot.country), above
            )
        return self._found(spot, above) or self._make(spot, above)

    def _found(self, spot, above):
        """A place of that name in that place; if no division is given, in that country."""
        rivals = self.names.get(fold(spot.name), [])
        if spot.kind == "admin1":
            rivals = rivals + self.names.get(DIVISIONS.sub("", fold(spot.name)), [])
        for place in rivals:
            inside = place.parent_id == (above and above.pk)
            if (inside or not spot.within) and _place_fits(spot, place):
                return self.ids.get(str(place.pk), place)  # canonical, if merged
        return None

    def _make(self, spot, above):
        values = {name: getattr(spot, name) for name in ("kind", "lat", "lon", "uncertainty_m")}
        values |= {"project": self.project, "name": self._own_name(spot, above), "parent": above}
        made = self.batch.add(Place, values, is_alone=True)
        place = Place(pk=made.pk, kind=spot.kind, country=made.country, lat=spot.lat, lon=spot.lon)
        place.uncertainty_m = spot.uncertainty_m
        place.parent_id = made.parent_id
        self._keep(spot.name, place)
        self.made += 1
        return place

    def _own_name(self, spot, above):
        """The name for a new place; with coordinates if its division has one of that name."""
        taken = any(
            place.kind == spot.kind and place.parent_id == (above and above.pk)
            for place in self.names.get(fold(spot.name), ())
        )
        return f"{spot.name[:170]} ({spot.lat:.4f}, {spot.lon:.4f})" if taken else spot.name

    def _keep(self, name, place):
        self.names.setdefault(fold(name), []).append(place)
        self.ids[str(place.pk)] = place


def _place_fits(spot, place):
    """Whether a place fits a reference; without coordinates, kind and country decide."""
    if spot.kind and place.kind and spot.kind != place.kind:
        return False
    if spot.country and place.country and spot.country != place.country:
        return False
    if spot.lat is None or place.lat is None:
        return True
    return abs(spot.lat - place.lat) < NEAR and abs(spot.lon - place.lon) < NEAR
