"""Read rows from JSON: a GeoJSON file, a list of objects, or an object per line."""

import codecs
from collections.abc import Iterator
from pathlib import Path

import orjson
from django.utils.translation import gettext as _

from ctplatform.exchange.encodings import encoding_of
from ctplatform.exchange.limits import LIMITS, Limits, Unreadable

Feature = tuple[int, dict, tuple[float, float] | None]
"""Number of the row from 1, its properties, its point as (longitude, latitude) or None."""


def features(path: Path, limits: Limits = LIMITS) -> Iterator[Feature]:
    """The rows of a FeatureCollection, of a list of objects, or of JSON Lines."""
    if encoding_of(path) not in ("utf-8", "utf-8-sig"):
        raise Unreadable(_("JSON is written in UTF-8."))
    for number, row in enumerate(_objects(path, limits), 1):
        if number > limits.rows:
            raise Unreadable(_("The file has more than %d rows.") % limits.rows, number)
        if not isinstance(row, dict):
            raise Unreadable(_("Row %d is not an object.") % number, number)
        for name, value in (row.get("properties") or row).items():
            if holds_nul([name, value]):
                raise Unreadable(_("The row holds a NUL character."), number, name)
        yield _feature(number, row)


def holds_nul(value) -> bool:
    """Whether a JSON value contains NUL, which our databases cannot store."""
    level = [value]
    while level:
        below = []
        for item in level:
            if isinstance(item, str):
                if "\0" in item:
                    return True
            elif isinstance(item, dict):
                below += [*item.keys(), *item.values()]
            elif isinstance(item, list):
                below += item
        level = below
    return False


def _feature(number, row):
    if row.get("type") != "Feature":
        return number, row, None
    properties = row.get("properties")
    if not isinstance(properties, dict):
        raise Unreadable(_("The feature has no properties."), number)
    return number, properties, _point(number, row.get("geometry"))


def _point(number, geometry):
    """The coordinates of a point; raises Unreadable for other shapes."""
    if geometry is None:
        return None
    coordinates = geometry.get("coordinates") if isinstance(geometry, dict) else None
    good = (
        isinstance(coordinates, list)
        and len(coordinates) in (2, 3)
        and all(type(each) in (int, float) for each in coordinates)
    )
    if not good or geometry.get("type") != "Point":
        raise Unreadable(_("The geometry is not a point."), number, "geometry")
    return coordinates[0], coordinates[1]


def _objects(path, limits):
    with path.open("rb") as file:
        start = file.read(4096).removeprefix(codecs.BOM_UTF8).lstrip()
    first_line = start.split(b"\n")[0].strip()
    if start.startswith(b"{") and first_line.endswith(b"}") and _is_row(first_line):
        return _lines(path, limits)
    return _whole(path, limits)


def _is_row(line):
    """Whether the line is a single object, other than a FeatureCollection."""
    try:
        return orjson.loads(line).get("type") != "FeatureCollection"
    except orjson.JSONDecodeError:
        return False


def _lines(path, limits):
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if len(line) > limits.cell * 20:
                raise Unreadable(_("The line is too long."), number)
            if line.strip():
                yield _loaded(line, number)


def _whole(path, limits):
    if path.stat().st_size > limits.json:
        words = _("JSON in one piece is read up to %d MB; write a row a line (JSON Lines).")
        raise Unreadable(words % (limits.json // 1024**2))
    found = _loaded(path.read_bytes(), None)
    if isinstance(found, dict) and found.get("type") == "FeatureCollection":
        found = found.get("features")
    if isinstance(found, dict):
        found = [found]
    if not isinstance(found, list):
        raise Unreadable(_("This JSON is neither a list of rows nor a FeatureCollection."))
    return found


def _loaded(text, row):
    try:
        return orjson.loads(text.removeprefix(codecs.BOM_UTF8))
    except orjson.JSONDecodeError as error:
        raise Unreadable(_("This is not JSON: %s.") % error, row) from error
