"""The map of a list of incidents, as a page and as GeoJSON, and the small maps of single pages."""

import json
from urllib.parse import urlencode

from django.http import JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from incidents.countries import countries
from incidents.events.queries.kept_spots import cached_clusters
from incidents.events.queries.map_clusters import LARGE, is_large, read_box
from incidents.events.queries.record_kinds import split_events
from incidents.events.views.lists import IncidentList

LISTED = 100  # rows of the table beside the map


class IncidentMap(IncidentList):
    """`/incidents/map.json`: incidents that match the list's filters, as GeoJSON points.

    Only events are drawn, unless `record_kind=` asks for others; `apart` counts the others by kind.
    `areas` are incidents known only to their country, by the numeric code that the map's polygons
    have; `nowhere` of `total` are on no map. An incident with several places is drawn at each and
    counts once in `total`. `box=south,west,north,east` asks for the points in a part of the map,
    which splits up a cluster there. With `dated_in`, `words` say what is shown of that period, and
    `across` what may have been in it but is not drawn, with the query of its list.
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
        since = timezone.now()
        rows, apart = split_events(self.rows_for(query), any(query.getlist("record_kind")))
        found = cached_clusters(rows, request.user, since, box)
        return JsonResponse(
            {
                **self.period_shown(query, found),
                "type": "FeatureCollection",
                "features": [spot_feature(spot) for spot in found.spots],
                "areas": [country_area(each) for each in found.areas],
                "nowhere": found.nowhere,
                "total": found.total,
                "apart": apart,
                "step": found.step,
            }
        )


def spot_feature(spot):
    """A spot as a GeoJSON feature (RFC 7946)."""
    properties = spot._asdict()
    point = {"type": "Point", "coordinates": [properties.pop("lon"), properties.pop("lat")]}
    return {"type": "Feature", "geometry": point, "properties": properties}


def country_area(each):
    return each._asdict() | {"numeric": countries.numeric_of(each.country)}


def place_map(place, project, user):
    """The map of a place's page; its marker links to the incidents there."""
    shown = small_map(place, user)
    if shown is None or project is None:
        return shown
    query = urlencode({"project": project.slug, "place": place.pk})
    return {**shown, "url": f"/incidents/?{query}", "open": _("Show the records")}


def small_map(place, user):
    """The map of one place; None if there is nothing to show.

    A country, or a place of which the user may see only the country, is shown as an area.
    """
    if place is None:
        return None
    position = place.position_for(user)
    if position.lat is not None and place.kind not in LARGE:
        return point_of(position)
    return area_of(place.country)


def incident_map(incident, user):
    """The map of one incident, at its own position if it has one."""
    position, place = incident.position_for(user), incident.place
    if position.lat is not None and not is_large(
        place and place.kind, incident.place_precision, incident.lat is not None
    ):
        return point_of(position)
    return area_of(incident.country)


def dossier_map(incident, user):
    """The map of an incident's page; None if there is nothing to show.

    The first marker has the `name` of the incident's place; `more` are the markers of its further
    places, each spot and country once. A marker links to its place, or without one to the incidents
    drawn at the same spot.
    """
    places = [(incident.place, incident_map(incident, user))]
    places += [(row.place, small_map(row.place, user)) for row in incident.further_places.all()]
    marks, drawn = [], []
    for place, shown in places:
        if shown and shown not in drawn:
            drawn.append(shown)
            marks.append({**shown, **_led_to(place, incident, shown)})
    if not marks:
        return None
    first, *more = marks
    others = "; ".join(each["name"] for each in more)
    return {**first, "more": more, "others": others, "more_json": json.dumps(more)}


def _led_to(place, incident, shown):
    """The name and the link of a marker.

    If the incident has no place, the link leads to the list of incidents drawn at the same spot.
    """
    if place:
        return {"name": place.name, "url": f"/places/{place.pk}/", "open": _("Open the place")}
    box = f"{shown['lat']},{shown['lon']}," * 2 if "lat" in shown else ""
    where = {"box": box[:-1]} if box else {"country_alone": incident.country}
    query = urlencode({"project": incident.project.slug, **where})
    url = f"/incidents/?{query}"
    return {"name": incident.title, "url": url, "open": _("Show the records")}


def point_of(position):
    """A Position that has coordinates, as a dict for the map."""
    km = (position.uncertainty_m or 0) / 1000
    return {
        "lat": position.lat,
        "lon": position.lon,
        "within": position.uncertainty_m,
        "km": f"{km:g}",
    }


def area_of(country):
    """The area of a country for the map; None if it has no code."""
    numeric = countries.numeric_of(country)
    return {"numeric": numeric} if numeric else None
