"""The descriptions in a bundle, as readers of Data Package and RO-Crate use them."""

import json
import warnings
import zipfile

import pytest
from pyld import jsonld

from ctplatform.accounts.models import Project, User
from ctplatform.bundles.contents.bundled_tables import bundled_tables
from ctplatform.bundles.writing import write_bundle
from ctplatform.exchange.descriptions.data_package import resource_name
from tests.demo_rows import demo_rows

pytestmark = pytest.mark.django_db
SCHEMA = "http://schema.org/"
CRATE_TERMS = {
    "@context": {
        "@vocab": SCHEMA,
        "File": f"{SCHEMA}MediaObject",
        "conformsTo": "http://purl.org/dc/terms/conformsTo",
        "license": {"@id": f"{SCHEMA}license", "@type": "@id"},
    }
}
"""What the context of RO-Crate 1.2 says of the terms that we use; nothing is fetched."""


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker, tmp_path_factory):
    with demo_rows(django_db_blocker, tmp_path_factory.mktemp("data")):
        yield


@pytest.fixture
def folder(loaded, tmp_path):
    """The unpacked bundle of the demo as its owner sees it."""
    path = tmp_path / "demo.zip"
    project = Project.objects.get(slug="demo")
    amira = User.objects.get(username="amira")
    with path.open("wb") as file:
        write_bundle(project, reader=amira, file=file, report=lambda done, total: None)
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path / "demo")
    return tmp_path / "demo"


def read(folder, name):
    return json.loads((folder / name).read_text())


def test_frictionless_reads_every_table_with_its_types_keys_and_hashes(folder):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        frictionless = pytest.importorskip("frictionless")
        report = frictionless.Package(folder / "datapackage.json").validate()
    faults = report.flatten(["name", "rowNumber", "fieldName", "type", "note"])
    assert faults == []
    rows = {task.name: task.stats.get("rows") for task in report.tasks}
    tables = {table.name for table in bundled_tables()}
    filled = {name for name in tables if (folder / f"tables/{name}.jsonl").stat().st_size}
    assert {name for name in rows if name in tables} == filled
    assert rows["incidents.incident"] > 10


def test_a_changed_cell_is_found_by_the_description(folder):
    path = folder / "tables/incidents.incident.jsonl"
    first, rest = path.read_text().split("\n", 1)
    path.write_text(json.dumps(json.loads(first) | {"version": "many"}) + "\n" + rest)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        frictionless = pytest.importorskip("frictionless")
        package = frictionless.Package(folder / "datapackage.json")
        report = package.get_resource("incidents.incident").validate()
    assert ["version", "type-error"] in report.flatten(["fieldName", "type"])


def test_the_crate_describes_every_file_but_itself_and_the_manifest(folder):
    crate = read(folder, "ro-crate-metadata.json")
    manifest = read(folder, "manifest.json")
    assert crate["@context"] == "https://w3id.org/ro/crate/1.2/context"
    nodes = {each["@id"]: each for each in crate["@graph"]}
    assert len(nodes) == len(crate["@graph"])
    root = nodes["./"]
    assert {"name", "description", "datePublished", "license"} <= root.keys()
    assert nodes["ro-crate-metadata.json"]["about"] == {"@id": "./"}
    parts = {each["@id"] for each in root["hasPart"]}
    assert parts <= nodes.keys()
    files = {name for name in manifest["members"] if not name.startswith("files/")}
    assert {part for part in parts if part != "files/"} == files - {"ro-crate-metadata.json"}
    for name in files - {"ro-crate-metadata.json"}:
        assert nodes[name]["sha256"] == manifest["members"][name]["sha256"]
        assert int(nodes[name]["contentSize"]) == (folder / name).stat().st_size


def test_a_json_ld_processor_reads_the_crate(folder):
    def loader(url, _options):
        assert url == "https://w3id.org/ro/crate/1.2/context"
        return {"contentType": "application/ld+json", "contextUrl": None} | {
            "documentUrl": url,
            "document": CRATE_TERMS,
        }

    found = jsonld.expand(
        read(folder, "ro-crate-metadata.json"),
        {"documentLoader": loader, "base": "https://example.org/crate/"},
    )
    nodes = {each["@id"]: each for each in found}
    root = nodes["https://example.org/crate/"]
    assert root["@type"] == [f"{SCHEMA}Dataset"]
    assert root[f"{SCHEMA}license"] == [{"@id": "https://example.org/crate/#rights"}]
    about = nodes["https://example.org/crate/ro-crate-metadata.json"]
    (profile,) = about["http://purl.org/dc/terms/conformsTo"]
    assert profile == {"@id": "https://w3id.org/ro/crate/1.2"}
    table = nodes["https://example.org/crate/tables/incidents.actor.jsonl"]
    assert table["@type"] == [f"{SCHEMA}MediaObject"]


def test_names_of_resources_are_unique(folder):
    package = read(folder, "datapackage.json")
    names = [each["name"] for each in package["resources"]]
    assert len(set(names)) == len(names)
    assert resource_name("README.txt") in names
    assert package["name"] == "demo"
