"""Tables of actors come in: matched by id, key or name, made, changed, and refused with reasons."""

import pytest

from ctplatform.curation import services as curation
from ctplatform.curation.models import Proposal
from incidents.actors.services import create_actor
from incidents.imports.services import ImportRefused
from incidents.models import Actor, ActorAlias, ImportedKey
from tests.factories.curation import Team
from tests.incidents.imports.record_tables.tables import bring, counts, export, rows_of, write_csv

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def team():
    return Team()


def actor(team, name="JNIM", by=None, aliases=(), **values):
    values = {"project": team.project, "name": name, **values}
    return create_actor(values, by=by or team.author, aliases=aliases).record


def refused(team, path, noun="actors", **how):
    with pytest.raises(ImportRefused) as caught:
        bring(team, path, noun, **how)
    return [tuple(note) for note in caught.value.notes]


def test_new_actors_are_made_with_their_names(team, tmp_path):
    path = write_csv(
        tmp_path / "groups.csv",
        {"Group": "AQIM", "aka": "GSPC; Al-Qaida au Maghreb", "Type": "armed group", "iso3": "DZA"},
        {"Group": "GIA", "aka": "", "Type": "armed_group", "iso3": "Algeria"},
    )
    done = bring(team, path, "actors", dataset="groups")
    assert counts(done) == (2, 0, 0)
    assert done["types"] == {"actors": {"made": 2, "changed": 0, "unchanged": 0}}
    made = Actor.objects.get(name="AQIM")
    assert (made.kind, made.country, made.state) == ("armed_group", "DZ", "candidate")
    assert sorted(made.other_names) == ["Al-Qaida au Maghreb", "GSPC"]
    assert sorted(made.aliases.values_list("text", flat=True)) == sorted(made.other_names)
    assert Actor.objects.get(name="GIA").country == "DZ"


def test_a_second_import_of_the_same_file_changes_nothing(team, tmp_path):
    path = write_csv(tmp_path / "groups.csv", {"name": "AQIM", "aliases": '["GSPC"]', "kind": ""})
    bring(team, path, "actors", dataset="groups")
    assert counts(bring(team, path, "actors", dataset="groups")) == (0, 0, 1)
    assert ActorAlias.objects.count() == 1
    assert ImportedKey.objects.get().record_type == "actor"


def test_an_edited_export_changes_the_same_actor(team, tmp_path):
    mine = actor(team, kind="armed_group", aliases=("Jamaat Nusrat", "GSIM"))
    path = export(team, "actors", tmp_path / "actors.csv")
    (row,) = rows_of(path)
    assert counts(bring(team, path, "actors")) == (0, 0, 1)
    row |= {"aliases": '["GSIM", "Group for the Support of Islam"]', "kind": "", "founded": "2017"}
    assert counts(bring(team, write_csv(path, row), "actors")) == (0, 1, 0)
    mine.refresh_from_db()
    assert (mine.kind, mine.founded) == (None, "2017")
    assert sorted(mine.other_names) == ["GSIM", "Group for the Support of Islam"]


def test_a_change_of_a_published_actor_waits_for_review(team, tmp_path):
    mine = team.publish(actor(team))
    path = write_csv(tmp_path / "a.csv", {"id": mine.pk, "name": "JNIM", "founded": "2017"})
    done = bring(team, path, "actors")
    assert (counts(done), done["proposals"]) == ((0, 1, 0), 1)
    mine.refresh_from_db()
    assert mine.founded is None
    assert Proposal.objects.get(kind="change").diff["founded"]["to"] == "2017"


def test_a_row_is_known_by_name_or_other_name_and_empty_cells_leave_its_fields(team, tmp_path):
    mine = actor(team, kind="armed_group", aliases=("GSIM",))
    path = write_csv(tmp_path / "a.csv", {"name": "gsim", "kind": "", "country": "Mali"})
    assert counts(bring(team, path, "actors", dataset="list")) == (0, 1, 0)
    mine.refresh_from_db()
    assert (mine.name, mine.kind, mine.country) == ("JNIM", "armed_group", "ML")


def test_a_correction_stays_when_the_dataset_still_states_the_same(team, tmp_path):
    row = {"key": "7", "name": "AQIM", "founded": "1998", "country": ""}
    path = write_csv(tmp_path / "a.csv", row)
    bring(team, path, "actors", dataset="list")
    mine = Actor.objects.get()
    curation.change_record(mine, {"founded": "2007"}, by=team.author)
    write_csv(path, row | {"country": "DZ"})
    assert counts(bring(team, path, "actors", dataset="list")) == (0, 1, 0)
    mine.refresh_from_db()
    assert (mine.founded, mine.country) == ("2007", "DZ")


def test_an_ambiguous_name_names_the_actors_and_can_be_chosen(team, tmp_path):
    one, other = actor(team, "Taliban", kind="state"), actor(team, "Taliban", kind="movement")
    path = write_csv(tmp_path / "a.csv", {"name": "Taliban", "country": "AF"})
    ((row, column, words),) = refused(team, path, dataset="list")
    assert (row, column) == (2, "name")
    assert "Taliban" in words
    bring(team, path, "actors", dataset="list", actors={"Taliban": str(other.pk)})
    one.refresh_from_db(), other.refresh_from_db()
    assert (one.country, other.country) == (None, "AF")


def test_two_actors_of_one_name_stay_two(team, tmp_path):
    actor(team, "Taliban", kind="state"), actor(team, "Taliban", kind="movement")
    path, copy = export(team, "actors", tmp_path / "a.csv"), Team()
    assert counts(bring(copy, path, "actors")) == (2, 0, 0)
    kinds = Actor.objects.filter(project=copy.project).values_list("kind", flat=True)
    assert sorted(kinds) == ["movement", "state"]


def test_bad_cells_name_row_and_column_and_nothing_is_written(team, tmp_path):
    path = write_csv(
        tmp_path / "a.csv",
        {"name": "A", "Type": "armed group", "country": "Atlantis", "acled_inter": "x"},
        {"name": "", "Type": "gang", "country": "ML", "acled_inter": "9"},
        {"name": "B", "Type": "state", "country": "ML", "acled_inter": "9"},
    )
    notes = refused(team, path, dataset="list")
    assert [note[:2] for note in notes] == [
        (2, "country"), (2, "acled_inter"), (3, "Type"), (4, "acled_inter"),
    ]  # fmt: skip
    assert not Actor.objects.filter(project=team.project).exists()


def test_the_same_key_twice_is_an_error(team, tmp_path):
    path = write_csv(tmp_path / "a.csv", {"id": "1", "name": "A"}, {"id": "1", "name": "B"})
    assert refused(team, path, dataset="list") == [(3, "id", "Row 2 has the same key already.")]


def test_one_wikidata_item_is_one_actor(team, tmp_path):
    known = actor(team, "AQIM", wikidata="Q214316")
    path = write_csv(tmp_path / "a.csv", {"name": "Al-Qaida", "wikidata": "Q214316"})
    assert counts(bring(team, path, "actors", dataset="list")) == (0, 1, 0)
    known.refresh_from_db()
    assert (known.name, known.other_names) == ("AQIM", ["Al-Qaida"])
    both = ({"name": "X", "wikidata": "Q1"}, {"name": "Y", "wikidata": "Q1"})
    ((row, _column, words),) = refused(team, write_csv(path, *both), dataset="list")
    assert (row, words) == (3, "Row 2 of the file is the same record.")


def test_replacements_of_values(team, tmp_path):
    path = write_csv(tmp_path / "a.csv", {"name": "A", "kind": "gang"})
    mapping = {"columns": {"name": "name", "kind": "kind"}, "values": {"kind": {"gang": "-"}}}
    bring(team, path, "actors", dataset="list", mapping=mapping)
    assert Actor.objects.get(project=team.project).kind is None
