"""Rows of a file that are one record, share a name, or only look alike."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents.actors.services import create_actor
from incidents.imports.services import ImportRefused
from incidents.models import Actor, ActorAlias
from incidents.sources.services import create_source
from tests.factories.curation import Team
from tests.incidents.imports.record_tables.tables import bring, counts, write_csv

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def team():
    return Team()


def actor(team, name, **values):
    return create_actor({"project": team.project, "name": name, **values}, by=team.author).record


def refused(team, path, noun, **how):
    with pytest.raises(ImportRefused) as caught:
        bring(team, path, noun, dataset="list", **how)
    return [tuple(note) for note in caught.value.notes]


def relation(subject, other, **more):
    return {
        "subject": subject,
        "kind": "allied_with",
        "object": other,
        "polarity": "asserts",
    } | more


def test_an_actor_gets_two_names_from_one_table(team, tmp_path):
    actor(team, "Stix Reader One")
    path = write_csv(
        tmp_path / "names.csv",
        {"actor": "Stix Reader One", "text": "SRO", "script": "", "kind": "acronym"},
        {"actor": "Stix Reader One", "text": "SR-1", "script": "", "kind": "misspelling"},
    )
    done = bring(team, path, "actor-aliases", dataset="list")
    assert counts(done) == (2, 0, 0)
    assert [each["title"] for each in done["sample"]] == ["SRO", "SR-1"]
    assert set(ActorAlias.objects.values_list("text", flat=True)) == {"SRO", "SR-1"}


def test_a_name_that_a_table_has_twice_is_refused(team, tmp_path):
    actor(team, "JNIM")
    row = {"actor": "JNIM", "text": "GSIM", "script": ""}
    path = write_csv(
        tmp_path / "names.csv", row | {"kind": "acronym"}, row | {"kind": "misspelling"}
    )
    ((number, _column, words),) = refused(team, path, "actor-aliases")
    assert (number, words) == (3, "Row 2 of the file has this name already.")


def test_a_new_source_that_a_table_has_twice_is_refused_in_the_dry_run(team, tmp_path):
    path = write_csv(
        tmp_path / "s.csv",
        {"name": "Reader Gazette", "reliability": "B"},
        {"name": "reader gazette", "reliability": "C"},
    )
    assert refused(team, path, "sources") == [
        (3, "name", "Row 2 of the file has this name already.")
    ]


def test_a_source_of_another_name_is_not_the_same(team, tmp_path):
    other = Team()
    create_source(by=other.author, project=other.project, name="AFP", reliability="B")
    path = write_csv(
        tmp_path / "s.csv",
        {"name": "AFP", "reliability": "B"},
        {"name": "Reuters", "reliability": "B"},
    )
    assert counts(bring(team, path, "sources", dataset="list")) == (2, 0, 0)


@pytest.mark.parametrize("new", [True, False])
def test_a_relation_that_a_table_has_from_both_sides_is_refused_in_the_dry_run(team, tmp_path, new):
    for name in () if new else ("A", "B"):
        actor(team, name)
    path = write_csv(tmp_path / "r.csv", relation("A", "B"), relation("B", "A"))
    assert refused(team, path, "actor-relations") == [
        (3, None, "Row 2 of the file has this relation already.")
    ]


def test_relations_of_other_dates_are_others(team, tmp_path):
    path = write_csv(
        tmp_path / "r.csv", relation("A", "B", date="2019"), relation("B", "A", date="2020")
    )
    assert counts(bring(team, path, "actor-relations", dataset="list")) == (2, 0, 0)


def test_two_new_actors_of_one_name_come_with_a_warning(team, tmp_path):
    path = write_csv(
        tmp_path / "a.csv",
        {"name": "Brigade", "aliases": "", "country": "SY"},
        {"name": "brigade", "aliases": "", "country": "LB"},
    )
    done = bring(team, path, "actors", dataset="list")
    assert counts(done) == (2, 0, 0)
    assert [(each["row"], each["column"]) for each in done["warned"]] == [(3, "name")]
    assert "Row 2" in done["warned"][0]["message"]
    assert Actor.objects.filter(project=team.project).count() == 2


def test_a_choice_between_actors_of_one_name_tells_them_apart(team, tmp_path):
    first, second = actor(team, "Brigade", country="SY"), actor(team, "Brigade", country="LB")
    third, fourth = actor(team, "Brigade"), actor(team, "Brigade")
    path = write_csv(tmp_path / "r.csv", relation("Hezb", "Brigade"))
    ((row, column, words),) = refused(team, path, "actor-relations")
    assert (row, column) == (2, "object")
    for each in ("Brigade (Syria)", "Brigade (Lebanon)", str(third.pk)[-4:], str(fourth.pk)[-4:]):
        assert each in words, words
    assert "Write the id of the actor" in words
    by_id = relation("Hezb", str(second.pk))
    path = write_csv(tmp_path / "r.csv", by_id, relation("Hezb", str(first.pk)))
    assert counts(bring(team, path, "actor-relations", dataset="list")) == (2, 0, 0)


def test_long_names_are_refused_and_not_cut(team, tmp_path):
    path = write_csv(tmp_path / "r.csv", relation("Hezb", "x" * 201))
    assert refused(team, path, "actor-relations") == [
        (2, "object", "A name has at most 200 characters.")
    ]
    assert not Actor.objects.filter(project=team.project).exists()


def test_queries_do_not_grow_with_changed_sources(team, tmp_path):
    def queries(number):
        rows = [{"key": n, "name": f"Source {n}", "reliability": "B"} for n in range(number)]
        bring(team, write_csv(tmp_path / "s.csv", *rows), "sources", dataset="list")
        named = [{"name": f"source {n}", "reliability": "C"} for n in range(number)]
        found = []
        for noun, table in (
            ("sources", [row | {"reliability": "C"} for row in rows]),
            ("sources", named),
        ):
            dataset = "list" if "key" in table[0] else "other"
            path = write_csv(tmp_path / "changed.csv", *table)
            with CaptureQueriesContext(connection) as captured:
                done = bring(team, path, noun, dataset=dataset, dry_run=True)
            assert counts(done) == (0, number, 0)
            found.append(len(captured))
        return found

    few = queries(2)
    assert queries(8) == few
