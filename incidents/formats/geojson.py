"""Incidents as GeoJSON (RFC 7946): a feature each, without geometry where no point is known."""

import orjson
from django.utils.translation import gettext_lazy as _

from ctplatform.exchange.features import features
from ctplatform.exchange.registry import reads, writes
from incidents.formats import rows as own
from incidents.formats.codes import found
from incidents.formats.columns import INCIDENTS
from incidents.positions import Position, teller


@writes(
    "incidents",
    "geojson",
    label="GeoJSON",
    media_type="application/geo+json",
    extension="geojson",
)
def write(rows, reader):
    """Properties carry the list's names, and `uncertainty_m`, the radius of the point in metres.

    Points are as exact as the reader is told (incidents.positions).
    """
    tell = teller(reader)
    names = ("uncertainty_m", *INCIDENTS)
    yield b'{"type":"FeatureCollection","features":['
    comma = b""
    for owner, kind, precision, *position, row in found(rows, INCIDENTS, reader):
        lat, lon, within = tell(owner, kind, precision, Position(*position))
        properties = dict(zip(names, (within, *row), strict=True))
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


def count(path, _options):
    return sum(1 for _row in features(path))


@reads(
    "incidents",
    "geojson",
    label=_("GeoJSON, as exported here"),
    extensions=("geojson", "json"),
    count=count,
)
def read(path, _options):
    """Yield what each feature states; its point is that of its place."""
    for number, row, point in features(path):
        own.require_columns(row)
        yield own.stated_of(number, row, point)
