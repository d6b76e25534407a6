"""Tables of other people, by a mapping of their columns."""

import os
from pathlib import Path

import pytest
from django.conf import settings
from openpyxl import Workbook

from ctplatform.exchange.limits import Unreadable
from ctplatform.exchange.sheets import Sheet
from incidents.imports import mapping
from incidents.imports.formats.loading import load_file
from incidents.imports.services import ImportRefused, RowDestination
from incidents.models import Incident
from tests.factories.curation import Team

pytestmark = pytest.mark.django_db
SHARED = Path(os.environ.get("CTPLATFORM_SHARED", settings.BASE_DIR.parent / "shared")) / "data"
BATTLES = SHARED / "inc-messydates-battles" / "battles_2001_messy_dates.csv"
ROWS = [
    ["Ref", "When", "Where", "Nation", "Who", "Dead", "Hurt", "Kind"],
    [
        "1",
        "22.03.2024",
        "Kabul",
        "Afghanistan",
        "Taliban or Islamic State",
        "18 (+1)",
        "20+",
        "Bombing/Explosion",
    ],
    ["2", "March 2024", "Gao", "Mali", "JNIM (suspected)", "Dozens", "unknown", "3"],
    ["3", "", "", "Niger", "unknown", "more than 150", "n/a", "armed assault; kidnapping"],
    ["4", "around Easter", "Diffa", "NE", "", "many", "0", "puzzling"],
]
FIELDS = ("key", "date", "place", "country", "perpetrator", "killed", "injured", "attack_types")
COLUMNS = dict(zip(ROWS[0], FIELDS, strict=True))


def table(tmp_path, rows, name="table.csv"):
    path = tmp_path / name
    if name.endswith("xlsx"):
        book = Workbook()
        for row in rows:
            book.active.append(row)
        book.save(path)
    else:
        lines = (",".join(f'"{cell}"' for cell in row) for row in rows)
        path.write_text("\n".join(lines))
    return path


def bring(team, path, columns=COLUMNS, **told):
    options = {"mapping": {"columns": columns, **told}}
    return load_file(
        path,
        "mapped",
        options,
        RowDestination(team.project, "mine"),
        by=team.author,
        report=lambda done, total: None,
    )


def told(incident):
    harm = {(c.kind, c.group, c.low, c.best, c.high) for c in incident.casualties.all()}
    parts = {(p.actor.name, p.role, p.certainty) for p in incident.participations.all()}
    return incident.date, incident.country, parts, harm, incident.attack_types, incident.absences


@pytest.mark.parametrize("name", ["table.csv", "table.xlsx"])
def test_cells_become_what_they_say(tmp_path, name):
    team = Team()
    summary = bring(team, table(tmp_path, ROWS, name))
    found = {i.external_records.get().external_id: told(i) for i in Incident.objects.all()}
    doubted = ("suspected_perpetrator", "suspected")
    assert found == {
        "1": (
            "2024-03-22",
            "AF",
            {("Taliban", *doubted), ("Islamic State", *doubted)},
            {
                ("killed", "victims", 18, 18, 18),
                ("killed", "perpetrators", 1, 1, 1),
                ("injured", "", 20, None, None),
            },
            ["bombing"],
            {},
        ),
        "2": (
            "2024-03",
            "ML",
            {("JNIM", *doubted)},
            {("killed", "", 24, None, 99)},
            ["bombing"],
            {"injured": "unknown"},
        ),
        "3": (
            None,
            "NE",
            set(),
            {("killed", "", 151, None, None)},
            ["armed_assault", "hostage_kidnapping"],
            {"perpetrator": "unknown", "injured": "not_applicable"},
        ),
        "4": (
            None,
            "NE",
            set(),
            {("killed", "", None, None, None), ("injured", "", 0, 0, 0)},
            None,
            {},
        ),
    }
    assert [(note["row"], note["column"]) for note in summary["warned"]] == [
        (5, "When"),
        (5, "Kind"),
        (5, "Dead"),
    ]
    assert Incident.objects.get(date_words="around Easter").casualties.filter(stated="many")
    assert bring(team, tmp_path / name)["unchanged"] == 4


def test_errors_name_row_and_column(tmp_path):
    rows = [
        *ROWS,
        ["5", "3/4/2024", "X", "Atlantis", "", "", "", ""],
        ["5", "31.02.2024", "", "", "", "", "", ""],
    ]
    with pytest.raises(ImportRefused) as error:
        bring(Team(), table(tmp_path, rows))
    assert [(note.row, note.column) for note in error.value.notes] == [
        (6, "When"),
        (6, "Nation"),
        (7, "When"),
        (7, "Ref"),
    ]
    assert "whether the day comes first" in error.value.notes[0].message


def test_contradictory_columns_leave_the_range_empty(tmp_path):
    rows = [["name", "low", "best", "high"], ["A", "5", "3", "6"], ["B", "1", "2", "3"]]
    columns = {"name": "title", "low": "killed_low", "best": "killed", "high": "killed_high"}
    summary = bring(Team(), table(tmp_path, rows), columns)
    first, second = (i.casualties.get() for i in Incident.objects.order_by("title"))
    assert (first.low, first.best, first.high, first.qualifier) == (None,) * 3 + ("contradictory",)
    assert (first.stated, len(summary["warned"])) == ("low 5, best 3, high 6", 1)
    assert (second.low, second.best, second.high) == (1, 2, 3)


@pytest.mark.skipif(not BATTLES.exists(), reason="the shared data lie beside the project")
def test_every_messy_date_is_read_or_kept_in_words():
    team = Team()
    columns = {"Battle": "title", "Date": "date", "Parties": "belligerent"}
    assert bring(team, BATTLES, columns, separator="-")["made"] == 20
    kept = Incident.objects.get(date=None)
    assert kept.date_words == "Twelve of November of two thousand and one"
    assert Incident.objects.get(title="Operation Crescent Wind").date == "2001-10-07/2001-12?"
    assert bring(team, BATTLES, columns, separator="-")["unchanged"] == 20


def test_a_mapping_has_to_fit(tmp_path):
    path = table(tmp_path, ROWS)
    for columns in ({}, {"Nowhere": "title"}, {"Ref": "colour"}, {"Ref": "date", "When": "date"}):
        with pytest.raises(Unreadable):
            bring(Team(), path, columns)
    assert not Incident.objects.exists()


@pytest.mark.parametrize(
    ("header", "tags", "found"),
    [
        (
            "eventid,iyear,imonth,iday,country_txt,provstate,city,gname,nkill",
            "",
            "key,year,month,day,country,admin1,place,perpetrator,killed",
        ),
        (
            "event_id_cnty,event_date,actor1,actor2,fatalities,notes",
            "",
            "key,date,perpetrator,target,killed,summary",
        ),
        ("Fecha,Lieu,X1", "#date+start,#loc+name,#affected+killed", "date,place,killed"),
        ("Colour,Shape", "", ""),
    ],
)
def test_columns_are_guessed_by_name_and_tag(header, tags, found):
    guessed = mapping.guess_mapping(header.split(","), tags.split(","))
    assert ",".join(guessed.values()) == found


def test_headers_of_licensed_data_are_known():
    assert mapping.rights_of(["eventid", "iyear", "gname", "nkill"]) == "restricted"
    assert mapping.rights_of(["id", "date"]) is None


def test_hxl_tags_are_no_row(tmp_path):
    path = table(tmp_path, [["A", "B"], ["#event", "#date"], ["Siege", "2013-01-16"]])
    sheet = Sheet(path)
    guessed = mapping.guess_mapping(sheet.header, sheet.tags)
    assert bring(Team(), path, guessed)["made"] == 1
    assert Incident.objects.get().title == "Siege"
