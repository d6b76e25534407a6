"""What `datapackage.json` and `ro-crate-metadata.json` of a release say."""

from collections import defaultdict
from collections.abc import Iterable

from ctplatform.exchange.descriptions.described import DescribedDataset, DescribedFile
from incidents.releases.content import citations

TYPES = {
    "true or false": {"type": "boolean", "trueValues": ["true"], "falseValues": ["false"]},
    "whole number": {"type": "integer"},
    "number": {"type": "number"},
    "day (ISO 8601)": {"type": "date"},
}
"""{type in the codebook: type of a Table Schema}; others are texts."""
TITLES = {
    "changes.csv": "What changed since the release before",
    "citation.bib": "Citation for BibTeX",
    "citation.txt": "Citation",
    "codebook.csv": "What each column means",
    "datacite.json": "Metadata for a DOI",
}
RIGHTS = "Cite the data set as citation.txt says."


def described_release(
    cited: citations.Cited, name: str, made: Iterable, described: list[tuple]
) -> tuple[DescribedDataset, list[DescribedFile]]:
    """A release and its files; `described` are the rows of its codebook."""
    licence, address = citations.LICENCES.get(cited.licence, (cited.licence, ""))
    dataset = DescribedDataset(
        name=name,
        title=cited.title,
        description=cited.description,
        day=cited.day.isoformat(),
        identifier=cited.url,
        rights=RIGHTS,
        licence=address,
        licence_name=licence,
        creators=cited.creators,
        publisher=cited.publisher,
        url=cited.url,
        version=str(cited.number),
    )
    fields = _fields(described)
    return dataset, [_described(each, fields) for each in made]


def _fields(described):
    """{table: fields of its Table Schema}."""
    found = defaultdict(list)
    for table, column, meaning, kind, _values in described:
        stated = TYPES.get(kind, {"type": "string"})
        found[table].append({"name": column, **stated, "description": str(meaning)})
    return found


def _described(each, fields):
    table, _dot, extension = each.name.partition(".")
    schema = {}
    if extension == "csv" and table in fields:
        schema = {"fields": fields[table], "missingValues": [""], "primaryKey": ["id"]}
    title = TITLES.get(each.name, f"Table {table} ({extension})")
    return DescribedFile(each.name, title, each.size, each.sha256, each.media_type, schema)
