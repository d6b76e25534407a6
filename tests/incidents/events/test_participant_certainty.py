"""Each actor of an incident is shown with the certainty of its own part, never one for all."""

import csv
import io
import json

import pytest

from tests.factories import incidents as make
from tests.factories.accounts import member
from tests.incidents.conftest import client_of
from tests.incidents.records.test_pages import page_of, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def attack(project, author):
    incident = make.IncidentFactory(
        project=project, created_by=author, title="Concert hall", published=True
    )
    for name, role, certainty in (
        ("gunmen", "perpetrator", "confirmed"),
        ("Islamic State Khorasan", "perpetrator", "suspected"),
        ("Helpers", "co_perpetrator", "alleged"),
        ("Police", "responder", None),
    ):
        actor = make.ActorFactory(project=project, created_by=author, name=name)
        make.ParticipationFactory(incident=incident, actor=actor, role=role, certainty=certainty)
    return incident


ACTING = (
    "gunmen: confirmed",
    "Islamic State Khorasan: suspected",
    "Helpers: co-perpetrator, alleged",
)
EXPORTED = (
    "gunmen: perpetrator, confirmed; Islamic State Khorasan: perpetrator, suspected; "
    "Helpers: co_perpetrator, alleged; Police: responder"
)


def test_the_dossier_says_the_certainty_of_each_actor(author, attack):
    page = page_of(signed_in(author).get(f"/incidents/{attack.pk}/"))
    assert "; ".join(ACTING) in page
    assert "Police: responder" in page


def test_a_party_to_the_fighting_is_among_the_facts(author, project):
    battle = make.IncidentFactory(project=project)
    make.ParticipationFactory(
        incident=battle,
        role="belligerent",
        certainty="confirmed",
        actor=make.ActorFactory(project=project, name="Army"),
    )
    page = page_of(signed_in(author).get(f"/incidents/{battle.pk}/"))
    assert "Army: party to the fighting, confirmed" in page


def test_the_list_says_the_certainty_of_each_actor(author, project, attack):
    merged = make.IncidentFactory(project=project, merged_into=attack)
    for n in range(3):
        actor = make.ActorFactory(project=project, name=f"Cell {n}")
        make.ParticipationFactory(incident=merged, actor=actor, certainty="inferred")
    page = page_of(signed_in(author).get("/incidents/?project=sahel"))
    assert "; ".join((*ACTING, "Cell 0: inferred", "and 2 more")) in page
    assert "Police" not in page


def test_the_queries_of_the_list_do_not_grow_with_actors(
    author, project, django_assert_max_num_queries
):
    client = signed_in(author)

    def count():
        with django_assert_max_num_queries(60) as queries:
            page_of(client.get("/incidents/?project=sahel"))
        return len(queries)

    def add():
        incident = make.IncidentFactory(project=project)
        actor = make.ActorFactory(project=project)
        make.ParticipationFactory(incident=incident, actor=actor)

    add()
    first = count()
    for _ in range(10):
        add()
    assert count() == first


def exported(user, name):
    answer = client_of(user).get("/api/v1/incidents/export/", {"format": name, "project": "sahel"})
    return b"".join(answer.streaming_content).decode()


def test_every_export_says_the_certainty_of_each_actor(author, attack):
    (row,) = csv.DictReader(io.StringIO(exported(author, "csv")))
    assert row["actors"] == EXPORTED
    assert json.loads(exported(author, "jsonl").splitlines()[0])["actors"] == EXPORTED
    (feature,) = json.loads(exported(author, "geojson"))["features"]
    assert feature["properties"]["actors"] == EXPORTED


def test_nobody_takes_along_an_actor_that_they_may_not(project, author, attack):
    type(project).objects.filter(pk=project.pk).update(visibility="public")
    merged = make.IncidentFactory(project=project, merged_into=attack, rights="restricted")
    hidden = [
        make.ActorFactory(project=project, name="Secret", marking="red", created_by=author),
        make.ActorFactory(
            project=project, name="Jane Roe", kind="individual", person_sensitivity="victim"
        ),
    ]
    for actor in hidden:
        make.ParticipationFactory(incident=attack, actor=actor)
    licensed = make.ActorFactory(project=project, name="Of the licensed data")
    make.ParticipationFactory(incident=merged, actor=licensed)
    outsider = member(make.ActorFactory().project, "owner")

    for name in ("csv", "jsonl", "geojson"):
        told = exported(outsider, name)
        assert EXPORTED in told
        assert not any(word in told for word in ("Secret", "Jane Roe", "licensed"))
        mine = exported(author, name)
        assert "Secret: perpetrator" in mine
        assert "a person: perpetrator" in mine
        assert "Of the licensed data: perpetrator" in mine
    page = page_of(signed_in(outsider).get("/incidents/?project=sahel"))
    assert not any(word in page for word in ("Secret", "Jane Roe"))
