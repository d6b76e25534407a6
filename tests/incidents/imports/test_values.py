"""What cells of other people's tables say: precision, harm, names, and values read otherwise."""

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from ctplatform.jobs.models import Job
from incidents.imports import mapping, table_cells
from incidents.imports.formats.loading import load_file
from incidents.imports.services import ImportRefused, RowDestination, mappings
from incidents.imports.services.files import keep_file, request_import
from incidents.models import Actor, ImportMapping, Incident
from tests.all_jobs import do_all_work
from tests.factories.curation import Team
from tests.incidents.imports.test_mapped import bring, table

pytestmark = pytest.mark.django_db


def imported(tmp_path, cells_of, **options):
    """The incident of a table of one row, {field: cell}."""
    columns = {f"column {field}": field for field in cells_of}
    columns.setdefault("name", "title")
    rows = [list(columns), [*cells_of.values(), "One row"]]
    summary = bring(Team(), table(tmp_path, rows), columns, **options)
    return Incident.objects.get(), summary


@pytest.mark.parametrize(
    ("given", "date"),
    [
        ({"date": "2021-08-26", "time_precision": "1"}, "2021-08-26"),
        ({"date": "2021-08-26", "time_precision": "2"}, "2021-08-23/2021-08-29"),
        ({"date": "2021-08-26", "time_precision": "3"}, "2021-08"),
        ({"date": "2021-08-26", "date_prec": "2"}, "2021-08-26~"),
        ({"date": "2021-08-26", "date_prec": "4.0"}, "2021-08"),
        ({"date": "2021-08-26", "date_prec": "5"}, "2021"),
        (
            {"date": "2021-08-20", "date_end": "2021-08-26", "date_prec": "3"},
            "2021-08-20/2021-08-26",
        ),
        (
            {"year": "2010", "month": "3", "day": "0", "approxdate": "5 to 8 March 2010"},
            "2010-03-05/2010-03-08",
        ),
        ({"year": "2010", "month": "3", "day": "0", "approxdate": "May 2011"}, "2010-03"),
    ],
)
def test_a_date_is_no_more_exact_than_its_column_of_precision(tmp_path, given, date):
    incident, _summary = imported(tmp_path, given)
    assert incident.date == date
    assert incident.date_words == given.get("approxdate", "")


@pytest.mark.parametrize(
    ("given", "precision"),
    [
        ({"where_prec": "4"}, "admin1"),
        ({"geo_precision": "2"}, "near"),
        ({"specificity": "3"}, "admin2"),
        ({"specificity": ""}, None),
    ],
)
def test_the_precision_of_the_place_is_that_of_the_row(tmp_path, given, precision):
    incident, _summary = imported(tmp_path, {"place": "Gao"} | given)
    assert incident.place_precision == precision


def test_a_code_that_is_none_is_refused_by_row_and_column(tmp_path):
    with pytest.raises(ImportRefused) as refused:
        imported(tmp_path, {"date": "2021-08-26", "time_precision": "7"})
    note = refused.value.notes[0]
    assert (note.row, note.column) == (2, "column time_precision")
    assert "1, 2, 3" in note.message


def figures(text):
    return [
        (each.kind, each.group, each.low, each.best, each.high)
        for each in table_cells.casualty_estimates(text)
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("80+ (+74)", [("", "victims", 80, None, None), ("", "perpetrators", 74, 74, 74)]),
        ("12 (+Unknown)", [("", "victims", 12, 12, 12), ("", "perpetrators", None, None, None)]),
        ("10-15 (+3)", [("", "victims", 10, None, 15), ("", "perpetrators", 3, 3, 3)]),
        ("at least 10", [("", "", 10, None, None)]),
        ("10-15", [("", "", 10, None, 15)]),
        ("dozens", [("", "", 24, None, 99)]),
        ("1,200", [("", "", 1200, 1200, 1200)]),
        ("12 kidnapped", [("abducted", "", 12, 12, 12)]),
        ("3 captured", [("abducted", "", 3, 3, 3)]),
        ("5 missing", [("missing", "", 5, 5, 5)]),
        ("7 wounded and 2 missing", [("injured", "", 7, 7, 7), ("missing", "", 2, 2, 2)]),
        ("5 and 8", []),
        ("Unknown (+Unknown)", []),
        ("many", []),
    ],
)
def test_cells_of_harm_are_read_as_what_they_say_or_not_at_all(text, found):
    assert figures(text) == found


def test_about_a_hundred_stays_about_a_hundred():
    (found,) = table_cells.casualty_estimates("~100")
    assert (found.best, found.qualifier) == (100, "about")


def test_the_kidnapped_are_no_wounded(tmp_path):
    incident, summary = imported(tmp_path, {"injured": "12 kidnapped", "missing": "3"})
    harm = {(row.kind, row.best) for row in incident.casualties.all()}
    assert harm == {("abducted", 12), ("missing", 3)}
    assert any("counted as abducted" in note["message"] for note in summary["warned"])


def test_the_unknown_attackers_of_a_cell_are_not_zero(tmp_path):
    incident, _summary = imported(tmp_path, {"killed": "12 (+Unknown)"})
    rows = {row.group: (row.best, row.stated) for row in incident.casualties.all()}
    assert rows == {"victims": (12, "12 (+Unknown)"), "perpetrators": (None, "12 (+Unknown)")}


@pytest.mark.parametrize(
    ("options", "actors"),
    [
        ({"and_divides": True}, {"Taliban", "Haqqani Network"}),
        ({"and_divides": False}, {"Taliban and Haqqani Network"}),
        (
            {"values": {"perpetrator": {"taliban and haqqani network": "Taliban; Haqqani"}}},
            {"Taliban", "Haqqani"},
        ),
    ],
)
def test_names_with_and_are_one_or_several_as_the_mapping_says(tmp_path, options, actors):
    incident, _summary = imported(
        tmp_path, {"perpetrator": "Taliban and Haqqani Network"}, **options
    )
    assert {part.actor.name for part in incident.participations.all()} == actors


def test_names_with_and_are_refused_with_advice_where_nothing_is_said(tmp_path):
    with pytest.raises(ImportRefused) as refused:
        imported(tmp_path, {"perpetrator": "Taliban and Haqqani Network"})
    note = refused.value.notes[0]
    assert (note.row, note.column) == (2, "column perpetrator")
    assert "whether “and” divides names" in note.message
    assert refused.value.summary["not_understood"] == [
        {
            "field": "perpetrator",
            "column": "column perpetrator",
            "value": "Taliban and Haqqani Network",
            "rows": 1,
        },
    ]


def test_values_are_read_as_the_mapping_says_and_the_rest_is_counted(tmp_path):
    columns = {
        "id": "key",
        "land": "country",
        "how": "attack_types",
        "whom": "target_types",
        "when": "date",
    }
    rows = [
        list(columns),
        ["1", "Ruritania", "Mischief", "14", "2021"],
        ["2", "Ruritania", "mischief; bombing", "business", "2021"],
        ["3", "West Bank", "Sabotage", "Bystanders", "2021"],
        ["4", "Zaire", "Sabotage", "", "2021"],
    ]
    path, team = table(tmp_path, rows), Team()
    with pytest.raises(ImportRefused) as refused:
        bring(team, path, columns)
    missed = {(r["field"], r["value"]): r["rows"] for r in refused.value.summary["not_understood"]}
    assert missed == {
        ("country", "Ruritania"): 2,
        ("attack_types", "Mischief"): 1,
        ("attack_types", "mischief"): 1,
        ("attack_types", "Sabotage"): 2,
        ("target_types", "Bystanders"): 1,
    }
    values = {
        "country": {"Ruritania": "Mali"},
        "attack_types": {"mischief": "facility_attack", "SABOTAGE": "-"},
        "target_types": {"Bystanders": "private people and their property"},
    }
    summary = bring(team, path, columns, values=values)
    assert summary["not_understood"] == []
    found = {i.external_records.get().external_id: i for i in Incident.objects.all()}
    assert [found[key].country for key in "1234"] == ["ML", "ML", "PS", "CD"]
    assert [found[key].attack_types for key in "1234"] == [
        ["facility_attack"],
        ["facility_attack", "bombing"],
        None,
        None,
    ]
    assert [found[key].target_types for key in "123"] == [
        ["private_citizens"],
        ["business"],
        ["private_citizens"],
    ]


@pytest.mark.parametrize(
    "values",
    [
        [],
        {"colour": {}},
        {"country": {"A": "Nowhere"}},
        {"attack_types": {"A": "fun"}},
        {"country": {"A": 3}},
        {"country": {"A": ""}},
        {"lifecycle": {"A": "x"}},
        {"country": []},
    ],
)
def test_values_that_are_none_of_our_terms_are_refused(values):
    told = {"columns": {"a": "title"}, "values": values}
    assert bool(list(mapping.check_mapping(told))) == bool(values)


def test_a_constant_stands_for_a_column_that_the_file_lacks(tmp_path):
    constants = {"country": "Afghanistan", "perpetrator": "Taliban", "target_types": "police"}
    incident, _summary = imported(tmp_path, {"date": "2021"}, constants=constants)
    assert (incident.country, incident.target_types) == ("AF", ["police"])
    assert incident.participations.get().actor.name == "Taliban"


def test_values_not_understood_are_mapped_on_the_page_and_kept(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    team, columns = Team(), {"name": "title", "land": "country"}
    mappings.save_mapping(
        by=team.author,
        project=team.project,
        name="Mine",
        header=["name", "land"],
        columns={"columns": columns},
    )
    file = ContentFile(b"name,land\nA,Ruritania\nB,Ruritania\n", "a.csv")
    kept = keep_file(file, by=team.author, project=team.project)
    job = request_import(
        kept,
        by=team.author,
        format="mapped",
        dataset="mine",
        dry_run=True,
        mapping={"columns": columns},
    )
    do_all_work()
    client = Client()
    client.force_login(team.author)
    page = client.get(f"/imports/{job.pk}/").content.decode()
    assert "Not understood" in page
    assert ">Ruritania</td>" in page
    address = f"/imports/{job.pk}/values/"
    assert (
        "is not a valid country"
        in client.post(address, {"value-0": "Nowhere"}, follow=True).content.decode()
    )
    client.post(address, {"value-0": "Mali"})
    do_all_work()
    again = Job.objects.filter(kind="import").latest("id")
    assert (again.result["errors"], again.result["not_understood"]) == (0, [])
    saved = ImportMapping.objects.get().columns
    assert saved["values"] == {"country": {"Ruritania": "Mali"}}


def test_what_the_reader_of_ucdp_does_not_understand_is_listed(tmp_path):
    path = tmp_path / "ged.csv"
    path.write_text(
        "id,side_a,side_b,type_of_violence,where_prec,country,latitude,longitude,date_start,"
        "date_end,date_prec\n"
        "1,A,B,7,9,Ruritania,1.5,2.5,2020-01-01,2020-01-01,8\n"
        "2,A,B,1,1,Ruritania,1.5,2.5,2020-01-01,2020-01-01,1\n"
    )
    team = Team()
    summary = load_file(
        path,
        "ucdp",
        {},
        RowDestination(team.project, "ucdp-ged"),
        by=team.author,
        report=lambda done, total: None,
    )
    missed = {(r["field"], r["value"]): r["rows"] for r in summary["not_understood"]}
    assert missed == {
        ("country", "Ruritania"): 2,
        ("violence_type", "7"): 1,
        ("where_prec", "9"): 1,
        ("date_prec", "8"): 1,
    }
    assert {note["column"] for note in summary["warned"]} >= {"where_prec", "type_of_violence"}


def test_further_variables_that_are_not_understood_are_listed_and_given_a_meaning(tmp_path):
    given = {"suicide": "perhaps"}
    _incident, summary = imported(tmp_path, given)
    assert [row["value"] for row in summary["not_understood"]] == ["perhaps"]
    assert list(
        mapping.check_mapping({"columns": {"a": "title"}, "values": {"suicide": {"x": "maybe"}}})
    )
    values = {"suicide": {"perhaps": "-"}}
    path = table(tmp_path, [["column suicide", "name"], ["perhaps", "Another row"]])
    columns = {"column suicide": "suicide", "name": "title"}
    assert bring(Team(), path, columns, values=values)["not_understood"] == []


def test_a_constant_that_is_no_value_of_its_field_is_refused():
    wrong_values = {
        "country": "Nowhere",
        "suicide": "maybe",
        "role": "hero",
        "year": "soon",
        "where_prec": "9",
        "date": "some day",
        "target_types": "fun",
    }
    for field, text in wrong_values.items():
        told = {"columns": {"a": "title"}, "constants": {field: text}}
        (wrong,) = mapping.check_mapping(told)
        assert f"“{text}” is no" in wrong


def test_actors_of_one_name_and_two_numbers_are_two_and_are_asked_for_by_number(tmp_path):
    path, team = tmp_path / "ged.csv", Team()
    header = "id,side_a_new_id,side_a,side_b_new_id,side_b,type_of_violence,date_start,date_end"
    rows = [
        "1,49,Government of A,357,UCK,1,2020-01-01,2020-01-01",
        "2,47,Government of B,361,UCK,1,2020-01-01,2020-01-01",
        "3,49,Government of A,357,UCK,1,2021-01-01,2021-01-01",
    ]
    path.write_text("\n".join([header, *rows]))
    target = RowDestination(team.project, "ucdp-ged")
    load_file(path, "ucdp", {}, target, by=team.author, report=lambda done, total: None)
    counts = {
        actor.ucdp_actor_id: actor.participations.count()
        for actor in Actor.objects.filter(project=team.project, name="UCK")
    }
    assert counts == {357: 2, 361: 1}
    with pytest.raises(ImportRefused) as refused:
        bring(
            team,
            table(tmp_path, [["Who", "When"], ["UCK", "2020"]]),
            {"Who": "perpetrator", "When": "date"},
        )
    names = [words for _pk, words in refused.value.summary["ambiguous"]["UCK"]]
    assert names == ["UCK (UCDP actor 357)", "UCK (UCDP actor 361)"]
