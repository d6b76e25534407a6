"""Pure: an incident of a STIX bundle as an imported row.

STIX 2.1 gives an incident a name and a description. What our own bundles say beyond it is in our
extension; OpenCTI states when an incident began and ended as `first_seen` and `last_seen`.
"""

import datetime as dt

from django.utils.translation import gettext as _

from incidents.countries.countries import is_code
from incidents.exports.stix.objects import UNNAMED
from incidents.exports.stix.read_bundles import StixBundle, marking_of, own_values
from incidents.imports.imported_row import ImportedRow, Part, PlaceReference, is_dataset
from incidents.vocabularies import (
    ACTOR_KINDS,
    ATTACK_TYPES,
    LIFECYCLES,
    PARTICIPATION_CERTAINTIES,
    PARTICIPATION_ROLES,
    PLACE_KINDS,
    RECORD_KINDS,
    RIGHTS,
    TARGET_TYPES,
    WEAPON_TYPES,
)

ACTOR_TYPES = ("threat-actor", "intrusion-set", "identity")
NARROWEST = {
    "city": "city",
    "administrative_area": "admin1",
    "country": "country",
    "region": "region",
}
"""{property of a location: the kind of place that it says}, the narrowest first."""
KINDS_OF_CLASSES = {"individual": "individual", "organization": "organisation"}
"""{`identity_class`: kind of actor}; the other classes say too little about it."""
ROLES = {"attributed-to": "perpetrator", "targets": "target"}
"""{type of a relationship: role}, where our extension states none."""
PLACED = ("located-at", "targets")
TERMS = {
    "lifecycle": LIFECYCLES,
    "rights": RIGHTS,
    "attack_types": ATTACK_TYPES,
    "target_types": TARGET_TYPES,
    "weapon_types": WEAPON_TYPES,
}
FIGURES = ("low", "best", "high")


def incident_row(number: int, stated: dict, bundle: StixBundle) -> ImportedRow:
    """The row of an incident; `number` is its place in the bundle's objects, from 1."""
    own = own_values(stated)
    row = ImportedRow(number, stated["id"], {})
    row.record_id = _text(own.get("record_id"))
    row.values = {
        "title": _text(stated.get("name")),
        "summary": _text(stated.get("description")),
        "record_kind": own.get("kind") if own.get("kind") in RECORD_KINDS else "event",
        "marking": marking_of(stated),
        "date": _date(row, stated, own),
        "country": _country(row, own.get("country")),
        **_terms(row, own),
        **_position(own),
    }
    row.values = {name: each for name, each in row.values.items() if each not in (None, "", [])}
    if "title" not in row.values:
        row.error("name", _("An incident has a title."))
    row.dataset_ids = _dataset_ids(stated)
    row.harm = _killed(row, own.get("killed"))
    for relationship in bundle.relationships_of(stated):
        _take_relationship(row, relationship, bundle)
    row.not_stated = frozenset({"further"} if row.spot else {"further", "place"})
    return row


def _text(value):
    return value.strip() if isinstance(value, str) else ""


def _date(row, stated, own):
    if date := _text(own.get("date")):
        return date
    days = [_day(row, name, stated.get(name)) for name in ("first_seen", "last_seen")]
    first, last = days
    if first and last and first < last:
        return f"{first}/{last}"
    return str(first or last or "") or None


def _day(row, name, text):
    """The day of a time in UTC; None for none."""
    if text in (None, ""):
        return None
    if (day := day_of_time(text)) is None:
        row.warn(name, _("“%s” is not a time, so it is left out.") % str(text)[:40])
    return day


def day_of_time(text) -> dt.date | None:
    """The day of a time in UTC; None for what is not a time."""
    try:
        return dt.datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(dt.UTC).date()
    except (ValueError, TypeError, AttributeError, OverflowError):
        return None


def _country(row, code):
    if code in (None, ""):
        return None
    if isinstance(code, str) and is_code(code.upper()):
        return code.upper()
    row.warn("country", _("“%s” is not the code of a country.") % str(code)[:40])
    return None


def _terms(row, own):
    """The terms of our vocabularies; others are noted as not understood."""
    found = {}
    for name, terms in TERMS.items():
        given = own.get(name)
        listed = given if isinstance(given, list) else [given]
        known = [each for each in listed if isinstance(each, str) and each in terms]
        row.unread += [(name, str(each)[:60]) for each in listed if each and each not in known]
        found[name] = known if name.endswith("_types") else next(iter(known), None)
    return found


def _position(own):
    found = {"lat": own.get("latitude"), "lon": own.get("longitude")}
    if not all(type(each) in (int, float) for each in found.values()):
        return {}
    radius = own.get("uncertainty_m")
    return found | {"uncertainty_m": radius if type(radius) is int else None}


def _dataset_ids(stated):
    references = stated.get("external_references")
    pairs = [
        (each.get("source_name"), each.get("external_id"))
        for each in (references if isinstance(references, list) else [])
        if isinstance(each, dict)
    ]
    return list(
        dict.fromkeys(
            (name, key)
            for name, key in pairs
            if is_dataset(name) and isinstance(key, str) and 1 <= len(key) <= 200
        )
    )


def _killed(row, stated):
    if not isinstance(stated, dict):
        return []
    figures = {name: stated.get(name) for name in FIGURES}
    figures = {n: each for n, each in figures.items() if type(each) is int and each >= 0}
    if not figures:
        return []
    words = ", ".join(f"{name} {each}" for name, each in figures.items())
    if [*figures.values()] != sorted(figures.values()):
        row.warn("killed", _("The figures contradict each other (%s); none is chosen.") % words)
        return [{"kind": "killed", "group": "", "stated": words, "qualifier": "contradictory"}]
    return [{"kind": "killed", "group": "", "stated": words, **figures}]


def _take_relationship(row, relationship, bundle):
    target = bundle.target_of(relationship)
    if target is None:
        return
    kind = relationship.get("relationship_type")
    if target["type"] == "location" and kind in PLACED and row.spot is None:
        row.spot = _place(row, target)
        bundle.use(relationship, target)
    elif target["type"] in ACTOR_TYPES and (part := _part(relationship, target)):
        if part not in row.parts:
            row.parts.append(part)
        bundle.use(relationship, target)


def _part(relationship, actor):
    """The part of an actor; None for relationships that name no role, and unnamed people."""
    own = own_values(relationship)
    role = own.get("role") or ROLES.get(relationship.get("relationship_type"))
    name = _text(actor.get("name"))[:200]
    if role not in PARTICIPATION_ROLES or not name or _is_unnamed(actor):
        return None
    certainty = own.get("certainty")
    return Part(
        name,
        role,
        certainty if certainty in PARTICIPATION_CERTAINTIES else None,
        actor_kind=_actor_kind(actor),
    )


def _is_unnamed(actor):
    """Whether our bundle holds a person without the name, which is not passed on."""
    own = own_values(actor)
    return own.get("kind") == "individual" and actor.get("name") == UNNAMED


def _actor_kind(actor):
    kind = own_values(actor).get("kind")
    if kind in ACTOR_KINDS:
        return kind
    return KINDS_OF_CLASSES.get(actor.get("identity_class"))


def _place(row, location):
    """A reference to a place by its name, else by its country."""
    own = own_values(location)
    country = _country(row, location.get("country"))
    name = _text(location.get("name")) or country or _text(location.get("region"))
    if not name:
        return None
    point = [location.get(axis) for axis in ("latitude", "longitude")]
    lat, lon = point if all(type(each) in (int, float) for each in point) else (None, None)
    radius = location.get("precision")
    return PlaceReference(
        name[:200],
        own.get("kind") if own.get("kind") in PLACE_KINDS else _place_kind(location),
        country,
        lat,
        lon,
        round(radius) if lat is not None and type(radius) in (int, float) else None,
    )


def _place_kind(location):
    """The kind that the narrowest property of a location says, or None.

    A country or a region with another name of its own is where the place lies, not what it is.
    """
    found = next((name for name in NARROWEST if location.get(name)), "")
    own, stated = (_text(location.get(each)).casefold() for each in ("name", found))
    if found in ("country", "region") and own not in ("", stated):
        return None
    return NARROWEST.get(found)
