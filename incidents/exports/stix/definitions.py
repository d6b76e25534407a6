"""Pure: objects that every bundle has or may refer to: the producer, our extension, markings.

The definitions of the Traffic Light Protocol 2.0 are those that OASIS publishes (STIX common object
repository, TLP 2.0): STIX 2.1 itself predefines version 1 only, which has no CLEAR and no
AMBER+STRICT.
"""

from incidents.exports.stix.identifiers import stix_id

MADE = "2026-11-01T00:00:00.000Z"
PRODUCER = stix_id("identity", "ctplatform")
EXTENSION = stix_id("extension-definition", "ctplatform", "record")
TLP_EXTENSION = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"
TLP_MADE = "2022-10-01T00:00:00.000Z"
TLP = {
    "clear": "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
    "green": "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
    "amber": "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
    "amber+strict": "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
    "red": "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
}
"""From the least to the most restrictive."""
ABOUT_EXTENSION = """\
Values of a record of ctplatform that STIX 2.1 has no property for. All are optional.
record_id: UUID of the record. record_type: incident, actor, actor_relation, participation, place,
source or article. project: address of its project. state: candidate, published or withdrawn.
kind: kind of the record, in the vocabulary of its type. status: of a relation: asserted, alleged,
hypothesised, intended, rejected or ended. Only asserted and ended relations are stated as facts by
the project. polarity: asserts or denies. said_by: who alleges it. verdicts: of reviewers of the
allegation. role and certainty: of a participant; suspected, alleged and inferred parts are not
stated as facts. date: EDTF, ISO 8601-2; date_words: the same in words; earliest and latest: the
first and the last day that it may mean. killed: {low, best, high}, null where not known, which is
not zero.
latitude, longitude, uncertainty_m: position of an incident. reliability: of a source, A to F.
publisher_ref: the source of a text. rights: whether the record may be passed on."""


def producer() -> dict:
    """The program that writes the bundle; the projects are named on the records."""
    return {
        "type": "identity",
        "spec_version": "2.1",
        "id": PRODUCER,
        "created": MADE,
        "modified": MADE,
        "name": "ctplatform",
        "description": "A register of incidents and actors in which every value has a source.",
        "identity_class": "system",
    }


def extension_definition() -> dict:
    """The definition of our extension of objects."""
    return {
        "type": "extension-definition",
        "spec_version": "2.1",
        "id": EXTENSION,
        "created_by_ref": PRODUCER,
        "created": MADE,
        "modified": MADE,
        "name": "ctplatform record",
        "description": "What the record says beyond the properties of STIX, such as its status.",
        "schema": ABOUT_EXTENSION,
        "version": "1.0.0",
        "extension_types": ["property-extension"],
    }


def marking_definition(marking: str) -> dict:
    """The definition of a marking of the Traffic Light Protocol 2.0."""
    return {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": TLP[marking],
        "created": TLP_MADE,
        "name": f"TLP:{marking.upper()}",
        "extensions": {
            TLP_EXTENSION: {"extension_type": "property-extension", "tlp_2_0": marking},
        },
    }


def strictest(markings) -> str | None:
    """The most restrictive of some markings; None of none.

    >>> strictest(["clear", None, "amber", "green"])
    'amber'
    """
    order = list(TLP)
    return max(filter(None, markings), key=order.index, default=None)
