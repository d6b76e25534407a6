"""The descriptions of a release, as readers of Data Package and RO-Crate use them."""

import json
import warnings

import pytest

frictionless = pytest.importorskip("frictionless")
pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(register, make_release, tmp_path):
    release = make_release(creators=["Roe, Jane", "Desert Institute"], licence="CC-BY-4.0")
    folder = tmp_path / "unpacked"
    folder.mkdir()
    for each in release.files.all():
        with each.file.open() as file:
            (folder / each.name).write_bytes(file.read())
    return folder


def test_frictionless_reads_the_tables_of_a_release(folder):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        report = frictionless.Package(folder / "datapackage.json").validate()
    assert report.flatten(["name", "rowNumber", "fieldName", "type", "note"]) == []
    rows = {task.name: task.stats.get("rows") for task in report.tasks}
    assert rows["incidents-csv"] == 2


def test_both_descriptions_name_licence_creators_and_every_file(folder):
    package = json.loads((folder / "datapackage.json").read_text())
    assert package["licenses"] == [
        {"path": "https://creativecommons.org/licenses/by/4.0/", "title": "CC BY 4.0"}
    ]
    assert [each["title"] for each in package["contributors"]] == ["Roe, Jane", "Desert Institute"]
    crate = json.loads((folder / "ro-crate-metadata.json").read_text())
    nodes = {each["@id"]: each for each in crate["@graph"]}
    assert nodes["./"]["license"]["@id"] in nodes
    assert nodes["#creator-1"]["familyName"] == "Roe"
    assert nodes["#creator-2"]["@type"] == "Organization"
    files = {path.name for path in folder.iterdir()} - {"manifest.json", "ro-crate-metadata.json"}
    assert {each["@id"] for each in nodes["./"]["hasPart"]} == files
    listed = {each["path"] for each in package["resources"]}
    assert listed == {name for name in files if (folder / name).stat().st_size} - {
        "datapackage.json"
    }
