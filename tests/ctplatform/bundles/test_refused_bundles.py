"""Bundles that are refused: nothing of them is stored, and the error names the place."""

import hashlib
import json
import zipfile

import pytest

from ctplatform.accounts.models import Project, User
from ctplatform.bundles import services
from ctplatform.bundles.reading.checking import BundleLimits, BundleRefused, check_bundle
from ctplatform.bundles.writing import write_bundle
from tests.factories.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return World()


@pytest.fixture
def bundle(world, tmp_path):
    path = tmp_path / "bundle.zip"
    with path.open("wb") as file:
        write_bundle(
            world.project, reader=world.people["owner"], file=file, report=lambda done, total: None
        )
    return path


def changed(path, change, *, is_stated=True):
    """The bundle with other members; `change(members)` changes {name: bytes} in place.

    The manifest states the new hashes and rows where `is_stated`.
    """
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    if is_stated:
        manifest = json.loads(members["manifest.json"])
        for name in manifest["members"]:
            content = members[name]
            manifest["members"][name]["sha256"] = hashlib.sha256(content).hexdigest()
            if name.startswith("tables/"):
                manifest["members"][name]["rows"] = content.count(b"\n")
        members["manifest.json"] = json.dumps(manifest).encode()
    other = path.with_name("changed.zip")
    with zipfile.ZipFile(other, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return other


def edit(table, change):
    """A change of the first row of a table."""

    def apply(members):
        name = f"tables/{table}.jsonl"
        first, *rest = members[name].splitlines(keepends=True)
        row = json.loads(first)
        change(row)
        members[name] = b"".join([json.dumps(row).encode() + b"\n", *rest])

    return apply


def put(name, content):
    return lambda members: members.update({name: content})


def rewrite_manifest(**values):
    def apply(members):
        given = json.loads(members["manifest.json"])
        members["manifest.json"] = json.dumps(given | values).encode()

    return apply


FILES = {
    "another file": (put("tables/incidents.actor.jsonl", b"{}\n"), "SHA-256 differs"),
    "one file more": (put("more.txt", b"x"), "do not name the same files: more.txt"),
    "a path": (put("../outside.txt", b"x"), "is not a name in a bundle"),
    "no manifest": (lambda members: members.pop("manifest.json"), "has no manifest.json"),
    "no JSON": (put("manifest.json", b"{"), "manifest.json is not JSON"),
    "another format": (put("manifest.json", b"{}"), "does not say that this is"),
    "a newer version": (rewrite_manifest(version=2), "has version 2"),
    "no members": (rewrite_manifest(members=[]), "“members” is not an object"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_no_bundle_is_refused(bundle, name):
    change, words = FILES[name]
    with pytest.raises(BundleRefused, match=words):
        check_bundle(changed(bundle, change, is_stated=False))


def test_any_other_file_is_refused(tmp_path):
    path = tmp_path / "notes.zip"
    for content in (b"", b"notes", b"PK\x03\x04" + bytes(100)):
        path.write_bytes(content)
        with pytest.raises(BundleRefused, match="not a zip file"):
            check_bundle(path)


def test_a_damaged_zip_is_refused(bundle):
    content = bytearray(bundle.read_bytes())
    content[200:260] = bytes(60)
    bundle.write_bytes(content)
    with pytest.raises(BundleRefused):
        check_bundle(bundle)


def test_large_contents_are_refused(bundle):
    for limits, words in (
        (BundleLimits(expanded=10_000), "expands to more"),
        (BundleLimits(members=5), "more than 5 files"),
        (BundleLimits(line=2000), "er than 2000 bytes"),
    ):
        with pytest.raises(BundleRefused, match=words):
            check_bundle(bundle, limits)


def test_a_deeply_nested_line_is_refused(bundle):
    deep = b'{"name":' + b"[" * 200_000 + b"]" * 200_000 + b"}\n"
    with pytest.raises(BundleRefused, match="more memory than a check may take"):
        check_bundle(changed(bundle, put("tables/incidents.actor.jsonl", deep)))


ROWS = {
    "an unknown column": (
        edit("incidents.actor", lambda row: row.update(is_staff=True)),
        r"tables/incidents.actor.jsonl, line 1: is_staff: There is no such column",
    ),
    "no date": (
        edit("incidents.incident", lambda row: row.update(created="yesterday")),
        "incidents.incident.jsonl, line 1: created",
    ),
    "no EDTF": (
        edit("incidents.incident", lambda row: row.update(date="someday")),
        "incidents.incident.jsonl, line 1: date",
    ),
    "no number": (
        edit("incidents.incident", lambda row: row.update(version="many")),
        "incidents.incident.jsonl, line 1: version",
    ),
    "a missing value": (
        edit("incidents.incident", lambda row: row.update(title=None)),
        "incidents.incident.jsonl, line 1: title: A value is missing",
    ),
    "a missing column": (
        edit("incidents.incident", lambda row: row.pop("title")),
        "incidents.incident.jsonl, line 1: title",
    ),
    "an unknown place": (
        edit("incidents.incident", lambda row: row.update(place="urn:ctplatform:place:QQ")),
        "incidents.incident.jsonl, line 1: place: This installation has no",
    ),
    "a row that is not there": (
        edit(
            "incidents.incident",
            lambda row: row.update(place="0" * 8 + "-0000" * 3 + "-" + "0" * 12),
        ),
        "refers to one that is not in the bundle",
    ),
    "a constraint": (
        edit("annotations.annotation", lambda row: row.update(start=9, end=3)),
        "annotations.annotation.jsonl, line 1",
    ),
    "a NUL": (
        edit("incidents.incident", lambda row: row.update(title="a\0b")),
        "incidents.incident.jsonl, line 1 holds a NUL",
    ),
    "a list": (put("tables/incidents.actor.jsonl", b"[]\n"), "line 1 is not an object"),
    "no line": (put("tables/incidents.actor.jsonl", b"\xff\n"), "line 1 is not JSON"),
    "no project": (put("tables/accounts.project.jsonl", b""), "no project|not in the bundle"),
    "two of one id": (
        lambda members: members.update(
            {"tables/incidents.actor.jsonl": members["tables/incidents.actor.jsonl"] * 2}
        ),
        "incidents.actor.jsonl, line ",
    ),
}


@pytest.mark.both_databases
@pytest.mark.parametrize("name", ROWS)
def test_a_wrong_row_is_named_and_nothing_is_stored(bundle, world, name):
    change, words = ROWS[name]
    before = Project.objects.count(), User.objects.count()
    with pytest.raises(BundleRefused, match=words):
        services.copy_project(changed(bundle, change), by=world.people["owner"])
    assert (Project.objects.count(), User.objects.count()) == before
