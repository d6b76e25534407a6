"""Read UCDP Georeferenced Event Dataset (GED) files, versions 5 to 25: CSV, XLSX or GeoJSON.

After its codebook: Högbladh, UCDP GED Codebook (Uppsala University). Numbers may be text or `1.0`,
and names may be cut to ten characters, as in a shapefile. Low, best and high are the lowest
reliable, the most likely and the highest reliable estimate of all deaths.
"""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from ctplatform.exchange.features import features
from ctplatform.exchange.limits import Unreadable
from ctplatform.exchange.registry import register_reader
from ctplatform.exchange.sheets import Sheet
from incidents.countries import countries
from incidents.events.precision_codes import NEAR_M, UCDP_WHERE
from incidents.imports.formats.ucdp.deaths import death_estimates
from incidents.imports.formats.ucdp.numbers import cell_number, cell_whole_number, row_date
from incidents.imports.imported_row import ImportedRow, Part, PlaceReference
from incidents.vocabularies import UCDP_VIOLENCE_TYPES

PLACES = {
    "exact": "city",
    "near": "city",
    "admin2": "admin2",
    "admin1": "admin1",
    "country": "country",
    "water_airspace": "water_airspace",
}
"""{`place_precision` of the row's `where_prec`: kind of the place that the row names}.

How exactly the event is located is stored in the incident's own `place_precision`, not in the
shared place.
"""

VIOLENCE_TYPES = {number: slug for slug, number in UCDP_VIOLENCE_TYPES.items()}
VIOLENCE = {1: "State-based violence", 2: "Non-state violence", 3: "One-sided violence"}
SHORT = {
    "source_art": "source_article",
    "source_dat": "source_date",
    "type_of_vi": "type_of_violence",
    "where_coor": "where_coordinates",
    "where_desc": "where_description",
    "deaths_civ": "deaths_civilians",
    "deaths_unk": "deaths_unknown",
}
NEEDED = ("id", "side_a", "side_b", "date_start", "date_end")
CUT = 300  # characters of a source that are kept in the summary


def count_rows(path, options):
    return sum(1 for _row in _sheet_rows(path, options))


def recognises_ucdp(facts) -> bool:
    """A table or features with the columns of UCDP GED, also cut to ten characters."""
    return set(NEEDED) <= {SHORT.get(name, name) for name in facts.columns}


@register_reader(
    "incidents",
    "ucdp",
    label="UCDP GED (CSV, XLSX, GeoJSON)",
    extensions=("csv", "xlsx", "json", "geojson"),
    count=count_rows,
    recognises=recognises_ucdp,
)
def read_rows(path, options) -> Iterator[ImportedRow]:
    """Yield an ImportedRow for each row; Unreadable if columns are missing."""
    for place, row in _sheet_rows(path, options):
        yield _read_row(place, row)


def _sheet_rows(path, options):
    with path.open("rb") as file:
        is_json = file.read(64).lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in (b"{", b"[")
    if not is_json:
        sheet = Sheet(path, options.get("encoding", ""))
        names = [SHORT.get(name, name) for name in sheet.header]
        _require_columns(names)
        for place, cells in sheet.rows():
            yield place, dict(zip(names, cells, strict=True))
        return
    for place, row, point in features(path):
        texts = {SHORT.get(name, name): _cell_text(value) for name, value in row.items()}
        if point:
            texts |= {"longitude": str(point[0]), "latitude": str(point[1])}
        _require_columns(texts)
        yield place, texts


def _cell_text(value):
    return "" if value is None else str(value)


def _require_columns(names):
    if missing := [name for name in NEEDED if name not in names]:
        words = _("This is not UCDP GED: it has no column %s.")
        raise Unreadable(words % ", ".join(missing), 1, missing[0])


def _read_row(place, row) -> ImportedRow:
    key = row["id"].removesuffix(".0").strip()
    stated = ImportedRow(place, key, {})
    if not key:
        stated.error("id", _("The row has no id."))
    violence = cell_whole_number(stated, row, "type_of_violence")
    if violence is not None and violence not in VIOLENCE:
        _leave_out(stated, "type_of_violence", "violence_type", violence)
    position = _row_position(stated, row)
    stated.spot = _place_reference(stated, row, position)
    stated.parts = _participants(stated, row, violence)
    stated.harm = death_estimates(stated, row)
    summary = cell_whole_number(stated, row, "event_clarity") == 2
    stated.values = {
        "title": _row_title(row, violence),
        "summary": _row_summary(stated, row, violence),
        "record_kind": "series" if summary else "event",
        "lifecycle": "completed",
        "date": row_date(stated, row),
        "country": stated.spot.country if stated.spot else None,
        **position,
        "violence_type": VIOLENCE_TYPES.get(violence),
    }
    return stated


def _leave_out(stated, column, field, code):
    """Warn about a code that the codebook does not have, and record it as unread."""
    stated.warn(column, _("The codebook has no code %d here; it is left out.") % code)
    stated.unread.append((field, str(code)))
    stated.origin[field] = column


def _row_title(row, violence):
    a, b = row["side_a"].strip(), row["side_b"].strip()
    what = f"{a} against {b.lower() if violence == 3 else b}"
    where = (row.get("where_coordinates") or row.get("adm_2") or row.get("country") or "").strip()
    return f"{what}, {where}"[:300] if where else what[:300]


def _row_summary(stated, row, violence):
    """The kind of violence, the coder's description of the place, and the sources.

    Headlines are left out where the source offices are named, because headlines name victims.
    """
    parts = [VIOLENCE.get(violence, "")]
    if description := row.get("where_description", "").strip():
        parts.append(description)
    source = (row.get("source_office") or row.get("source_article") or "").strip()
    if source:
        parts.append(f"Sources: {source[:CUT]}{'…' if len(source) > CUT else ''}")
    status = row.get("code_status", "").strip()
    if status and status.casefold() != "clear":
        parts.append(f"Coding: {status}")
        stated.warn("code_status", _("The dataset says that its coding is not clear: %s.") % status)
    return ". ".join(part.rstrip(".") for part in parts if part) + "."


def _place_reference(stated, row, position):
    name = (row.get("country") or "").strip()
    code = countries.code_of(name) if name else None
    if name and code is None:
        stated.warn(
            "country", _("The country “%s” is not known; the incident has none.") % name[:60]
        )
        stated.unread.append(("country", name[:200]))
    kind = PLACES.get(position["place_precision"], "unspecified")
    lat, lon = position["lat"], position["lon"]
    if kind == "country" and code:
        return PlaceReference(countries.name_of(code), kind, code)
    place = next(filter(None, map(row.get, ("where_coordinates", "adm_2", "adm_1"))), name)
    if not place and lat is not None:
        place = f"{lat:.4f}, {lon:.4f}"
    if not place:
        return None
    return PlaceReference(
        place.strip()[:200], kind, code, lat, lon, within=_containing_divisions(row, kind)
    )


def _row_position(stated, row):
    """The row's own coordinates and their precision, whatever place it names."""
    code = cell_whole_number(stated, row, "where_prec")
    if code is not None and code not in UCDP_WHERE:
        _leave_out(stated, "where_prec", "where_prec", code)
    precision = UCDP_WHERE.get(code)
    lat, lon = (cell_number(stated, row, column) for column in ("latitude", "longitude"))
    if lat is not None and not -90 <= lat <= 90:
        stated.error("latitude", _("A latitude lies between -90 and 90."))
    if lon is not None and not -180 <= lon <= 180:
        stated.error("longitude", _("A longitude lies between -180 and 180."))
    if (lat is None) != (lon is None):
        stated.error("latitude", _("Latitude and longitude stand together."))
    return {
        "place_precision": precision,
        "lat": lat,
        "lon": lon,
        "uncertainty_m": NEAR_M if precision == "near" else None,
    }


def _containing_divisions(row, kind):
    """The divisions that contain the place and are larger than it."""
    levels = {"city": 2, "unspecified": 2, "admin2": 1}.get(kind, 0)
    names = [(row.get(column) or "").strip()[:200] for column in ("adm_1", "adm_2")][:levels]
    found = zip(names, ("admin1", "admin2"), strict=False)
    return tuple((name, level) for name, level in found if name)


def _participants(stated, row, violence):
    """The two sides: perpetrator and target in one-sided violence, otherwise belligerents."""
    roles = ("perpetrator", "target") if violence == 3 else ("belligerent", "belligerent")
    found = []
    for side, role in zip(("side_a", "side_b"), roles, strict=True):
        name = row[side].strip()
        if not name:
            stated.error(side, _("The row does not name this side."))
            continue
        key = cell_whole_number(stated, row, f"{side}_new_id") or cell_whole_number(
            stated, row, f"{side}_dset_id"
        )
        found.append(Part(name[:200], role, actor_kind=_actor_kind(name), ucdp_id=key))
    return found[:1] if len(found) == 2 and found[0].actor == found[1].actor else found


def _actor_kind(name):
    if name.startswith("Government of "):
        return "state"
    return "population_group" if name == "Civilians" else "armed_group"
