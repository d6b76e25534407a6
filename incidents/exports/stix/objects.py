"""Pure: values of records as STIX 2.1 objects, own dictionaries in the order of the standard."""

import datetime as dt
from uuid import UUID

from incidents.exports.stix.definitions import EXTENSION, PRODUCER, TLP
from incidents.exports.stix.identifiers import start_of_day, stix_id, stix_time

THREAT_ACTORS = ("armed_group", "armed_group_branch")
"""Kinds of actors that become a `threat-actor`; a state or a person is never called one."""
IDENTITY_CLASSES = {
    "individual": "individual",
    "state": "organization",
    "de_facto_authority": "organization",
    "state_security_force": "organization",
    "organisation": "organization",
    "coalition": "group",
    "movement": "group",
    "network_hypothesis": "group",
    "collective_label": "class",
    "population_group": "class",
}
CONFIDENCE = {"low": 15, "moderate": 50, "high": 85}
"""The middle of each band of the scale None / Low / Med / High of STIX 2.1, appendix A."""
STATED = ("asserted", "ended")
"""Statuses of relations that the register states as facts."""
UNNAMED = "a person"


def stated_object(kind, row, ref, **values) -> dict:
    """An object with its common properties; values that are empty are left out.

    `row` has `created`, `updated`, and maybe `marking` and `state`. A withdrawn record is revoked.
    """
    common = {
        "type": kind,
        "spec_version": "2.1",
        "id": ref,
        "created_by_ref": PRODUCER,
        "created": stix_time(row["created"]),
        "modified": stix_time(max(row["created"], row["updated"])),
        "revoked": row.get("state") == "withdrawn" or None,
        "object_marking_refs": [TLP[row["marking"]]] if row.get("marking") else None,
    }
    return {name: value for name, value in (common | values).items() if value not in (None, "", [])}


def own_values(record_type, pk, **values) -> dict:
    """The property `extensions` with our own values; empty ones are left out."""
    found = {"record_type": record_type, "record_id": pk and str(pk), **values}
    filled = {name: _plain(each) for name, each in found.items() if each not in (None, "", [])}
    return {EXTENSION: {"extension_type": "property-extension", **filled}}


def _plain(value):
    return str(value) if isinstance(value, UUID | dt.date) else value


def outside_ids(*pairs) -> list[dict]:
    """`external_references` of (name of the dataset, id there, its address or None)."""
    return [
        {"source_name": name, "external_id": str(pk)} | ({"url": url} if url else {})
        for name, pk, url in pairs
        if pk not in (None, "")
    ]


def actor_ref(pk, kind) -> str:
    """The identifier of an actor; its type follows from the kind."""
    return stix_id("threat-actor" if kind in THREAT_ACTORS else "identity", "actor", pk)


def actor_object(row, is_named) -> dict:
    """An actor; of a person whose name is not passed on, nothing but that there is one."""
    kind = row["kind"]
    ref = actor_ref(row["id"], kind)
    wikidata = row["wikidata"]
    item = f"https://www.wikidata.org/wiki/{wikidata}" if wikidata else None
    values = {
        "name": row["name"],
        "description": row["description"],
        "extensions": own_values(
            "actor",
            row["id"],
            project=row["project"],
            state=row["state"],
            kind=kind,
            country=row["country"],
            active=row["active"],
            founded=row["founded"],
            ended=row["ended"],
            aliases=None if kind in THREAT_ACTORS else row["aliases"],
        ),
        "external_references": outside_ids(
            ("wikidata", wikidata, item), ("ucdp-actor", row["ucdp_actor_id"], None)
        ),
    }
    if not is_named:
        values = {
            "name": UNNAMED,
            "extensions": own_values(
                "actor", row["id"], project=row["project"], state=row["state"], kind=kind
            ),
        }
    if kind in THREAT_ACTORS:
        values["aliases"] = row["aliases"]
        return stated_object("threat-actor", row, ref, **values)
    values["identity_class"] = IDENTITY_CLASSES.get(kind, "unknown")
    return stated_object("identity", row, ref, **values)


def incident_object(row) -> dict:
    """An incident: name and description, and the rest in the extension, since STIX has no more."""
    killed = {name: row[key] for name, key in KILLED.items()}
    known = any(value is not None for value in killed.values())
    return stated_object(
        "incident",
        row,
        stix_id("incident", "incident", row["id"]),
        name=row["title"],
        description=row["summary"],
        labels=[row["event_type"]] if row["event_type"] else None,
        external_references=outside_ids(
            *((each["dataset"], each["id"], None) for each in row["dataset_ids"] or ())
        ),
        extensions=own_values(
            "incident",
            row["id"],
            project=row["project"],
            state=row["state"],
            kind=row["record_kind"],
            lifecycle=row["lifecycle"],
            rights=row["rights"],
            date=row["date"],
            date_words=row["date_words"],
            earliest=row["date_earliest"],
            latest=row["date_latest"],
            country=row["country"],
            place=row["place_name"],
            latitude=row["lat"],
            longitude=row["lon"],
            uncertainty_m=row["uncertainty_m"] if row["lat"] is not None else None,
            killed=killed if known else None,
            attack_types=row["attack_types"],
            target_types=row["target_types"],
            weapon_types=row["weapon_types"],
        ),
    )


KILLED = {"low": "killed_low", "best": "killed", "high": "killed_high"}


def location_object(row) -> dict | None:
    """A location; None if neither country nor position is known: STIX requires one."""
    country, placed = row["country"], row["lat"] is not None
    if not country and not placed:
        return None
    position = {"latitude": row["lat"], "longitude": row["lon"]} if placed else {}
    if placed and row["uncertainty_m"] is not None:
        position["precision"] = float(row["uncertainty_m"])
    return stated_object(
        "location",
        row,
        stix_id("location", "place", row["id"]),
        name=row["name"],
        country=country,
        administrative_area=row["iso_3166_2"],
        **position,
        external_references=outside_ids(
            ("geonames", row["geonames_id"], None), ("wikidata", row["wikidata"], None)
        ),
        extensions=own_values("place", row["id"], kind=row["kind"], disputed=row["disputed"]),
    )


def source_object(row) -> dict:
    """A publisher as an identity."""
    return stated_object(
        "identity",
        row,
        stix_id("identity", "source", row["id"]),
        name=row["name"],
        identity_class="individual" if row["kind"] == "person" else "organization",
        external_references=(
            [{"source_name": row["name"], "url": row["url"]}] if row["url"] else None
        ),
        extensions=own_values(
            "source", row["id"], kind=row["kind"], reliability=row["reliability"]
        ),
    )


def text_object(row, published: dt.date, refs: list[str], publisher: str | None) -> dict:
    """A text as a report about the records that its passages are linked to; without quotes."""
    return stated_object(
        "report",
        row,
        stix_id("report", "article", row["id"]),
        name=row["title"],
        published=start_of_day(published),
        object_refs=refs,
        external_references=(
            [{"source_name": row["title"], "url": row["url"]}] if row["url"] else None
        ),
        extensions=own_values(
            "article",
            row["id"],
            date=row["published"],
            language=row["language"],
            publisher_ref=publisher,
        ),
    )
