"""Tables whose files are uneven: objects with other names, values of other types, columns twice."""

import orjson
import pytest

from ctplatform.exchange.limits import Unreadable
from incidents.imports.record_tables.rows import open_table
from incidents.imports.services import ImportRefused
from incidents.models import Actor
from tests.factories.curation import Team
from tests.incidents.imports.record_tables.tables import bring, counts

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def team():
    return Team()


def write_lines(path, *rows):
    path.write_bytes(b"\n".join(map(orjson.dumps, rows)))
    return path


def test_columns_that_only_later_objects_have_are_columns(team, tmp_path):
    rows = {"name": "A", "aliases": []}, {"name": "B", "aliases": [], "country": "ML"}
    path = write_lines(tmp_path / "a.jsonl", *rows)
    assert open_table(path).header == ["name", "aliases", "country"]
    columns = {name: name for name in ("name", "aliases", "country")}
    done = bring(team, path, "actors", dataset="list", mapping={"columns": columns})
    assert counts(done) == (2, 0, 0)
    assert Actor.objects.get(name="B").country == "ML"


@pytest.mark.parametrize(
    ("noun", "row", "column", "words"),
    [
        ("actors", {"name": 123, "aliases": []}, "name", "Write a text, not a number."),
        ("actors", {"name": {"a": 1}, "aliases": []}, "name", "Write a text, not an object."),
        ("actors", {"name": ["A"], "aliases": []}, "name", "Write a text, not a list."),
        ("actors", {"name": "A", "aliases": [], "country": 7}, "country", "not a number"),
        ("sources", {"name": "A", "reliability": ["A"]}, "reliability", "not a list"),
        ("sources", {"name": "A", "reliability": {"a": 1}}, "reliability", "not an object"),
        ("sources", {"name": "A", "reliability": "B", "repeats": {"a": 1}}, "repeats", "object"),
        ("actors", {"name": "A", "acled_inter": True}, "acled_inter", "not true or false"),
        ("actors", {"name": "A", "acled_inter": [1]}, "acled_inter", "not a list"),
    ],
)
def test_values_of_other_types_are_refused_by_row_and_column(
    team, tmp_path, noun, row, column, words
):
    path = write_lines(tmp_path / "a.jsonl", row)
    with pytest.raises(ImportRefused) as caught:
        bring(team, path, noun, dataset="list")
    ((number, name, message),) = caught.value.notes
    assert (number, name) == (1, column)
    assert words in message


def test_a_column_that_is_there_twice_is_refused(team, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("name,aliases,name\nA,,B\n")
    for read in (
        lambda path: open_table(path).header,
        lambda path: bring(team, path, "actors", dataset="list"),
    ):
        with pytest.raises(Unreadable) as caught:
            read(path)
        assert str(caught.value) == "Two columns are called “name”."
