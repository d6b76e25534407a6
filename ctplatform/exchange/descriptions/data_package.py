"""Pure: `datapackage.json` after Data Package 2.0 (https://datapackage.org)."""

import re

from ctplatform.exchange.descriptions.described import DescribedDataset, DescribedFile

NAME = "datapackage.json"
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"


def data_package(dataset: DescribedDataset, files: list[DescribedFile]) -> dict:
    """The description of the dataset and of its files; those with a schema are tables.

    Empty files are left out, since readers take them for damaged tables.
    """
    files = [each for each in files if each.size]
    names = {resource_name(each.path) for each in files}
    found = {
        "$schema": PROFILE,
        "name": dataset.name,
        "id": dataset.identifier,
        "title": dataset.title,
        "description": dataset.description,
        "homepage": dataset.url,
        "version": dataset.version,
        "created": f"{dataset.day}T00:00:00Z",
        "licenses": [{"path": dataset.licence, "title": dataset.licence_name}]
        if dataset.licence
        else None,
        "contributors": [{"title": each, "roles": ["creator"]} for each in dataset.creators],
        "resources": [_resource(each, names) for each in files],
    }
    return {name: value for name, value in found.items() if value not in (None, "", [])}


def resource_name(path: str) -> str:
    """The name of a file among the resources.

    >>> resource_name("tables/incidents.actor.jsonl"), resource_name("incidents.csv")
    ('incidents.actor', 'incidents-csv')
    """
    name = re.sub(r"[^a-z0-9._-]+", "-", path.lower())
    if path.startswith("tables/"):
        return name.removeprefix("tables-").removesuffix(".jsonl")
    return name.replace(".", "-")


def _resource(each, names):
    found = {
        "name": resource_name(each.path),
        "path": each.path,
        "title": each.title,
        "format": "ndjson" if each.extension == "jsonl" else each.extension,
        "mediatype": each.encoding_format,
        "encoding": "utf-8",
        "bytes": each.size,
        "hash": f"sha256:{each.sha256}",
    }
    if each.schema:
        found |= {"type": "table", "schema": _with_known_keys(each.schema, names)}
    return found


def _with_known_keys(schema, names):
    """The schema without foreign keys to resources that are not listed."""
    keys = schema.get("foreignKeys", ())
    kept = [key for key in keys if key["reference"]["resource"] in names]
    rest = {name: value for name, value in schema.items() if name != "foreignKeys"}
    return rest | ({"foreignKeys": kept} if kept else {})
