"""Tables of attacks as encyclopedias and aid organizations publish them: each cell is read as what
it says, or refused by row and column with advice."""

import pytest

from incidents.imports import mapping, table_cells
from incidents.imports.services import ImportRefused
from incidents.models import Incident
from tests.factories.curation import Team
from tests.incidents.imports.test_mapped import bring, table

pytestmark = pytest.mark.django_db
HEADER = ["Date", "Type", "Dead", "Injured", "Location", "Details", "Perpetrator", "Part of"]
WIKI = {
    "Date": "date",
    "Type": "attack_types",
    "Dead": "killed",
    "Injured": "injured",
    "Location": "place_country",
    "Details": "summary",
    "Perpetrator": "perpetrator",
}
ROWS = [
    [
        "24 October",
        "Shooting, suicide bombing",
        "61 (+3)[1]",
        "165+",
        "Quetta, Pakistan",
        "Cadets were attacked.[2]",
        "Islamic State (suspected)",
        "War in X",
    ],
    [
        "1\u20133 November",
        "Bombing and kidnapping",
        "10\u201315",
        "Unknown",
        "Gao, Gao Region, Mali",
        "",
        "Unknown",
        "",
    ],
    ["21 November[4]", "Stabbing, bombing", "30 (+1)", "12²", "Niger", "", "Taliban?", ""],
]


def harm_of(incident):
    return {(h.kind, h.group, h.low, h.best, h.high) for h in incident.casualties.all()}


def test_a_list_of_attacks_of_an_encyclopedia_comes_in_as_it_says(tmp_path):
    rows = [HEADER, *ROWS]
    summary = bring(Team(), table(tmp_path, rows), WIKI, constants={"year": "2016"})
    quetta, gao, niger = Incident.objects.order_by("date_earliest")
    assert [i.date for i in (quetta, gao, niger)] == [
        "2016-10-24",
        "2016-11-01/2016-11-03",
        "2016-11-21",
    ]
    assert [(i.country, i.place.name) for i in (quetta, gao, niger)] == [
        ("PK", "Quetta"),
        ("ML", "Gao, Gao Region"),
        ("NE", "Niger"),
    ]
    assert quetta.attack_types == ["armed_assault", "bombing"]
    assert gao.attack_types == ["bombing", "hostage_kidnapping"]
    assert harm_of(quetta) == {
        ("killed", "victims", 61, 61, 61),
        ("killed", "perpetrators", 3, 3, 3),
        ("injured", "", 165, None, None),
    }
    assert harm_of(niger) >= {("killed", "victims", 30, 30, 30), ("injured", "", 12, 12, 12)}
    assert (gao.absences["perpetrator"], gao.absences["injured"]) == ("unknown", "unknown")
    assert quetta.summary == "Cadets were attacked.[2]"
    (part,) = niger.participations.all()
    assert (part.actor.name, part.role) == ("Taliban", "suspected_perpetrator")
    assert summary["not_understood"] == [
        {"field": "attack_types", "column": "Type", "value": "Stabbing", "rows": 1}
    ]


@pytest.mark.parametrize(
    ("column", "cell", "advice"),
    [
        ("Location", "Atlantis", "map the column as “place”"),
        ("Location", "Gao, Ruritania", "map the column as “place”"),
        ("Perpetrator", "Taliban / Islamic State", "say whether"),
        ("Perpetrator", "Taliban and Islamic State", "say whether"),
        ("Date", "5/4/2016", "say whether"),
    ],
)
def test_a_cell_that_may_mean_two_things_is_refused_by_row_and_column(
    tmp_path, column, cell, advice
):
    rows = [HEADER, ROWS[0], [cell if name == column else "" for name in HEADER]]
    with pytest.raises(ImportRefused) as refused:
        bring(Team(), table(tmp_path, rows), WIKI, constants={"year": "2016"})
    (note,) = refused.value.notes
    assert (note.row, note.column) == (3, column)
    assert advice in note.message
    assert not Incident.objects.exists()


def test_a_type_of_a_cell_with_several_can_be_given_a_meaning(tmp_path):
    rows = [HEADER, ROWS[2]]
    values = {"attack_types": {"stabbing": "armed_assault"}}
    constants = {"year": "2016"}
    summary = bring(Team(), table(tmp_path, rows), WIKI, constants=constants, values=values)
    assert Incident.objects.get().attack_types == ["armed_assault", "bombing"]
    assert summary["not_understood"] == []


def test_a_constant_does_not_stand_in_for_what_a_cell_says_is_unknown(tmp_path):
    rows = [["Date", "Perpetrator"], ["2016", "Unknown"], ["2017", ""]]
    columns = {"Date": "date", "Perpetrator": "perpetrator"}
    bring(Team(), table(tmp_path, rows), columns, constants={"perpetrator": "Taliban"})
    unknown, silent = Incident.objects.order_by("date_earliest")
    assert (unknown.participations.count(), unknown.absences) == (0, {"perpetrator": "unknown"})
    assert silent.participations.get().actor.name == "Taliban"


def test_a_comma_between_names_is_warned_of(tmp_path):
    rows = [["Date", "Perpetrator"], ["2016", "Taliban, Haqqani"]]
    columns, path = {"Date": "date", "Perpetrator": "perpetrator"}, table(tmp_path, rows)
    summary = bring(Team(), path, columns)
    assert [note["message"] for note in summary["warned"]] == [
        "“Taliban, Haqqani” is read as one name: say so if a comma divides names."
    ]
    assert bring(Team(), path, columns, separator=",")["actors"] == 2


def test_lines_of_a_cell_are_parties_of_their_own(tmp_path):
    rows = [["Date", "Perpetrator"], ["2016", "Taliban\nIslamic State"]]
    bring(Team(), table(tmp_path, rows, "t.xlsx"), {"Date": "date", "Perpetrator": "perpetrator"})
    actors = {part.actor.name for part in Incident.objects.get().participations.all()}
    assert actors == {"Taliban", "Islamic State"}


ROLES = [
    ["Date", "Actor 1", "Role 1", "Actor 2", "Role 2"],
    ["2016", "Boko Haram", "Attacker", "Army of Chad; Civilians", "responder; Victims"],
    ["2017", "Boko Haram", "suspected perpetrator", "", ""],
]
ROLE_COLUMNS = {
    "Date": "date",
    "Actor 1": "actor",
    "Role 1": "role",
    "Actor 2": "actor",
    "Role 2": "role",
}


def test_a_column_of_roles_says_the_part_of_each_actor(tmp_path):
    bring(Team(), table(tmp_path, ROLES), ROLE_COLUMNS)
    found = [
        {(part.actor.name, part.role) for part in incident.participations.all()}
        for incident in Incident.objects.order_by("date_earliest")
    ]
    assert found == [
        {("Boko Haram", "perpetrator"), ("Army of Chad", "responder"), ("Civilians", "target")},
        {("Boko Haram", "suspected_perpetrator")},
    ]


def test_a_role_that_is_not_known_is_listed_and_given_a_meaning(tmp_path):
    rows = [["Date", "Who", "Part"], ["2016", "Boko Haram", "Claimant"], ["2017", "Army", ""]]
    columns = {"Date": "date", "Who": "actor", "Part": "role"}
    path, team = table(tmp_path, rows), Team()
    with pytest.raises(ImportRefused) as refused:
        bring(team, path, columns)
    assert [(note.row, note.column) for note in refused.value.notes] == [(2, "Part"), (3, "Part")]
    assert refused.value.summary["not_understood"] == [
        {"field": "role", "column": "Part", "value": "Claimant", "rows": 1}
    ]
    values = {"role": {"claimant": "suspected perpetrator"}}
    bring(team, path, columns, values=values, constants={"role": "responder"})
    roles = {p.role for i in Incident.objects.all() for p in i.participations.all()}
    assert roles == {"suspected_perpetrator", "responder"}
    assert list(mapping.check_mapping({"columns": {"Date": "date", "Who": "actor"}}))
    assert list(mapping.check_mapping({"columns": columns, "values": {"role": {"a": "fun"}}}))


def test_the_columns_of_a_database_of_attacks_on_aid_workers_are_recognized(tmp_path):
    header = [
        "Incident ID",
        "Year",
        "Month",
        "Day",
        "Country",
        "City",
        "Total killed",
        "Total wounded",
        "Total kidnapped",
        "Means of attack",
        "Latitude",
        "Longitude",
        "Actor name",
        "Details",
    ]
    columns = mapping.guess_mapping(header)
    assert [columns.get(name) for name in header] == [
        "key",
        "year",
        "month",
        "day",
        "country",
        "place",
        "killed",
        "injured",
        "abducted",
        "attack_types",
        "lat",
        "lon",
        "perpetrator",
        "summary",
    ]
    row = [
        "77",
        "2014",
        "5",
        "",
        "South Sudan",
        "Bor",
        "1",
        "0",
        "3",
        "Kidnapping",
        "6.2",
        "31.6",
        "Unknown",
        "Taken from a convoy.",
    ]
    bring(Team(), table(tmp_path, [header, row]), columns)
    incident = Incident.objects.get()
    assert (incident.date, incident.country) == ("2014-05", "SS")
    assert (incident.place.lat, incident.place.lon) == (6.2, 31.6)
    assert harm_of(incident) == {
        ("killed", "", 1, 1, 1),
        ("injured", "", 0, 0, 0),
        ("abducted", "", 3, 3, 3),
    }
    assert incident.absences["perpetrator"] == "unknown"


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Monday, 24 October 2016", "2016-10-24"),
        ("24 Oct 2016 (night)", "2016-10-24"),
        ("Tuesday 1 March 2016", "2016-03-01"),
    ],
)
def test_the_day_of_the_week_and_the_part_of_the_day_are_no_part_of_a_date(text, date):
    assert table_cells.cell_date(text) == date


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("20[12]", "20"),
        ("1 (+2) [3]", "1 (+2)"),
        ("32¹", "32"),
        ("A[note 2]", "A"),
        ("Kabul[a]", "Kabul"),
        ("[the city]", "[the city]"),
        ("km²", "km²"),
    ],
)
def test_marks_of_footnotes_are_no_part_of_a_figure_or_a_name(text, plain):
    assert table_cells.without_marks(text) == plain
