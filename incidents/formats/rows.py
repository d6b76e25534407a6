"""Rows of our own exports, as CSV, JSON Lines or GeoJSON write them, read back as statements.

Read are the columns that a person may set; ids, states and times of the export are its own. The
key is the id of the exported incident, so that an export that was edited elsewhere comes back as
changes of the same records.
"""

import orjson
from django.utils.translation import gettext as _

from ctplatform.exchange.limits import Unreadable
from ctplatform.exchange.tables import uncell
from incidents.stated import Spot, Stated

VALUES = (
    "title", "summary", "record_kind", "lifecycle", "date", "date_words", "country",
    "attack_types", "embargo_until", "rights", "marking", "absences",
)  # fmt: skip
JSON = ("attack_types", "absences")


def require_columns(names):
    """Raise Unreadable where this is no export of ours."""
    if missing := [name for name in ("id", "title") if name not in names]:
        words = _("This is no export of incidents: it has no column %s.")
        raise Unreadable(words % missing[0], 1, missing[0])


def stated_of(number, row, point=None) -> Stated:
    """What a row (JSON values by column name) states; `point` is (longitude, latitude)."""
    values = {name: row[name] for name in VALUES if row.get(name) not in (None, "")}
    stated = Stated(number, str(row.get("id") or ""), values, _spot(row, point))
    if not values.get("title"):
        stated.error("title", _("An incident has a title."))
    if not isinstance(values.get("absences", {}), dict):
        stated.error("absences", _("Write an object: {field: reason}."))
    return stated


def from_cells(number, row) -> Stated:
    """The same of CSV, where lists and objects stand as JSON and a formula behind an apostrophe."""
    row, wrong = {name: uncell(text) for name, text in row.items()}, {}
    for name in JSON:
        if text := row.get(name):
            try:
                row[name] = orjson.loads(text)
            except orjson.JSONDecodeError:
                wrong[name] = row.pop(name)
    stated = stated_of(number, row)
    for name, text in wrong.items():
        stated.error(name, _("“%s” is no JSON.") % text[:40])
    return stated


def _spot(row, point):
    name = row.get("place_name")
    if not isinstance(name, str) or not name.strip():
        return None
    lon, lat = point or (None, None)
    radius = row.get("uncertainty_m")
    return Spot(
        name[:200], None, row.get("country") or None, lat, lon,
        radius if type(radius) is int else None, place_id=str(row.get("place") or "") or None,
    )  # fmt: skip
