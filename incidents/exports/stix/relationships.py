"""Relations and parts in incidents as STIX relationships, or as notes.

A relationship says as its type only what the register states as a fact. What is alleged,
hypothesised, intended or suspected is `related-to` with a label and the rest in the extension, so
that a program that ignores both reads no accusation. What is rejected, or denied, is a note: an
edge would say the opposite.
"""

from incidents.exports.datasets.events import DOUBTED
from incidents.exports.stix.identifiers import stix_id
from incidents.exports.stix.objects import CONFIDENCE, STATED, own_values, stated_object

STANDARD = {
    "affiliate_of": "affiliated-with",
    "same_as": "duplicate-of",
    "targets": "targets",
    "based_in": "located-at",
    "operates_in": "located-at",
}
"""Names that differ from ours with a hyphen."""
ATTRIBUTED = ("perpetrator", "co_perpetrator")


def relation_type(kind: str) -> str:
    """The type of the relationship of a relation that holds.

    >>> relation_type("allied_with"), relation_type("based_in")
    ('allied-with', 'located-at')
    """
    return STANDARD.get(kind, kind.replace("_", "-"))


def relation_object(row, start: str, end: str, sentence: str) -> dict:
    """A relation between the objects `start` and `end`; `sentence` puts it in words."""
    if is_note(row):
        return _note(row, [start, end], sentence)
    holds = row["status"] in STATED
    return stated_object(
        "relationship",
        row,
        stix_id("relationship", "actor_relation", row["id"]),
        relationship_type=relation_type(row["kind"]) if holds else "related-to",
        source_ref=start,
        target_ref=end,
        description=sentence,
        labels=_status_label(row),
        confidence=CONFIDENCE.get(row["confidence"]),
        extensions=_relation_values(row),
    )


def _note(row, refs, sentence):
    denied = ["denied"] if row["polarity"] == "denies" else []
    return stated_object(
        "note",
        row,
        stix_id("note", "actor_relation", row["id"]),
        content=sentence,
        object_refs=refs,
        labels=[*denied, *_status_label(row)],
        confidence=CONFIDENCE.get(row["confidence"]),
        extensions=_relation_values(row),
    )


def _status_label(row):
    return [] if row["status"] == "asserted" else [row["status"]]


def _relation_values(row):
    return own_values(
        "actor_relation",
        row["id"],
        kind=row["kind"],
        status=row["status"],
        polarity=row["polarity"],
        said_by=row["said_by"],
        verdicts=row["verdicts"],
        earliest=row["date_earliest"],
        latest=row["date_latest"],
        date=row["date"],
        date_words=row["date_words"],
    )


def is_note(row) -> bool:
    """Whether a relation says that something does not hold."""
    return (
        row["polarity"] == "denies" or row["status"] == "rejected" or row["kind"] == "unrelated_to"
    )


def part_object(incident, part, ref: str) -> dict:
    """The part of an actor in an incident; `part` is (actor id, name, role, certainty)."""
    actor, name, role, certainty = part
    known = role in ATTRIBUTED and certainty not in DOUBTED
    words = role.replace("_", " ")
    return stated_object(
        "relationship",
        incident,
        stix_id("relationship", "participation", incident["id"], actor, role),
        relationship_type="attributed-to" if known else "related-to",
        source_ref=stix_id("incident", "incident", incident["id"]),
        target_ref=ref,
        description=f"{name}: {words}, {certainty or 'certainty not stated'}",
        labels=list(filter(None, [words, certainty])),
        extensions=own_values("participation", None, role=role, certainty=certainty),
    )


def place_of_incident(incident, ref: str) -> dict:
    """Where an incident happened."""
    return stated_object(
        "relationship",
        incident,
        stix_id("relationship", "incident_place", incident["id"]),
        relationship_type="located-at",
        source_ref=stix_id("incident", "incident", incident["id"]),
        target_ref=ref,
    )
