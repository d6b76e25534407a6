"""Titles that an import makes: sides as sides, and no time of day."""

import pytest

from incidents.imports import table_cells
from incidents.imports.formats.titles import title_of_sides
from incidents.imports.imported_row import Part
from incidents.models import Incident
from tests.factories.curation import Team
from tests.incidents.imports.test_mapped import bring, table


@pytest.mark.parametrize(
    ("parts", "title"),
    [
        ([("Group A", "perpetrator"), ("Civilians", "target")], "Group A against civilians"),
        ([("Group A", "belligerent"), ("Group B", "belligerent")], "Group A against Group B"),
        (
            [("A", "perpetrator"), ("B", "perpetrator"), ("Police", "target")],
            "A and B against Police",
        ),
        (
            [("A", "suspected_perpetrator"), ("B", "suspected_perpetrator"), ("C", "target")],
            "A / B (suspected) against C",
        ),
        ([("A", "suspected_perpetrator")], "A (suspected)"),
        ([("Police", "target")], "Bombing against Police"),
        ([], "Bombing"),
    ],
)
def test_sides_are_named_as_sides(parts, title):
    assert title_of_sides([Part(*part) for part in parts], "Bombing") == title


def test_without_anything_known_the_title_says_so_little():
    assert title_of_sides([]) == "Incident"
    assert title_of_sides([Part("Police", "target")]) == "Attack against Police"


@pytest.mark.django_db
def test_titles_made_by_an_import_have_sides_and_no_time_of_day(tmp_path):
    header = ["id", "when", "a", "b", "by", "on", "where"]
    columns = dict(
        zip(
            header,
            ("key", "date", "belligerent", "belligerent", "perpetrator", "target", "place"),
            strict=True,
        )
    )
    rows = [
        header,
        ["1", "2021-08-26 17:36:00", "", "", "Islamic State", "civilians", "Kabul"],
        ["2", "2021-08-26T17:36:00+04:30", "Taliban", "Resistance", "", "", "Panjshir"],
        ["3", "26/08/2021 17:36", "", "", "Taliban or Islamic State", "", "Kabul"],
        ["4", "some day at 17:36", "", "", "Taliban", "", "Kabul"],
    ]
    bring(Team(), table(tmp_path, rows), columns)
    found = {i.external_records.get().external_id: i for i in Incident.objects.all()}
    assert {key: i.title for key, i in found.items()} == {
        "1": "Islamic State against civilians, Kabul, 26 August 2021",
        "2": "Taliban against Resistance, Panjshir, 26 August 2021",
        "3": "Taliban / Islamic State (suspected), Kabul, 26 August 2021",
        "4": "Taliban, Kabul, some day",
    }
    assert [(found[key].date, found[key].date_words) for key in "1234"] == [
        ("2021-08-26", "2021-08-26 17:36:00"),
        ("2021-08-26", "2021-08-26T17:36:00+04:30"),
        ("2021-08-26", "26/08/2021 17:36"),
        (None, "some day at 17:36"),
    ]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("2021-08-26 17:36:00", ("2021-08-26", "17:36:00")),
        ("2021-08-26T17:36Z", ("2021-08-26", "17:36Z")),
        ("26 August 2021, 5:36 pm", ("26 August 2021", "5:36 pm")),
        ("17:36 on 26 August 2021", ("26 August 2021", "17:36")),
        ("2021-08-26 00:00:00", ("2021-08-26", "")),
        ("2001-11-13:2001-11-14", ("2001-11-13:2001-11-14", "")),
        ("2021-08-26", ("2021-08-26", "")),
    ],
)
def test_a_time_of_day_is_read_apart_from_the_date(text, parts):
    assert table_cells.split_clock(text) == parts
