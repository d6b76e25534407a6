"""Actors and relations of a STIX bundle as rows of tables of records.

A relationship becomes a relation only where its type, or our extension, says which; who alleges it
is kept in words. What says less is counted, and never becomes a fact.
"""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from incidents.actors.vocabulary import (
    ACTOR_KINDS,
    PLACE_RELATIONS,
    RELATION_KINDS,
    RELATION_POLARITIES,
    RELATION_STATUSES,
)
from incidents.countries.countries import is_code
from incidents.exports.stix.definitions import PRODUCER
from incidents.exports.stix.objects import UNNAMED
from incidents.exports.stix.read_bundles import StixBundle, marking_of, own_values
from incidents.exports.stix.read_incidents import ACTOR_TYPES, KINDS_OF_CLASSES, day_of_time
from incidents.exports.stix.relationships import STANDARD
from incidents.imports.record_tables.rows import TableRow
from incidents.imports.record_tables.tables import table_at

BANDS = ((30, "low"), (70, "moderate"), (101, "high"))
"""The bands of `confidence` in STIX 2.1, appendix A: below 30 low, below 70 medium, else high."""
KINDS = {name: kind for kind, name in STANDARD.items() if kind not in PLACE_RELATIONS}
DATASETS = {"wikidata": "wikidata", "ucdp-actor": "ucdp_actor_id"}
"""{name of a source in `external_references`: field of an actor}."""


def actor_rows(bundle: StixBundle) -> Iterator[TableRow]:
    """The rows of all actors, then those of the relations between them."""
    keys = {}
    for number, stated in _actors(bundle):
        row = _actor_row(number, stated)
        keys[stated["id"]] = row.key
        bundle.use(stated)
        yield row
    for number, stated in bundle.numbered("relationship", "note"):
        if (row := _relation_row(number, stated, keys)) is not None:
            if row.cells["kind"] == "sponsors" and not _as_alleged(row, stated, bundle):
                continue
            bundle.use(stated)
            yield row


def _actors(bundle):
    """(number, object) of the actors: not those that only made the data or published a text."""
    ties = [each for _number, each in bundle.numbered("relationship")]
    ends = _named_in(ties, "source_ref", "target_ref")
    makers = _named_in(bundle.objects.values(), "created_by_ref")
    for number, stated in bundle.numbered(*ACTOR_TYPES):
        is_maker = stated["id"] in makers and stated["id"] not in ends
        is_other = own_values(stated).get("record_type", "actor") != "actor"
        name = _text(stated.get("name"))
        if stated["id"] != PRODUCER and not (is_maker or is_other) and name not in ("", UNNAMED):
            yield number, stated


def _named_in(objects, *names) -> set[str]:
    return {ref for each in objects for name in names if isinstance(ref := each.get(name), str)}


def _text(value) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _key(stated) -> str:
    """The id of our own record, else the identifier of the object."""
    return _text(own_values(stated).get("record_id")) or stated["id"]


def _row(number, table, stated, cells, only_new=()) -> TableRow:
    cells = {name: cell for name, cell in cells.items() if cell not in (None, "", [])}
    return TableRow(number, table_at(table), _key(stated), cells, {}, only_new=frozenset(only_new))


def _actor_row(number, stated):
    own = own_values(stated)
    country = own.get("country")
    aliases = stated.get("aliases") or own.get("aliases")
    cells = {
        "name": _text(stated.get("name"))[:200],
        "description": stated.get("description"),
        "kind": _kind_of_actor(stated, own),
        "country": country if isinstance(country, str) and is_code(country) else None,
        "active": own.get("active") or _seen(stated),
        "founded": own.get("founded"),
        "ended": own.get("ended"),
        "marking": marking_of(stated),
        "aliases": [_text(each)[:200] for each in aliases] if _is_texts(aliases) else None,
        **_ids_elsewhere(stated),
    }
    if not isinstance(cells["description"], str):
        cells.pop("description")
    return _row(number, "actors", stated, cells)


def _is_texts(value) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _kind_of_actor(stated, own):
    kind = own.get("kind")
    if isinstance(kind, str) and kind in ACTOR_KINDS:
        return kind
    identity_class = stated.get("identity_class")
    return KINDS_OF_CLASSES.get(identity_class) if isinstance(identity_class, str) else None


def _seen(stated):
    """When it was active, from the times at which it was seen."""
    first, last = (day_of_time(stated.get(name)) for name in ("first_seen", "last_seen"))
    return _interval(first, last)


def _interval(first, last):
    """Two days as an EDTF date; None without any."""
    if first and last:
        return f"{first}/{last}" if first < last else str(first)
    if first or last:
        return f"{first or '..'}/{last or '..'}"
    return None


def _ids_elsewhere(stated):
    references = stated.get("external_references")
    found = {}
    for each in references if isinstance(references, list) else []:
        name = DATASETS.get(each.get("source_name")) if isinstance(each, dict) else None
        if name and isinstance(each.get("external_id"), str):
            found[name] = each["external_id"]
    return found


def _relation_row(number, stated, keys):
    """The row of a relationship, or of a note of ours that a relation does not hold."""
    own = own_values(stated)
    ends = [stated.get("source_ref"), stated.get("target_ref")]
    if stated["type"] == "note":
        ends = stated.get("object_refs") if own.get("record_type") == "actor_relation" else []
    kind = _kind_of_relation(stated, own)
    if kind is None or not _is_texts(ends) or len(set(ends)) != len(ends) or len(ends) != 2:
        return None
    if not set(ends) <= keys.keys():
        return None
    cells = {
        "subject": keys[ends[0]],
        "object": keys[ends[1]],
        "kind": kind,
        "status": _term(own, "status", RELATION_STATUSES),
        "polarity": _term(own, "polarity", RELATION_POLARITIES),
        "confidence": _confidence(stated.get("confidence")),
        "claimant_words": _text(own.get("said_by"))[:200],
        "date": own.get("date") or _period(stated),
        "date_words": own.get("date_words"),
    }
    return _row(number, "actor-relations", stated, cells, only_new=["claimant_words"])


def _as_alleged(row, stated, bundle) -> bool:
    """Read what a bundle states of sponsors as alleged by its author, since it has no sources here.

    False where nobody is named who says so. A record that is known here keeps its status.
    """
    status = row.cells.get("status", "asserted")
    if row.cells.get("polarity", "asserts") != "asserts" or status not in ("asserted", "ended"):
        return True
    maker = stated.get("created_by_ref")
    maker = bundle.objects.get(maker, {}) if isinstance(maker, str) else {}
    said_by = row.cells.get("claimant_words") or _text(maker.get("name"))[:200]
    if said_by:
        row.cells |= {"status": "alleged", "claimant_words": said_by}
        row.only_new |= {"status", "claimant_words"}
        words = _("That somebody sponsors an actor is read as alleged by “%s”.")
        row.warn("relationship_type", words % said_by[:60])
    return bool(said_by)


def _kind_of_relation(stated, own):
    kind = own.get("kind")
    if isinstance(kind, str) and own.get("record_type") == "actor_relation":
        return kind if kind in RELATION_KINDS and kind not in PLACE_RELATIONS else None
    name = stated.get("relationship_type")
    if not isinstance(name, str):
        return None
    kind = KINDS.get(name, name.replace("-", "_"))
    return kind if kind in RELATION_KINDS and kind not in PLACE_RELATIONS else None


def _term(own, name, terms):
    found = own.get(name)
    return found if isinstance(found, str) and found in terms else None


def _confidence(number):
    if type(number) is not int or not 0 < number <= 100:
        return None
    return next(term for most, term in BANDS if number < most)


def _period(stated):
    first, last = (day_of_time(stated.get(name)) for name in ("start_time", "stop_time"))
    return _interval(first, last)
