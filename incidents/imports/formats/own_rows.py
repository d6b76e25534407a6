"""Read rows of this platform's own exports: CSV, JSON Lines and GeoJSON.

Only columns that users may set are read; ids, states and times are not. The key of a row is the id
of the exported incident, so that an export that was edited elsewhere changes the same records.
"""

import orjson
from django.utils.translation import gettext as _

from ctplatform.exchange.limits import Unreadable
from ctplatform.exchange.tables import text_of_cell
from incidents.events.models.variables import VARIABLE_FIELDS
from incidents.imports.imported_row import Further, ImportedRow, PlaceReference, is_dataset
from incidents.vocabularies import INCIDENT_PLACE_ROLES, PLACE_KINDS

VALUES = (
    "title",
    "summary",
    "record_kind",
    "lifecycle",
    "domain",
    "date",
    "date_words",
    "date_basis",
    "country",
    "place_precision",
    "attack_types",
    "target_types",
    "weapon_types",
    *VARIABLE_FIELDS,
    "embargo_until",
    "rights",
    "marking",
    "absences",
)
NEVER_EMPTY = ("title", "record_kind", "marking", "absences")
JSON = (
    "attack_types",
    "target_types",
    "weapon_types",
    "target_nationalities",
    "absences",
    "lat",
    "lon",
    "uncertainty_m",
    "further_places",
    "dataset_ids",
)


def require_columns(names):
    """Raise Unreadable if the columns are not those of an export of this platform."""
    if missing := [name for name in ("id", "title") if name not in names]:
        words = _("This is not an export of incidents: it has no column %s.")
        raise Unreadable(words % missing[0], 1, missing[0])


def recognises_own(facts) -> bool:
    """Whether the columns are those of an export of incidents of this platform."""
    return facts.has_columns("id", "title", "record_kind")


def stated_of(number, row, point=None) -> ImportedRow:
    """The ImportedRow of a row (JSON values by column name); `point` is (longitude, latitude).

    An empty cell clears the field; a missing column leaves it unchanged.
    """
    values = {name: row[name] for name in VALUES if row.get(name) not in (None, "")}
    emptied = [name for name in VALUES if name in row and name not in (*values, *NEVER_EMPTY)]
    values |= {name: "" if name == "date_words" else None for name in emptied}
    values |= _row_position(row, point)
    stated = ImportedRow(number, str(row.get("id") or ""), values, _place_reference(row, values))
    stated.further = _further_places(stated, row.get("further_places") or [])
    _read_dataset_ids(stated, row)
    if not values.get("title"):
        stated.error("title", _("An incident has a title."))
    if not isinstance(values.get("absences", {}), dict):
        stated.error("absences", _("Write an object: {field: reason}."))
    return stated


def _read_dataset_ids(stated, row):
    """Read the record's ids in other datasets, to keep them when it moves to another project."""
    given = row.get("dataset_ids")
    if given in (None, ""):
        pair = [row.get("dataset"), row.get("dataset_id")]
        given = [dict(zip(("dataset", "id"), pair, strict=True))] if all(pair) else []
    try:
        pairs = [(each["dataset"], each["id"]) for each in given]
        sound = all(
            is_dataset(name) and isinstance(key, str) and 1 <= len(key) <= 200
            for name, key in pairs
        )
    except (TypeError, KeyError):
        sound = False
    if sound:
        stated.dataset_ids = list(dict.fromkeys(pairs))
    else:
        words = _("Write a list of objects, each with a “dataset” and an “id”.")
        stated.error("dataset_ids", words)


def from_cells(number, row) -> ImportedRow:
    """As `stated_of`, for CSV with lists as JSON and formulas behind an apostrophe."""
    row, wrong = {name: text_of_cell(text) for name, text in row.items()}, {}
    for name in JSON:
        if text := row.get(name):
            try:
                row[name] = orjson.loads(text)
            except orjson.JSONDecodeError:
                wrong[name] = row.pop(name)
    stated = stated_of(number, row)
    for name, text in wrong.items():
        stated.error(name, _("“%s” is not JSON.") % text[:40])
    return stated


def _further_places(stated, rows):
    """The further places that a row states; an error unless they are a list of such objects."""
    found = []
    for each in rows if isinstance(rows, list) else [rows]:
        name = each.get("name") if isinstance(each, dict) else None
        if not isinstance(name, str) or each.get("role") not in INCIDENT_PLACE_ROLES:
            stated.error("further_places", _("Write a list of objects with a name and a role."))
            return []
        kind, country, pk = (each.get(key) or None for key in ("kind", "country", "place"))
        kind = kind if kind in PLACE_KINDS else None
        spot = PlaceReference(name[:200], kind, country, place_id=str(pk or "") or None)
        found.append(Further(spot, each["role"], str(each.get("note") or "")))
    return found


def _row_position(row, point):
    """The position that a row states: from the feature's geometry, else from its columns."""
    lon, lat = point or (row.get("lon"), row.get("lat"))
    position = {"lat": lat, "lon": lon, "uncertainty_m": row.get("uncertainty_m")}
    return {name: value for name, value in position.items() if value not in (None, "")}


def _place_reference(row, values):
    name, kind = row.get("place_name"), row.get("place_kind")
    if not isinstance(name, str) or not name.strip():
        return None
    lat, lon, radius = (values.get(name) for name in ("lat", "lon", "uncertainty_m"))
    both = all(type(each) in (int, float) for each in (lat, lon))
    return PlaceReference(
        name[:200],
        kind if kind in PLACE_KINDS else None,
        row.get("country") or None,
        lat if both else None,
        lon if both else None,
        radius if type(radius) is int else None,
        place_id=str(row.get("place") or "") or None,
    )
