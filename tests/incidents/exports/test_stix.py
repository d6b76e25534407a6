"""Incidents, actors and relations as STIX 2.1, checked by the validator of OASIS."""

import json
from uuid import UUID

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotations.models import Article
from ctplatform.exchange.losses.counting import measure_losses
from ctplatform.exchange.registry import find_format
from incidents.events.models.killed import keep_killed
from incidents.exports.stix.definitions import EXTENSION, TLP
from incidents.exports.stix.identifiers import stix_id
from incidents.models import Actor, ActorRelation, Incident
from tests.factories import annotations as texts
from tests.factories import incidents as make
from tests.factories.accounts import ProjectFactory, member
from tests.incidents.conftest import client_of

stix2validator = pytest.importorskip("stix2validator")
pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
REFERENCES = ("source_ref", "target_ref", "created_by_ref")
NOUNS = ("incidents", "actors", "actor-relations")


@pytest.fixture
def project():
    """An attack by a group and a suspect, and relations of every status between its actors."""
    project = ProjectFactory(visibility="public", slug="sahel")
    town = make.PlaceFactory(
        project=project, name="Windhoek", lat=-22.57, lon=17.08, kind="city", published=True
    )
    sea = make.PlaceFactory(project=project, name="High seas", kind="region", published=True)
    attack = make.IncidentFactory(
        project=project, title="Attack", date="2024-03-05", place=town, published=True,
        summary="A bomb.", attack_types=["bombing"],
    )  # fmt: skip
    make.IncidentFactory(project=project, title="At sea", place=sea, published=True)
    own = {"project": project, "published": True}
    front = make.ActorFactory(
        name="Front", kind="armed_group", ucdp_actor_id=77, wikidata="Q42", **own
    )
    state = make.ActorFactory(name="Republic", kind="state", **own)
    person = make.ActorFactory(
        name="Secretname", kind="individual", person_sensitivity="suspect_unconvicted",
        description="Secretdescription", **own,
    )  # fmt: skip
    make.ActorAliasFactory(actor=person, text="Secretalias")
    make.ActorAliasFactory(actor=front, text="The F.")
    make.ParticipationFactory(
        incident=attack, actor=front, role="perpetrator", certainty="confirmed"
    )
    make.ParticipationFactory(incident=attack, actor=person, role="suspected_perpetrator")
    make.ParticipationFactory(incident=attack, actor=state, role="target", certainty="confirmed")
    make.CasualtyEstimateFactory(incident=attack, kind="killed", low=3, best=4, high=9)
    keep_killed(Incident, [attack.pk])
    for actor in (front, person):
        Actor.objects.get(pk=actor.pk).save()  # copies its names
    ties = {"subject": state, "object": front}
    make.ActorRelationFactory(kind="opposes", confidence="high", **ties)
    make.ActorRelationFactory(
        kind="sponsors", status="alleged", claimant_words="a minister", confidence="low", **ties
    )
    make.ActorRelationFactory(kind="hosts", status="rejected", **ties)
    make.ActorRelationFactory(kind="recognises", polarity="denies", **ties)
    make.ActorRelationFactory(subject=front, object=None, place=town, kind="operates_in")
    editor = member(project, "editor")
    article = texts.article(
        project, editor, "A bomb exploded in Windhoek.", title="Report", published="2024-03-06",
        url="https://example.org/report", source=make.SourceFactory(project=project, name="Agency"),
    )  # fmt: skip
    texts.link(texts.annotation(article, editor, "A bomb"), attack, editor)
    undated = texts.article(project, editor, "Somebody spoke.", title="Undated")
    texts.link(texts.annotation(undated, editor, "Somebody"), attack, editor)
    return project


def bundle_of(user, noun="incidents", **query):
    client = client_of(user) if user else client_of(AnonymousUser())
    answer = client.get(f"/api/v1/{noun}/export/", {"format": "stix", **query})
    assert answer.status_code == 200, answer.content
    content = b"".join(answer.streaming_content)
    found = stix2validator.validate_string(content.decode(), OPTIONS)
    assert found.is_valid, [str(each) for each in found.errors]
    return json.loads(content)["objects"]


OPTIONS = stix2validator.ValidationOptions(version="2.1", strict=False)


def by_name(found, kind):
    return {each.get("name"): each for each in found if each["type"] == kind}


def extended(stated):
    return stated.get("extensions", {}).get(EXTENSION, {})


@pytest.fixture
def reader(project):
    return member(project, "reader")


@pytest.mark.parametrize("noun", NOUNS)
def test_bundles_are_valid_and_refer_to_nothing_outside(reader, noun):
    found = bundle_of(reader, noun)
    ids = [each["id"] for each in found]
    assert len(set(ids)) == len(ids)
    named = set()
    for each in found:
        named |= {
            each[key] for key in ("source_ref", "target_ref", "created_by_ref") if key in each
        }
        named |= {*each.get("object_refs", ()), *each.get("object_marking_refs", ())}
    assert named <= set(ids)


def test_an_incident_says_all_that_its_extension_defines(reader):
    found = bundle_of(reader)
    attack = by_name(found, "incident")["Attack"]
    assert attack["description"] == "A bomb."
    own = extended(attack)
    assert (own["date"], own["earliest"], own["latest"]) == ("2024-03-05",) * 3
    assert own["killed"] == {"low": 3, "best": 4, "high": 9}
    assert (own["latitude"], own["attack_types"], own["state"]) == (
        -22.57,
        ["bombing"],
        "published",
    )
    row = Incident.objects.get(title="Attack")
    assert attack["id"] == stix_id("incident", "incident", row.pk)
    assert own["record_id"] == str(row.pk)
    (definition,) = (each for each in found if each["type"] == "extension-definition")
    words = definition["schema"]
    for each in found:
        for name in each.get("extensions", {}).get(EXTENSION, {}):
            assert name == "extension_type" or name in words or name in UNEXPLAINED, name


UNEXPLAINED = {
    "active", "aliases", "attack_types", "country", "disputed", "ended", "founded", "language",
    "lifecycle", "place", "target_types", "weapon_types",
}  # fmt: skip
"""Named as in the exports of records, which the data dictionary explains."""


def test_actors_are_called_threats_only_where_the_register_says_armed_group(reader):
    found = bundle_of(reader, "actors")
    (front,) = (each for each in found if each["type"] == "threat-actor")
    assert (front["name"], front["aliases"]) == ("Front", ["The F."])
    assert {"source_name": "ucdp-actor", "external_id": "77"} in front["external_references"]
    people = by_name(found, "identity")
    assert people["Republic"]["identity_class"] == "organization"
    assert people["a person"]["identity_class"] == "individual"


@pytest.mark.parametrize("noun", NOUNS)
@pytest.mark.parametrize("who", ["reader", None])
def test_names_of_protected_people_are_in_no_bundle(project, reader, noun, who):
    content = json.dumps(bundle_of(reader if who else None, noun))
    assert "Secret" not in content
    if who and noun != "actor-relations":
        assert "a person" in content


def test_what_is_only_alleged_is_never_the_type_of_a_relationship(reader):
    found = bundle_of(reader)
    relations = {
        extended(each)["kind"]: each
        for each in found
        if each["type"] in ("relationship", "note") and "kind" in extended(each)
    }
    assert relations["opposes"]["relationship_type"] == "opposes"
    assert relations["opposes"]["confidence"] == 85
    alleged = relations["sponsors"]
    assert (alleged["relationship_type"], alleged["labels"]) == ("related-to", ["alleged"])
    assert alleged["confidence"] == 15
    assert alleged["description"] == "Alleged: sponsors, according to a minister."
    assert extended(alleged)["status"] == "alleged"
    assert [relations[kind]["type"] for kind in ("hosts", "recognises")] == ["note", "note"]
    assert relations["recognises"]["content"] == "Asserted: does not recognise."
    assert relations["operates_in"]["relationship_type"] == "located-at"


def test_only_a_certain_perpetrator_is_attributed(reader):
    found = bundle_of(reader)
    names = {each["id"]: each.get("name") for each in found}
    parts = {
        names[each["target_ref"]]: (each["relationship_type"], each["labels"])
        for each in found
        if each["type"] == "relationship" and extended(each).get("record_type") == "participation"
    }
    assert parts == {
        "Front": ("attributed-to", ["perpetrator", "confirmed"]),
        "a person": ("related-to", ["suspected perpetrator"]),
        "Republic": ("related-to", ["target", "confirmed"]),
    }


def test_texts_are_reports_without_quotes(reader):
    found = bundle_of(reader)
    (report,) = (each for each in found if each["type"] == "report")
    assert (report["name"], report["published"]) == ("Report", "2024-03-06T00:00:00.000Z")
    assert report["object_refs"] == [by_name(found, "incident")["Attack"]["id"]]
    assert extended(report)["publisher_ref"] == by_name(found, "identity")["Agency"]["id"]
    assert "exploded" not in json.dumps(found)


def test_losses_are_counted_before_the_download(reader, project):
    rows = Incident.objects.visible_to(reader).order_by("id")
    found = measure_losses(find_format("incidents", "stix"), rows, reader)
    numbers = {each.what.split(",")[0].split(" (")[0]: each.count for each in found.losses}
    assert numbers == {
        "places with neither a country nor coordinates": 1,
        "people whose names are not passed on": 1,
        "uncertain participants": 1,
        "relations that are alleged": 1,
        "relations that are denied or rejected": 2,
        "texts without a date of publication": 1,
        "passages": 2,
        "casualty estimates": 1,
    }
    answer = client_of(reader).get("/api/v1/incidents/export/losses/", {"format": "stix"})
    assert len(answer.json()["losses"]) == 8
    page = client_of(reader).get("/exports/incidents/stix/")
    assert "places with neither a country nor coordinates" in page.content.decode()


@pytest.mark.parametrize("noun", ["actors", "actor-relations"])
def test_losses_of_actors_and_relations_have_an_address(reader, noun):
    answer = client_of(reader).get(f"/api/v1/{noun}/export/losses/", {"format": "stix"})
    assert answer.status_code == 200
    assert any("alleged" in each["what"] for each in answer.json()["losses"])


def test_markings_are_those_of_tlp_2_and_the_strictest_of_both_ends(project):
    owner = member(project, "owner")
    Actor.objects.filter(name="Front").update(marking="red")
    Actor.objects.filter(name="Republic").update(marking="amber+strict")
    found = bundle_of(owner, "actors")
    assert by_name(found, "threat-actor")["Front"]["object_marking_refs"] == [TLP["red"]]
    (opposes,) = (each for each in found if each.get("relationship_type") == "opposes")
    assert opposes["object_marking_refs"] == [TLP["red"]]
    names = {each["name"] for each in found if each["type"] == "marking-definition"}
    assert names == {"TLP:CLEAR", "TLP:AMBER+STRICT", "TLP:RED"}


@pytest.mark.parametrize("noun", NOUNS)
def test_hidden_records_are_in_no_bundle(project, noun):
    Actor.objects.filter(name="Front").update(marking="red")
    found = json.dumps(bundle_of(None, noun))
    front = Actor.objects.get(name="Front")
    assert "Front" not in found
    assert str(front.pk) not in found
    assert stix_id("threat-actor", "actor", front.pk) not in found
    assert "a minister" not in found


def test_restricted_texts_are_named_for_members_only(project, reader):
    Article.objects.filter(title="Report").update(rights="restricted")
    assert by_name(bundle_of(reader), "report").keys() == {"Report"}
    assert "example.org" not in json.dumps(bundle_of(None))


def test_a_withdrawn_record_is_revoked(project, reader):
    Actor.objects.filter(name="Republic").update(state="withdrawn")
    assert by_name(bundle_of(reader, "actors"), "identity")["Republic"]["revoked"] is True


def test_the_same_record_has_the_same_id_in_every_bundle(reader):
    ids = [{each["id"] for each in bundle_of(reader, noun)} for noun in NOUNS]
    shared = {stix_id("threat-actor", "actor", Actor.objects.get(name="Front").pk)}
    shared |= {
        stix_id("relationship", "actor_relation", ActorRelation.objects.get(kind="opposes").pk)
    }
    assert all(shared <= each for each in ids)
    assert all(UUID(pk.partition("--")[2]).version in (4, 5) for each in ids for pk in each)


@pytest.mark.parametrize("noun", NOUNS)
def test_queries_do_not_grow_with_records(project, reader, noun):
    def count():
        with CaptureQueriesContext(
            connection,
        ) as found:
            bundle_of(reader, noun)
        return len(found)

    bundle_of(reader, noun)
    before = count()
    attack = Incident.objects.get(title="Attack")
    for number in range(4):
        actor = make.ActorFactory(project=project, name=f"More {number}", published=True)
        place = make.PlaceFactory(project=project, name=f"Town {number}", published=True)
        incident = make.IncidentFactory(project=project, place=place, published=True)
        make.ParticipationFactory(incident=incident, actor=actor)
        make.ActorRelationFactory(subject=actor, object=Actor.objects.get(name="Front"))
        make.ParticipationFactory(incident=attack, actor=actor)
    assert count() == before
