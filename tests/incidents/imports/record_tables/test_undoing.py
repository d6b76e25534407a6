"""Undoing an import of a table of records takes back what nobody has used since."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ctplatform.curation import services as curation
from incidents.actors.services import create_actor
from incidents.imports.undoing.plan import plan_undoing
from incidents.imports.undoing.services import accept_undo, undo_import
from incidents.models import Actor, ActorRelation, ImportedKey, Source, TableImport
from incidents.sources.services import change_source, create_source
from tests.factories.curation import Team
from tests.incidents.imports.record_tables.tables import bring, counts, write_csv

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def team():
    return Team()


def undo(team, by=None):
    """Undo the last import; what the preview said is what was done."""
    source, by = TableImport.objects.latest("id"), by or team.author
    planned = plan_undoing(source, by=by).counts()
    done = undo_import(source, by=by)
    assert planned == {name: done[name] for name in planned}
    return done


def whys(done):
    return [(each["record_type"], each["why"], each["detail"]) for each in done["kept"]]


def relations(tmp_path, **more):
    row = {"from": "JNIM", "relation": "is a rival of", "to": "ISGS", "certainty": "asserted"}
    return write_csv(tmp_path / "relations.csv", row | more)


def test_new_actors_are_withdrawn_and_can_come_again(team, tmp_path):
    path = write_csv(tmp_path / "a.csv", {"id": "1", "name": "A", "aliases": "B; C"})
    bring(team, path, "actors", dataset="list")
    done = undo(team)
    assert (done["withdrawn"], done["changed_back"], whys(done)) == ({"actor": 1}, 0, [])
    assert not ImportedKey.objects.exists()
    assert counts(bring(team, path, "actors", dataset="list")) == (1, 0, 0)


def test_changes_of_an_actor_and_its_names_go_back(team, tmp_path):
    values = {"project": team.project, "name": "JNIM", "founded": "2017"}
    mine = create_actor(values, by=team.author, aliases=["GSIM"]).record
    row = {"id": str(mine.pk), "name": "JNIM", "founded": "2018", "aliases": '["Nusrat"]'}
    bring(team, write_csv(tmp_path / "a.csv", row), "actors")
    mine.refresh_from_db()
    assert (mine.founded, mine.other_names) == ("2018", ["Nusrat"])
    assert undo(team)["changed_back"] == 3
    mine.refresh_from_db()
    assert (mine.founded, mine.other_names) == ("2017", ["GSIM"])


def test_a_field_that_somebody_changed_since_stays(team, tmp_path):
    values = {"project": team.project, "name": "JNIM", "founded": "2017"}
    mine = create_actor(values, by=team.author).record
    row = {"id": str(mine.pk), "name": "JNIM", "founded": "2018", "country": "ML"}
    bring(team, write_csv(tmp_path / "a.csv", row), "actors")
    curation.change_record(mine, {"founded": "2016"}, by=team.author)
    done = undo(team)
    assert (done["changed_back"], whys(done)) == (1, [("actor", "changed", "founded")])
    mine.refresh_from_db()
    assert (mine.founded, mine.country) == ("2016", None)


def test_the_dataset_states_again_what_it_did_before(team, tmp_path):
    first = write_csv(tmp_path / "a.csv", {"id": "1", "name": "A", "country": "ML"})
    bring(team, first, "actors", dataset="list")
    second = write_csv(tmp_path / "b.csv", {"id": "1", "name": "A", "country": "NE"})
    bring(team, second, "actors", dataset="list")
    undo(team)
    assert Actor.objects.get().country == "ML"
    assert counts(bring(team, second, "actors", dataset="list")) == (0, 1, 0)


def test_relations_of_new_actors_go_with_them(team, tmp_path):
    done = bring(team, relations(tmp_path), "actor-relations", dataset="list")
    assert (counts(done), done["actors"]) == ((1, 0, 0), 2)
    done = undo(team)
    assert (done["withdrawn"], done["changed_back"], whys(done)) == ({"actor": 2}, 0, [])


def test_relations_of_known_actors_are_removed(team, tmp_path):
    for name in ("JNIM", "ISGS"):
        create_actor({"project": team.project, "name": name}, by=team.author)
    bring(team, relations(tmp_path), "actor-relations", dataset="list")
    done = undo(team)
    assert (done["withdrawn"], done["changed_back"]) == ({}, 1)
    assert not ActorRelation.objects.exists()
    assert set(Actor.objects.values_list("state", flat=True)) == {"candidate"}


def test_a_relation_of_a_published_actor_is_proposed_and_its_removal_reviewed(team, tmp_path):
    for name in ("JNIM", "ISGS"):
        team.publish(create_actor({"project": team.project, "name": name}, by=team.author).record)
    done = bring(team, relations(tmp_path), "actor-relations", dataset="list")
    assert (done["made"], done["proposals"]) == (1, 1)
    assert not ActorRelation.objects.exists()
    assert undo(team)["proposals_closed"] == 1
    assert bring(team, relations(tmp_path), "actor-relations", dataset="list")["proposals"] == 1
    source = TableImport.objects.latest("id")
    (pk,) = source.changes.get().proposals
    curation.accept(curation_proposal(pk), by=team.second)
    assert undo(team)["to_review"] == 1
    assert accept_undo(source, by=team.second) == {"applied": 1, "second_approval": 0}
    assert not ActorRelation.objects.exists()


def curation_proposal(pk):
    from ctplatform.curation.models import Proposal  # noqa: PLC0415

    return Proposal.objects.get(pk=pk)


def test_a_new_actor_with_a_relation_of_another_import_stays(team, tmp_path):
    bring(team, relations(tmp_path), "actor-relations", dataset="list")
    first = TableImport.objects.latest("id")
    bring(team, relations(tmp_path, relation="opposes"), "actor-relations", dataset="list")
    done = undo_import(first, by=team.author)
    assert ("actor", "changed", "") in whys(done)


def test_sources_are_deleted_changed_back_or_kept(team, tmp_path):
    known = create_source(by=team.author, project=team.project, name="AFP", reliability="B")
    path = write_csv(
        tmp_path / "s.csv",
        {"publisher": "Repeater", "grade": "C", "repeats": "AFP"},
        {"publisher": "Reuters", "grade": "A", "repeats": ""},
        {"publisher": "afp", "grade": "A", "repeats": ""},
        {"publisher": "Edited", "grade": "A", "repeats": ""},
    )
    assert counts(bring(team, path, "sources", dataset="list")) == (3, 1, 0)
    assert Source.objects.get(name="Repeater").repeats == known
    change_source(Source.objects.get(name="Edited"), {"note": "x"}, by=team.author)
    reuters = Source.objects.get(name="Reuters")
    create_source(by=team.author, project=team.project, name="Other", repeats=reuters)
    done = undo(team)
    assert (done["deleted"], done["changed_back"]) == ({"source": 1}, 1)
    assert sorted(whys(done)) == [("source", "changed", ""), ("source", "used", "incidents.source")]
    known.refresh_from_db()
    assert (known.reliability, Source.objects.filter(name="Repeater").exists()) == ("B", False)
    assert counts(bring(team, path, "sources", dataset="list"))[:2] == (1, 1)


def test_sources_may_repeat_a_later_row(team, tmp_path):
    path = write_csv(
        tmp_path / "s.csv",
        {"id": "1", "name": "A", "repeats": "2"},
        {"id": "2", "name": "B", "repeats": "C"},
        {"id": "3", "name": "C", "repeats": ""},
    )
    assert counts(bring(team, path, "sources", dataset="list")) == (3, 0, 0)
    assert Source.objects.get(name="A").repeats.repeats.name == "C"


def test_the_dataset_states_again_what_it_did_before_of_sources(team, tmp_path):
    row = {"key": "1", "name": "AFP", "reliability": "B"}
    bring(team, write_csv(tmp_path / "b.csv", row), "sources", dataset="list")
    second = write_csv(tmp_path / "c.csv", row | {"reliability": "C"})
    assert counts(bring(team, second, "sources", dataset="list")) == (0, 1, 0)
    undo(team)
    assert Source.objects.get().reliability == "B"
    assert counts(bring(team, second, "sources", dataset="list")) == (0, 1, 0)
    assert Source.objects.get().reliability == "C"


def test_a_source_that_only_an_undone_import_changed_counts_as_unchanged(team, tmp_path):
    row = {"key": "1", "name": "AFP", "reliability": "B"}
    bring(team, write_csv(tmp_path / "b.csv", row), "sources", dataset="list")
    first = TableImport.objects.latest("id")
    changed = row | {"reliability": "C"}
    bring(team, write_csv(tmp_path / "c.csv", changed), "sources", dataset="list")
    undo(team)
    done = undo_import(first, by=team.author)
    assert (done["deleted"], whys(done)) == ({"source": 1}, [])


def test_queries_of_the_preview_do_not_grow_with_sources(team, tmp_path):
    def queries(number):
        rows = [{"key": n, "name": f"Source {n}", "reliability": "B"} for n in range(number)]
        bring(team, write_csv(tmp_path / "b.csv", *rows), "sources", dataset="list")
        rows = [row | {"reliability": "C"} for row in rows]
        rows += [{"key": f"new {n}", "name": f"New {n}", "reliability": "C"} for n in range(number)]
        bring(team, write_csv(tmp_path / "c.csv", *rows), "sources", dataset="list")
        source = TableImport.objects.latest("id")
        with CaptureQueriesContext(connection) as captured:
            plan_undoing(source, by=team.author)
        undo(team)
        return len(captured)

    few = queries(2)
    assert queries(6) == few
