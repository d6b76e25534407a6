"""Incidents as GeoJSON (RFC 7946): one feature each, without geometry if no point is known."""

import orjson
from django.utils.translation import gettext_lazy as _

from ctplatform.exchange.features import features
from ctplatform.exchange.registry import register_reader, register_writer
from incidents.events.formats import INCIDENTS
from incidents.exports.precision_codes import located_rows
from incidents.imports.formats import own_rows as own

COLUMNS = {name: path for name, path in INCIDENTS.items() if name not in ("lat", "lon")}
"""The position is exported as the geometry."""


@register_writer(
    "incidents",
    "geojson",
    label="GeoJSON",
    media_type="application/geo+json",
    extension="geojson",
)
def write_geojson(rows, reader):
    """Yield a FeatureCollection; properties have the names of the list's columns.

    `uncertainty_m` is the radius of the point in metres, and `actors` are the participants, each
    with role and certainty. The point is the incident's own, else its place's, as exact as the
    reader may see it (incidents.places.coordinate_redaction).
    """
    names = (*COLUMNS, "actors")
    yield b'{"type":"FeatureCollection","features":['
    comma = b""
    for spot, row in located_rows(rows, COLUMNS, reader):
        lat, lon, within = spot.position
        properties = dict(zip(names, row, strict=True)) | {"uncertainty_m": within}
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


def count_features(path, _options):
    return sum(1 for _row in features(path))


@register_reader(
    "incidents",
    "geojson",
    label=_("GeoJSON, as exported here"),
    extensions=("geojson", "json"),
    count=count_features,
    recognises=lambda facts: facts.is_geo and own.recognises_own(facts),
)
def read_features(path, _options):
    """Yield an ImportedRow for each feature, with its geometry as the position."""
    for number, row, point in features(path):
        own.require_columns(row)
        yield own.stated_of(number, row, point)
