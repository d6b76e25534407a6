"""UCDP Georeferenced Event Dataset (GED), global versions 5 to 25: read from CSV, XLSX or GeoJSON.

After its codebook: Högbladh, UCDP GED Codebook (Uppsala University). Numbers may stand as text or
as `1.0`, and names may be cut to ten characters, as a shapefile leaves them. Low, best and high
are the lowest reliable, the most likely and the highest reliable estimate of all deaths.
"""

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext as _

from ctplatform.exchange.features import features
from ctplatform.exchange.limits import Unreadable
from ctplatform.exchange.registry import reads
from ctplatform.exchange.sheets import Sheet
from incidents import countries
from incidents.stated import Part, Spot, Stated

PLACES = {
    1: ("city", None),
    2: ("city", 25_000),
    3: ("admin2", None),
    4: ("admin1", None),
    5: ("unspecified", None),
    6: ("country", None),
    7: ("water_airspace", None),
}
"""where_prec: the kind of the place that the point stands for, and its radius in metres."""

VIOLENCE = {1: "State-based violence", 2: "Non-state violence", 3: "One-sided violence"}
SHORT = {"source_art": "source_article", "source_dat": "source_date", "type_of_vi":
         "type_of_violence", "where_coor": "where_coordinates", "where_desc": "where_description",
         "deaths_civ": "deaths_civilians", "deaths_unk": "deaths_unknown"}  # fmt: skip
NEEDED = ("id", "side_a", "side_b", "date_start", "date_end")
GROUPS = ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")
CUT = 300  # characters of a source that are kept in the summary


def count(path, options):
    return sum(1 for _row in _rows(path, options))


@reads(
    "incidents",
    "ucdp",
    label="UCDP GED (CSV, XLSX, GeoJSON)",
    extensions=("csv", "xlsx", "json", "geojson"),
    count=count,
)
def read(path, options) -> Iterator[Stated]:
    """Yield what each row states; Unreadable where columns are missing."""
    for number, row in _rows(path, options):
        yield _stated(number, row)


def _rows(path, options):
    with path.open("rb") as file:
        is_json = file.read(64).lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in (b"{", b"[")
    if not is_json:
        sheet = Sheet(path, options.get("encoding", ""))
        names = [SHORT.get(name, name) for name in sheet.header]
        _require(names)
        for number, cells in sheet.rows():
            yield number, dict(zip(names, cells, strict=True))
        return
    for number, row, point in features(path):
        texts = {SHORT.get(name, name): _text(value) for name, value in row.items()}
        if point:
            texts |= {"longitude": str(point[0]), "latitude": str(point[1])}
        _require(texts)
        yield number, texts


def _text(value):
    return "" if value is None else str(value)


def _require(names):
    if missing := [name for name in NEEDED if name not in names]:
        words = _("This is no UCDP GED: it has no column %s.")
        raise Unreadable(words % ", ".join(missing), 1, missing[0])


def _stated(number, row) -> Stated:
    key = row["id"].removesuffix(".0").strip()
    stated = Stated(number, key, {})
    if not key:
        stated.error("id", _("The row has no id."))
    violence = _whole(stated, row, "type_of_violence")
    stated.spot = _spot(stated, row)
    stated.parts = _parts(stated, row, violence)
    stated.harm = _harm(stated, row)
    summary = _whole(stated, row, "event_clarity") == 2
    stated.values = {
        "title": _title(row, violence),
        "summary": _summary(stated, row, violence),
        "record_kind": "series" if summary else "event",
        "lifecycle": "completed",
        "date": _date(stated, row),
        "country": stated.spot.country if stated.spot else None,
    }
    return stated


def _title(row, violence):
    a, b = row["side_a"].strip(), row["side_b"].strip()
    what = f"{a} against {b.lower() if violence == 3 else b}"
    where = (row.get("where_coordinates") or row.get("adm_2") or row.get("country") or "").strip()
    return f"{what}, {where}"[:300] if where else what[:300]


def _summary(stated, row, violence):
    """The kind of violence, what the coder wrote of the place, and whose reports it rests on.

    Headlines stay outside where the offices are named: they name the dead.
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


# Numbers ------------------------------------------------------------------------------------------


def _number(stated, row, column):
    text = (row.get(column) or "").strip()
    if not text:
        return None
    try:
        found = float(text)
    except ValueError:
        found = float("nan")
    if found != found or abs(found) > 1e9:
        stated.error(column, _("“%s” is no number.") % text[:40])
        return None
    return found


def _whole(stated, row, column):
    found = _number(stated, row, column)
    if found is None:
        return None
    if found != int(found):
        stated.error(column, _("“%s” is no whole number.") % row[column][:40])
        return None
    return int(found)


# Dates --------------------------------------------------------------------------------------------


def _date(stated, row):
    """The EDTF expression of both days, no more precise than `date_prec` allows.

    1 day, 2 two to six days, 3 week, 4 month, 5 more than a month.
    """
    start, end = (_day(stated, row, column) for column in ("date_start", "date_end"))
    if start is None or end is None:
        return None
    if end < start:
        stated.error("date_end", _("It ends before it starts."))
        return None
    precision = _whole(stated, row, "date_prec") or 1
    if start != end:
        return _interval(start, end)
    if precision == 1:
        return f"{start}"
    stated.warn("date_prec", _("One day is given, and that the day is not known."))
    return {4: f"{start:%Y-%m}", 5: f"{start:%Y}"}.get(precision, f"{start}~")


def _interval(start, end):
    """A whole month or year reads as such."""
    after = end + dt.timedelta(days=1)
    if start.day == after.day == 1:
        months = (after.year - start.year) * 12 + after.month - start.month
        if months == 1:
            return f"{start:%Y-%m}"
        if months == 12 and start.month == 1:
            return f"{start:%Y}"
    return f"{start}/{end}"


def _day(stated, row, column):
    text = row[column].strip()
    try:
        return dt.date.fromisoformat(text.split(" ")[0].split("T")[0])
    except ValueError:
        stated.error(column, _("“%s” is no day such as 2013-01-16.") % text[:40])
        return None


# Places and actors --------------------------------------------------------------------------------


def _spot(stated, row):
    name = (row.get("country") or "").strip()
    code = countries.code_of(name) if name else None
    if name and code is None:
        stated.warn("country", _("We know no country “%s”; the incident has none.") % name[:60])
    kind, radius = PLACES.get(_whole(stated, row, "where_prec"), ("unspecified", None))
    lat, lon = (_number(stated, row, column) for column in ("latitude", "longitude"))
    if lat is not None and not -90 <= lat <= 90:
        stated.error("latitude", _("A latitude lies between -90 and 90."))
    if lon is not None and not -180 <= lon <= 180:
        stated.error("longitude", _("A longitude lies between -180 and 180."))
    if (lat is None) != (lon is None):
        stated.error("latitude", _("Latitude and longitude stand together."))
    if kind == "country" and code:
        return Spot(countries.name_of(code), kind, code)
    place = next(filter(None, map(row.get, ("where_coordinates", "adm_2", "adm_1"))), name)
    if not place and lat is not None:
        place = f"{lat:.4f}, {lon:.4f}"
    if not place:
        return None
    return Spot(place.strip()[:200], kind, code, lat, lon, radius, within=_within(row, kind))


def _within(row, kind):
    """The divisions that the place lies in, as far as they are larger than it."""
    levels = {"city": 2, "unspecified": 2, "admin2": 1}.get(kind, 0)
    names = [(row.get(column) or "").strip()[:200] for column in ("adm_1", "adm_2")][:levels]
    found = zip(names, ("admin1", "admin2"), strict=False)
    return tuple((name, level) for name, level in found if name)


def _parts(stated, row, violence):
    """Who attacks whom is known of one-sided violence alone; else both sides fight."""
    roles = ("perpetrator", "target") if violence == 3 else ("belligerent", "belligerent")
    found = []
    for side, role in zip(("side_a", "side_b"), roles, strict=True):
        name = row[side].strip()
        if not name:
            stated.error(side, _("The row does not name this side."))
            continue
        number = row.get(f"{side}_new_id") or row.get(f"{side}_dset_id") or ""
        key = number.removesuffix(".0") or None
        found.append(Part(name[:200], role, actor_kind=_kind(name), actor_id=key))
    return found[:1] if len(found) == 2 and found[0].actor == found[1].actor else found


def _kind(name):
    if name.startswith("Government of "):
        return "state"
    return "population_group" if name == "Civilians" else "armed_group"


# Deaths -------------------------------------------------------------------------------------------


def _harm(stated, row):
    low, best, high = (_whole(stated, row, column) for column in ("low", "best", "high"))
    groups = {column: _whole(stated, row, column) for column in GROUPS}
    for column, value in {"low": low, "best": best, "high": high, **groups}.items():
        if value is not None and value < 0:
            stated.error(column, _("A number of dead is not negative."))
            return []
    found = [] if (low, best, high) == (None,) * 3 else [_total(stated, low, best, high)]
    among = {"deaths_a": row["side_a"], "deaths_b": row["side_b"],
             "deaths_civilians": "civilians", "deaths_unknown": "unknown"}  # fmt: skip
    for column, value in groups.items():
        if value:
            found.append({"kind": "killed", "group": among[column].strip()[:100] or column,
                          "best": value, "stated": f"{column} {value}"})  # fmt: skip
    told = [value for value in groups.values() if value is not None]
    if best is not None and told and sum(told) != best:
        words = _("The deaths of all sides are %(sum)d, and the best estimate is %(best)d.")
        stated.warn("best", words % {"sum": sum(told), "best": best})
    return _once_a_group(found)


def _total(stated, low, best, high):
    figures = {"low": low, "best": best, "high": high}
    words = ", ".join(f"{name} {value}" for name, value in figures.items() if value is not None)
    total = {"kind": "killed", "group": "", "stated": words}
    known = [value for value in (low, best, high) if value is not None]
    if known == sorted(known):
        return total | figures
    stated.warn(
        "best", _("The figures contradict each other (%s); none of them is chosen.") % words
    )
    return total | {"qualifier": "contradictory"}


def _once_a_group(rows):
    """Two sides of one name are one group."""
    found = {}
    for row in rows:
        same = found.setdefault(row["group"].casefold(), row)
        if same is not row:
            same["best"] += row["best"]
            same["stated"] += f", {row['stated']}"
    return list(found.values())
