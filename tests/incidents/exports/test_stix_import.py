"""STIX 2.1 bundles read back: our own, and those of others."""

import contextlib
import json
import os
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from ctplatform.exchange.limits import Unreadable
from ctplatform.exchange.registry import find_format, find_reader
from ctplatform.exchange.streaming import join_pieces
from incidents.exports.stix.definitions import EXTENSION, TLP
from incidents.imports.imported_row import Part, PlaceReference
from incidents.imports.services import RowDestination, import_rows
from incidents.models import Actor, Incident, Place
from tests.factories.accounts import ProjectFactory, member
from tests.incidents.exports.test_stix import project  # noqa: F401 - the fixture of an attack

SHARED = Path(os.environ.get("CTPLATFORM_SHARED", settings.BASE_DIR.parent / "shared"))
SAMPLES = SHARED / "data/ann-stix21"
GROUP = {"type": "threat-actor", "id": "threat-actor--1", "name": "Front"}
CITY = {
    "type": "location", "id": "location--1", "name": "Windhoek", "country": "na",
    "latitude": -22.57, "longitude": 17.08, "precision": 500.0,
}  # fmt: skip


def incident(**values):
    return {"type": "incident", "id": "incident--1", "name": "Attack", **values}


def tie(kind, target, number=1, **values):
    return {
        "type": "relationship", "id": f"relationship--{kind}-{number}", "relationship_type": kind,
        "source_ref": "incident--1", "target_ref": target, **values,
    }  # fmt: skip


def read(folder, *objects):
    path = folder / "bundle.json"
    path.write_text(json.dumps({"type": "bundle", "id": "bundle--1", "objects": objects}))
    reader = find_reader("incidents", "stix")
    rows = list(reader.read(path, {}))
    assert reader.count(path, {}) == len(rows)
    return rows


def test_an_incident_is_read_with_its_participants_and_place(tmp_path):
    (row,) = read(
        tmp_path,
        incident(
            description="A bomb.", first_seen="2024-03-05T10:00:00Z",
            last_seen="2024-03-06T10:00:00.5Z", object_marking_refs=[TLP["amber"]],
            external_references=[{"source_name": "ucdp-ged", "external_id": "77"}],
        ),
        GROUP,
        CITY,
        tie("attributed-to", "threat-actor--1"),
        tie("located-at", "location--1"),
    )  # fmt: skip
    assert row.values == {
        "title": "Attack", "summary": "A bomb.", "date": "2024-03-05/2024-03-06",
        "record_kind": "event", "marking": "amber",
    }  # fmt: skip
    assert row.parts == [Part("Front", "perpetrator")]
    assert row.spot == PlaceReference("Windhoek", None, "NA", -22.57, 17.08, 500)
    assert row.dataset_ids == [("ucdp-ged", "77")]
    assert (row.key, row.row, row.errors, row.warnings) == ("incident--1", 1, [], [])


@pytest.mark.parametrize(
    ("stated", "name", "kind"),
    [
        ({"name": "Windhoek", "country": "NA"}, "Windhoek", None),
        ({"name": "Namib", "region": "southern-africa"}, "Namib", None),
        ({"name": "Windhoek", "city": "Windhoek", "country": "NA"}, "Windhoek", "city"),
        ({"name": "Namibia", "country": "Namibia"}, "Namibia", "country"),
        ({"country": "NA"}, "NA", "country"),
        ({"region": "southern-africa"}, "southern-africa", "region"),
    ],
)
def test_a_place_is_of_the_kind_that_the_bundle_states(tmp_path, stated, name, kind):
    location = {"type": "location", "id": "location--1", **stated}
    (row,) = read(tmp_path, incident(), location, tie("located-at", "location--1"))
    assert (row.spot.name, row.spot.kind) == (name, kind)


def test_what_is_suspected_stays_suspected(tmp_path):
    own = {EXTENSION: {"role": "suspected_perpetrator", "certainty": "alleged"}}
    (row,) = read(tmp_path, incident(), GROUP, tie("related-to", "threat-actor--1", extensions=own))
    assert row.parts == [Part("Front", "suspected_perpetrator", "alleged")]
    (row,) = read(tmp_path, incident(), GROUP, tie("related-to", "threat-actor--1"))
    assert row.parts == []
    assert [note.column for note in row.warnings] == ["relationship", "threat-actor"]


def test_what_is_not_read_is_counted_once(tmp_path):
    others = [{"type": "indicator", "id": f"indicator--{n}"} for n in range(3)]
    first, second = read(tmp_path, *others, incident(), incident(id="incident--2"), GROUP)
    assert [note.message.split(" of ")[0] for note in first.warnings] == ["3 objects", "1 object"]
    assert second.warnings == []


def test_values_that_are_unknown_are_reported_and_left_out(tmp_path):
    own = {"killed": {"low": 5, "best": 3}, "attack_types": ["bombing", "magic"], "country": "ZZZ"}
    (row,) = read(tmp_path, incident(name="", first_seen="yesterday", extensions={EXTENSION: own}))
    assert [note.column for note in row.errors] == ["name"]
    assert {note.column for note in row.warnings} == {"first_seen", "killed", "country"}
    assert row.unread == [("attack_types", "magic")]
    assert row.harm[0]["qualifier"] == "contradictory"
    assert row.values["attack_types"] == ["bombing"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('{"type":"bundle","objects":[', "not a STIX bundle"),
        ('{"type":"report"}', "not a STIX bundle"),
        ('{"type":"bundle","objects":[]}', "empty"),
        ('{"type":"bundle","objects":[{"type":"tool"}]}', "Object 1 has no"),
        ('{"type":"bundle","objects":[{"type":"a","id":"b","c":["\\u0000"]}]}', "NUL"),
        ('{"type":"bundle","objects":[{"type":"tool","id":"tool--1"}]}', r"tool \(1\)"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(tmp_path, content, words):
    path = tmp_path / "bundle.json"
    path.write_text(content)
    with pytest.raises(Unreadable, match=words):
        list(find_reader("incidents", "stix").read(path, {}))


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)
NAMES = (
    "name", "description", "extensions", "external_references", "object_marking_refs", "first_seen",
    "source_ref", "target_ref", "relationship_type", "country", "latitude", "longitude",
    "precision", "revoked", "identity_class", EXTENSION,
)  # fmt: skip


@given(st.lists(st.dictionaries(st.sampled_from(NAMES), ANYTHING), max_size=4), ANYTHING)
def test_strange_values_are_never_a_crash(tmp_path_factory, rows, own):
    kinds = ("relationship", "location", "threat-actor", "incident")
    objects = [
        {"type": kind, "id": f"{kind}--1", "source_ref": "incident--1", **row}
        for kind, row in zip(kinds, rows, strict=False)
    ]
    extensions = {EXTENSION: {"killed": own, "date": own, "country": own, "latitude": own}}
    found = incident(extensions=extensions, labels=own)
    path = tmp_path_factory.mktemp("stix") / "bundle.json"
    text = json.dumps({"type": "bundle", "objects": [found, *objects]})
    path.write_text(text.replace("NaN", "0").replace("-Infinity", "0").replace("Infinity", "0"))
    with contextlib.suppress(Unreadable):
        list(find_reader("incidents", "stix").read(path, {}))


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the STIX samples are not here")
def test_bundles_of_others_are_read_or_refused_by_name():
    files = sorted(
        path for path in SAMPLES.rglob("*.json") if "schemas" not in path.relative_to(SAMPLES).parts
    )
    refused = {}
    for path in files:
        try:
            list(find_reader("incidents", "stix").read(path, {}))
        except Unreadable as error:
            refused[path.name] = str(error)
    assert len(files) > 25
    assert "location (272)" in refused["geography.json"]
    assert "not a STIX bundle" in refused["invalid_comma.json"]


def written(reader, in_project):
    rows = Incident.objects.visible_to(reader).filter(project=in_project)
    format = find_format("incidents", "stix")
    return b"".join(join_pieces(format.pieces(rows, reader, "https://example.org/export")))


def load(path, target, by):
    reader = find_reader("incidents", "stix")
    rows = reader.read(path, {})
    return import_rows(
        rows, RowDestination(target, "stix", "open"), by=by, report=lambda *_: None, total=2
    )


@pytest.mark.django_db
@pytest.mark.both_databases
def test_our_own_bundle_gives_the_same_incidents(project, tmp_path):  # noqa: F811
    path = tmp_path / "bundle.json"
    path.write_bytes(written(member(project, "editor"), project))
    other = ProjectFactory(slug="other")
    editor = member(other, "editor")
    summary = load(path, other, editor)
    assert (summary["made"], summary["errors"]) == (2, 0)
    attack = Incident.objects.get(project=other, title="Attack")
    assert (attack.date, attack.summary, attack.attack_types) == (
        "2024-03-05", "A bomb.", ["bombing"],
    )  # fmt: skip
    assert (attack.killed_low, attack.killed_best, attack.killed_high) == (3, 4, 9)
    assert (attack.place.name, attack.place.kind) == ("Windhoek", "city")
    parts = attack.participations.values_list("actor__name", "actor__kind", "role", "certainty")
    assert set(parts) == {
        ("Front", "armed_group", "perpetrator", "confirmed"),
        ("Republic", "state", "target", "confirmed"),
    }
    assert not Actor.objects.filter(project=other, name__in=("Secretname", "a person")).exists()
    assert Place.objects.filter(project=other).count() == 1
    again = load(path, other, editor)
    assert (again["made"], again["changed"], again["unchanged"]) == (0, 0, 2)


@pytest.mark.django_db
def test_a_bundle_that_comes_back_changes_the_same_incidents(project, tmp_path):  # noqa: F811
    editor = member(project, "editor")
    path = tmp_path / "bundle.json"
    path.write_bytes(written(editor, project).replace(b"A bomb.", b"A bomb in a market."))
    summary = load(path, project, editor)
    assert (summary["made"], summary["changed"], summary["unchanged"]) == (0, 1, 1)
    assert Incident.objects.filter(project=project).count() == 2
