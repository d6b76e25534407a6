"""Incidents as GeoJSON (RFC 7946): a feature each, without geometry where no point is known."""

import orjson

from ctplatform.exchange.registry import writes
from ctplatform.exchange.tables import tuples
from incidents.formats.columns import INCIDENTS

POINT = {"lon": "place__lon", "lat": "place__lat", "uncertainty_m": "place__uncertainty_m"}


@writes(
    "incidents",
    "geojson",
    label="GeoJSON",
    media_type="application/geo+json",
    extension="geojson",
)
def write(rows, _reader):
    """Properties carry the list's names, and `uncertainty_m`, the radius of the point in metres."""
    columns = POINT | INCIDENTS
    names = tuple(columns)[2:]
    yield b'{"type":"FeatureCollection","features":['
    comma = b""
    for lon, lat, *values in tuples(rows, columns):
        properties = dict(zip(names, values, strict=True))
        point = None if lon is None else {"type": "Point", "coordinates": [lon, lat]}
        feature = {
            "type": "Feature",
            "id": properties["id"],
            "geometry": point,
            "properties": properties,
        }
        yield comma + orjson.dumps(feature, option=orjson.OPT_UTC_Z)
        comma = b","
    yield b"]}\n"
