"""Actors and relations of STIX bundles come in, and nothing alleged becomes a fact."""

import contextlib
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from ctplatform.curation.services import create_record
from ctplatform.exchange.limits import Unreadable
from ctplatform.imports.kinds import recognise
from ctplatform.imports.recognition.limited_facts import facts_of_upload
from incidents.actors.services import create_actor
from incidents.exports.stix.definitions import EXTENSION, TLP
from incidents.exports.stix.formats import read_actors
from incidents.models import Actor, ActorRelation
from tests.factories.curation import Team
from tests.incidents.exports.test_stix_import import ANYTHING, SAMPLES
from tests.incidents.imports.record_tables.tables import bring, counts, export

pytestmark = pytest.mark.django_db
SET = {"type": "intrusion-set", "id": "intrusion-set--1", "name": "APT", "aliases": ["A1", "A2"]}
ACTOR = {"type": "threat-actor", "id": "threat-actor--1", "name": "Front"}
MAKER = {"type": "identity", "id": "identity--1", "name": "Vendor"}


def tie(kind, source="intrusion-set--1", target="threat-actor--1", **values):
    return {
        "type": "relationship", "id": f"relationship--{kind}", "relationship_type": kind,
        "source_ref": source, "target_ref": target, **values,
    }  # fmt: skip


def write(folder, *objects):
    path = folder / "bundle.json"
    path.write_text(json.dumps({"type": "bundle", "id": "bundle--1", "objects": objects}))
    return path


def cells(folder, *objects):
    rows = read_actors(write(folder, *objects), {})
    return [(row.table.noun, row.key, row.cells) for row in rows]


def test_a_foreign_bundle_is_read(tmp_path):
    marked = {"object_marking_refs": [TLP["amber"]], "first_seen": "2010-02-03T00:00:00Z"}
    made = {"created_by_ref": "identity--1"}
    period = {"start_time": "2012-01-01T00:00:00Z", "confidence": 80}
    found = cells(
        tmp_path, MAKER, SET | marked | made, ACTOR, tie("allied-with", **period),
        tie("uses", target="malware--1"), tie("related-to"),
    )  # fmt: skip
    assert found == [
        ("actors", "intrusion-set--1", {
            "name": "APT", "active": "2010-02-03/..", "marking": "amber", "aliases": ["A1", "A2"],
        }),
        ("actors", "threat-actor--1", {"name": "Front"}),
        ("actor-relations", "relationship--allied-with", {
            "subject": "intrusion-set--1", "object": "threat-actor--1", "kind": "allied_with",
            "confidence": "high", "date": "2012-01-01/..",
        }),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("times", "date"),
    [
        ({"start_time": "2012-01-01T00:00:00Z", "stop_time": "2012-01-01T08:00:00Z"}, "2012-01-01"),
        ({"stop_time": "2012-01-01T00:00:00Z"}, "../2012-01-01"),
        (
            {"start_time": "2012-01-01T00:00:00Z", "stop_time": "2013-01-01T00:00:00Z"},
            "2012-01-01/2013-01-01",
        ),
    ],
)
def test_the_times_of_a_relationship_are_its_date(tmp_path, times, date):
    *_actors, (_table, _key, values) = cells(tmp_path, SET, ACTOR, tie("allied-with", **times))
    assert values["date"] == date


@pytest.mark.both_databases
def test_sponsors_are_read_as_alleged_by_who_says_so(tmp_path):
    team = Team()
    said = tie("sponsors", created_by_ref="identity--1")
    path = write(tmp_path, MAKER, SET, ACTOR, said)
    done = bring(team, path, "stix-actors", dataset="stix")
    assert counts(done) == (3, 0, 0)
    relation = ActorRelation.objects.get()
    assert (relation.kind, relation.status) == ("sponsors", "alleged")
    assert relation.claimant_words == "Vendor"
    words = [note["message"] for note in done["warned"] if note["column"] == "relationship_type"]
    assert words == ["That somebody sponsors an actor is read as alleged by “Vendor”."]
    assert counts(bring(team, path, "stix-actors", dataset="stix")) == (0, 0, 3)


def test_sponsors_that_nobody_states_are_counted(tmp_path):
    first, *others = read_actors(write(tmp_path, SET, ACTOR, tie("sponsors")), {})
    assert [note.column for note in first.warnings] == ["relationship"]
    assert [row.table.noun for row in others] == ["actors"]


def test_what_is_not_read_is_counted(tmp_path):
    tool = {"type": "tool", "id": "tool--1", "name": "x"}
    path = write(tmp_path, MAKER, SET | {"created_by_ref": "identity--1"}, tool, tie("related-to"))
    first, *others = read_actors(path, {})
    assert [note.column for note in first.warnings] == ["identity", "relationship", "tool"]
    assert "only actors are, and the relations between them" in first.warnings[0].message
    assert not others


def test_a_bundle_without_actors_says_so(tmp_path):
    path = write(tmp_path, {"type": "tool", "id": "tool--1"})
    with pytest.raises(Unreadable, match=r"no actor with a name that is in force; .* tool \(1\)"):
        list(read_actors(path, {}))


def test_bundles_are_recognised_by_their_objects(tmp_path):
    incident = {"type": "incident", "id": "incident--1", "name": "Attack"}
    for objects, format in (
        ([SET, ACTOR], "stix-actors"),
        ([SET, incident], "stix"),
        ([{"type": "tool", "id": "tool--1"}], "stix"),
    ):
        path = write(tmp_path, *objects)
        file = SimpleUploadedFile("a.json", path.read_bytes())
        assert recognise(facts_of_upload(file)).formats == (format,)


@pytest.mark.both_databases
def test_our_bundle_comes_into_another_project_and_back(tmp_path):
    team, copy = Team(), Team()
    one, two = (
        create_actor(values | {"project": team.project}, by=team.author, aliases=aliases).record
        for values, aliases in (
            ({"name": "JNIM", "kind": "armed_group", "founded": "2017", "country": "ML"}, ["GSIM"]),
            ({"name": "State", "kind": "state", "wikidata": "Q912", "marking": "green"}, ["Etat"]),
        )
    )
    for values in (
        {"kind": "rival_of", "date": "2018/..", "confidence": "moderate"},
        {"kind": "sponsors", "status": "alleged", "claimant": two},
        {"kind": "hosts", "polarity": "denies"},
    ):
        create_record(ActorRelation, {"subject": one, "object": two, **values}, by=team.author)
    path = export(team, "actors", tmp_path / "a.json", "stix")
    assert counts(bring(team, path, "stix-actors", dataset="stix")) == (0, 0, 5)
    done = bring(copy, path, "stix-actors", dataset="stix")
    assert done["types"] == {
        "actors": {"made": 2, "changed": 0, "unchanged": 0},
        "actor-relations": {"made": 3, "changed": 0, "unchanged": 0},
    }
    assert counts(bring(copy, path, "stix-actors", dataset="stix")) == (0, 0, 5)
    fields = ("name", "kind", "founded", "country", "wikidata", "marking", "other_names")
    mine, its = (
        list(Actor.objects.filter(project=each.project).order_by("name").values_list(*fields))
        for each in (team, copy)
    )
    assert mine == its
    relations = ActorRelation.objects
    fields = ("kind", "status", "polarity", "date", "confidence", "subject__name", "object__name")
    mine, its = (
        list(relations.filter(subject__project=each.project).order_by("kind").values_list(*fields))
        for each in (team, copy)
    )
    assert mine == its
    alleged = ActorRelation.objects.get(status="alleged", subject__project=copy.project)
    assert alleged.claimant_words == "State"


@given(values=st.dictionaries(st.sampled_from(sorted({*SET, *tie("x")})), ANYTHING, max_size=6))
def test_odd_values_never_break_the_reader(tmp_path_factory, values):
    folder = tmp_path_factory.mktemp("odd")
    own = {"extensions": {EXTENSION: values}}
    odd = {name: each for name, each in values.items() if name not in ("type", "id")}
    path = folder / "bundle.json"
    note = {"type": "note", "id": "note--1"} | own | odd
    objects = [SET | odd, ACTOR | own, tie("x") | odd, note]
    path.write_text(json.dumps({"type": "bundle", "id": "b", "objects": objects}))
    with contextlib.suppress(Unreadable):
        assert all(row.key for row in read_actors(path, {}))


@pytest.mark.both_databases
def test_samples_of_others_are_read_as_they_say(tmp_path):
    read, groups = 0, ("threat-actor", "intrusion-set")
    for path in sorted(SAMPLES.glob("example*/**/*.json")):
        objects = json.loads(path.read_text()).get("objects", [])
        named = {each["name"] for each in objects if each["type"] in groups}
        if named:
            team = Team()
            bring(team, path, "stix-actors", dataset="stix")
            found = Actor.objects.filter(project=team.project).values_list("name", flat=True)
            assert named <= set(found)
            read += 1
    assert read > 4
