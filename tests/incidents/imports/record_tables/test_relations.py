"""Tables of relations of actors come in, and say in each bad row what to do."""

import pytest

from ctplatform.curation.services import create_record
from incidents.actors.services import create_actor
from incidents.imports.services import ImportRefused
from incidents.models import Actor, ActorRelation, Place
from tests.factories.curation import Team
from tests.incidents.imports.record_tables.tables import bring, counts, write_csv

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def team():
    team = Team()
    for name in ("JNIM", "ISGS", "Mali"):
        create_actor({"project": team.project, "name": name}, by=team.author)
    return team


def relation(**values):
    return {"subject": "JNIM", "kind": "rival_of", "object": "ISGS", "status": "asserted"} | values


def refused(team, path, noun="actor-relations"):
    with pytest.raises(ImportRefused) as caught:
        bring(team, path, noun, dataset="list")
    return [tuple(note) for note in caught.value.notes]


def test_relations_are_made_between_known_actors(team, tmp_path):
    path = write_csv(
        tmp_path / "r.csv",
        relation(date="2020/2023", confidence="high", note="n", claimant=""),
        relation(kind="opposes", object="Mali", status="alleged", claimant="ISGS", note=""),
    )
    assert counts(bring(team, path, "actor-relations", dataset="list")) == (2, 0, 0)
    second, first = ActorRelation.objects.order_by("kind")
    assert (first.date, first.confidence, first.note) == ("2020/2023", "high", "n")
    assert (second.status, second.claimant.name) == ("alleged", "ISGS")
    assert Actor.objects.filter(project=team.project).count() == 3
    assert counts(bring(team, path, "actor-relations", dataset="list")) == (0, 0, 2)


def test_a_symmetric_relation_is_known_from_the_other_side(team, tmp_path):
    one = write_csv(tmp_path / "a.csv", relation())
    bring(team, one, "actor-relations", dataset="list")
    other = write_csv(tmp_path / "b.csv", relation(subject="ISGS", object="JNIM"))
    assert counts(bring(team, other, "actor-relations", dataset="list")) == (0, 0, 1)


def test_an_actor_that_the_project_has_not_is_made(team, tmp_path):
    rows = relation(object="AQIM"), relation(object="aqim", kind="opposes")
    path = write_csv(tmp_path / "r.csv", *rows)
    done = bring(team, path, "actor-relations", dataset="list")
    assert (counts(done), done["actors"]) == ((2, 0, 0), 1)
    assert Actor.objects.get(name="AQIM").state == "candidate"


def test_a_place_is_found_by_name_and_never_made(team, tmp_path):
    values = {"project": team.project, "name": "Gao", "kind": "city", "lat": 16.27, "lon": -0.04}
    create_record(Place, values, by=team.author)
    path = write_csv(tmp_path / "r.csv", relation(kind="based_in", object="", place="gao"))
    assert counts(bring(team, path, "actor-relations", dataset="list")) == (1, 0, 0)
    path = write_csv(tmp_path / "r.csv", relation(kind="based_in", object="", place="Kidal"))
    assert refused(team, path) == [(2, "place", "The project has no place “Kidal”.")]


def test_bad_rows_are_named(team, tmp_path):
    unknown = "01a22672-f081-7686-aec4-94331041cc21"
    path = write_csv(
        tmp_path / "r.csv",
        relation(object="JNIM"),
        relation(status="alleged"),
        relation(object=unknown),
        relation(object="a person"),
        relation(kind="", object="Mali"),
        relation(kind="sponsors", object="Mali"),
        relation(kind="opposes"),
        relation(kind="opposes"),
    )
    notes = refused(team, path)
    assert [note[:2] for note in notes] == [
        (2, "object"), (3, "claimant"), (4, "object"), (5, "object"), (6, "kind"),
        (7, None), (9, None),
    ]  # fmt: skip
    words = {note[0]: note[2] for note in notes}
    assert words[4] == f"No actor of the project has the id {unknown}. Import it first."
    assert "was not exported" in words[5]
    assert "editor" in words[7]
    assert not ActorRelation.objects.exists()


def test_actors_of_another_project_are_not_found(team, tmp_path):
    other = Team()
    hidden = create_actor({"project": other.project, "name": "Hidden"}, by=other.author).record
    path = write_csv(tmp_path / "r.csv", relation(object=str(hidden.pk)))
    ((_row, _column, words),) = refused(team, path)
    assert words == f"No actor of the project has the id {hidden.pk}. Import it first."


def test_incidents_of_responsibility_are_found_by_their_dataset_id(team, tmp_path):
    incidents = write_csv(tmp_path / "i.csv", {"key": "7", "title": "Attack", "date": "2020-01-02"})
    mapping = {"columns": {"key": "key", "title": "title", "date": "date"}}
    bring(team, incidents, "mapped", dataset="list", mapping=mapping)
    rows = write_csv(tmp_path / "r.csv", {"incident": "7", "speaker": "JNIM", "kind": "claims"})
    assert counts(bring(team, rows, "responsibility", dataset="list")) == (1, 0, 0)
    rows = write_csv(tmp_path / "r.csv", {"incident": "8", "speaker": "JNIM", "kind": "claims"})
    assert refused(team, rows, "responsibility") == [
        (2, "incident", "The project has no incident “8”.")
    ]
