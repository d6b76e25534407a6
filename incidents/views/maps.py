"""The map of a list of incidents: what it draws, as a page and as data."""

from django.http import JsonResponse

from incidents import countries
from incidents.aggregates.spots import read_box, spots_of
from incidents.views.lists import IncidentList

LISTED = 100  # rows of the table beside the map


class IncidentMap(IncidentList):
    """`/incidents/map.json`: what the list's filters select, as a GeoJSON of points and counts.

    `areas` are incidents known to their country alone, by the numeric code that the map's
    polygons carry; `nowhere` of `total` are on no map. `box=south,west,north,east` asks for the
    points in a part of the map, which shows apart what a circle gathers there.
    """

    def get(self, request, project):
        self.project = project
        query = request.GET.copy()
        try:
            box = read_box("".join(query.pop("box", [])))
        except ValueError as error:
            return JsonResponse(
                {"errors": [{"pointer": "?box", "message": str(error)}]}, status=400
            )
        found = spots_of(self.rows_for(query), request.user, box)
        return JsonResponse(
            {
                "type": "FeatureCollection",
                "features": [feature(spot) for spot in found.spots],
                "areas": [area(each) for each in found.areas],
                "nowhere": found.nowhere,
                "total": found.total,
                "step": found.step,
            }
        )


def feature(spot):
    """A spot as a GeoJSON feature (RFC 7946)."""
    properties = spot._asdict()
    point = {"type": "Point", "coordinates": [properties.pop("lon"), properties.pop("lat")]}
    return {"type": "Feature", "geometry": point, "properties": properties}


def area(each):
    return each._asdict() | {"numeric": countries.numeric_of(each.country)}


def small_map(place, user):
    """What the map on a place's or an incident's page shows; None where nothing is to be shown.

    A country, or what is known to its country alone, is shown as its area.
    """
    if place is None:
        return None
    told = place.position_for(user)
    if told.lat is not None and place.kind not in ("country", "region", "continent"):
        km = (told.uncertainty_m or 0) / 1000
        return {"lat": told.lat, "lon": told.lon, "within": told.uncertainty_m, "km": f"{km:g}"}
    return area_of(place.country)


def area_of(country):
    """The same for a country alone; None where it has no code or no area."""
    numeric = countries.numeric_of(country)
    return {"numeric": numeric} if numeric else None
